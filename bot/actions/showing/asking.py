"""Questions about a product, open or named: use, what it is made of, a fact, or how it differs from another.

Everything is said in the catalog's own words; what it does not say is not known, and a person is offered.
"""

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.finding.search import what_is_named
from bot.actions.showing.cards import is_sold, matches, payload, row_of, say_card
from bot.actions.showing.compared import parts_of
from bot.actions.showing.named import find_named
from catalog.questions import COMPARE, FACT, Asked, find_fact, read_open_question, read_question
from catalog.search.embedded import search_of
from catalog.wishes import Hit, Offered, Shown

WHICH = "which"


class AnswerAbout(ShopAction):
    """Turns to the product that `asked_words` are about and to the view that answers them."""

    called = "action_answer_about"

    async def act(self, talk: Talk) -> Events:
        asked = asked_of(talk)
        if asked.kind == COMPARE:
            return _compared(talk, asked)
        named = find_named(talk, asked.rest) if asked.rest and (asked.topic or asked.kind != FACT) else []
        opened = talk.shelf.find_sku(talk.text_of("sku"))
        if len(named) > 1:
            return _choose(talk, named)
        if named:
            return _turn(named[0].offer, asked.kind)
        if opened is None or _names_another(talk, asked):
            talk.say("utter_which_product")
            return fill(sku=None, card_choice=None)
        return _turn(opened[1], asked.kind)


def _names_another(talk: Talk, asked: Asked) -> bool:
    """Whether a product was named that nobody knows: then the open one is not meant."""
    if not asked.topic and asked.kind == FACT:
        return False
    return what_is_named(search_of(talk.shelf), asked.rest, talk.language).kind


def asked_of(talk: Talk) -> Asked:
    """What is asked."""
    said = talk.text_of("asked_words")
    return read_question(said) or read_open_question(said)


async def show_fact(talk: Talk, product: Shown, offer: Offered) -> None:
    """The sentence that says it; else that it is not known."""
    found = find_fact(product, asked_of(talk), talk.language)
    fact = found if isinstance(found, str) else talk.shelf.label(*found, talk.language)
    say_card(talk, "utter_product_fact" if fact else "utter_not_known", product, offer, fact=fact)


async def show_which(talk: Talk, product: Shown, offer: Offered) -> None:  # noqa: ARG001 - a view like all others
    """The products that may be meant, to choose from; the answer comes with the choice."""
    kind = asked_of(talk).kind
    found = [Hit(*found) for sku in _among(talk) if (found := talk.shelf.find_sku(sku))]
    rows = [{**row_of(talk, hit), "payload": payload(kind, hit.offer)} for hit in found]
    talk.say("utter_which_of_these", buttons=rows)


def _compared(talk: Talk, asked: Asked) -> Events:
    """Two products: those that are named; what is missing is the open one, then those that were shown."""
    named = [hits[0].offer for part in parts_of(asked.rest) if (hits := find_named(talk, part))]
    shown = [found[1] for sku in (talk.text_of("sku"), *matches(talk)) if (found := talk.shelf.find_sku(sku))]
    by_product: dict[str, str] = {}
    for offer in (*named, *shown):
        by_product.setdefault(talk.shelf.get(offer.sku)[0].id, offer.sku)
    skus = list(by_product.values())
    if len(skus) < 2:
        talk.say("utter_compare_what")
        return fill(sku=skus[0] if skus else None, card_choice=None, card_view="card", card_shown=None)
    return [*_turn(talk.shelf.get(skus[0])[1], COMPARE), *fill(asked_among=skus[:2])]


def _choose(talk: Talk, named: list[Hit]) -> Events:
    sold = [hit for hit in named if is_sold(talk, hit.offer.sku)] or named
    return [*_turn(sold[0].offer, WHICH), *fill(asked_among=[hit.offer.sku for hit in sold])]


def _turn(offer: Offered, view: str) -> Events:
    return fill(sku=offer.sku, seen_price=offer.to_pay, card_view=view, card_shown=None)


def _among(talk: Talk) -> list[str]:
    among = talk.slots.get("asked_among")
    return [str(sku) for sku in among] if isinstance(among, list) else []
