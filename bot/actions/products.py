"""Products that were found: their cards, details and the next one.

Buttons may be months old (G5): each says which variant and which price was seen. What has changed since is said;
what is gone or sold out is said too, and the nearest alternative is offered.
"""

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.cards import line_of, name_of, payload, plain_price_of, price_of, reasons_of
from bot.actions.finder import forget_answers, keep_search, narrowed, recall_wishes, search
from bot.actions.money import to_major
from bot.actions.offers import offer_now
from catalog.matching import fulfilled
from catalog.wishes import PRICE, Hit, Offered, Shown

MOST_LINES = 4  # of the list above the first card


class AskCardChoice(ShopAction):
    """Shows the product that the conversation is about, and asks what to do with it.

    `card_view` says how: all (the list of matches, then the best one's card), card, details; what was shown last
    is only named again, so that a question in between does not send the picture twice. What was said beside the
    card (`under 20`) narrows the search first.
    """

    called = "action_ask_card_choice"

    async def act(self, talk: Talk) -> Events:
        if again := _search_again(talk):
            return [*again, {"event": "followup", "timestamp": None, "name": self.called}]
        found = talk.shelf.find_sku(talk.text_of("sku"))
        if found is None:
            talk.say("utter_card_gone")
            return fill(card_choice="nothing_left", sku=None, card_shown=None)
        product, offer = found
        view = talk.text_of("card_view") or "card"
        told = f"{view}:{offer.sku}"
        if talk.text_of("card_shown") == told:
            _say_card(talk, "utter_card_again", product, offer)
        elif view == "details":
            _say_card(talk, "utter_product_details", product, offer)
        else:
            if view == "all":
                _say_matches(talk)
            _say_card(talk, "utter_product_card", product, offer)
        return fill(card_shown=told, seen_price=offer.to_pay)


class Cheaper(ShopAction):
    """Searches once more for less than what is shown."""

    called = "action_cheaper"

    async def act(self, talk: Talk) -> Events:
        found, searched = talk.shelf.find_sku(talk.text_of("sku")), talk.slots.get("searched")
        if found is None or not isinstance(searched, dict):
            return []
        offer = found[1]
        answers = {**searched, "budget": to_major(offer.to_pay - 1, offer.currency)}
        cheaper = search(talk, answers)
        if not cheaper.hits or PRICE in cheaper.relaxed:
            talk.say("utter_none_cheaper")
            return []
        return keep_search(talk, answers, cheaper)


class ProductDetails(ShopAction):
    """Turns to the details of the product on the button."""

    called = "action_product_details"

    async def act(self, talk: Talk) -> Events:
        product, _, events = offer_now(talk)
        return [*events, *fill(card_view="details", card_shown=None)] if product else events


class NextMatch(ShopAction):
    """Turns to the next product that fits; after the last one says so and begins again."""

    called = "action_next_match"

    async def act(self, talk: Talk) -> Events:
        skus = [sku for sku in _matches(talk) if _is_sold(talk, sku)]
        if not skus:
            return fill(sku=None, match_count=0)
        current = talk.text_of("sku")
        place = skus.index(current) + 1 if current in skus else 0
        if place >= len(skus):
            talk.say("utter_last_match")
            place = 0
        return fill(sku=skus[place], card_view="card", card_shown=None)


def _search_again(talk: Talk) -> Events:
    """With what has been said since the last search; when nothing fits at all, what is shown stays."""
    answers = narrowed(talk)
    if answers is None:
        return []
    found = search(talk, answers)
    if found.hits:
        return [*keep_search(talk, answers, found), *forget_answers()]
    talk.say("utter_none_like_that")
    return forget_answers()


def _say_matches(talk: Talk) -> None:
    """How many fit, what had to be given up, and a list when there are several."""
    skus = [sku for sku in _matches(talk) if _is_sold(talk, sku)]
    response = "utter_matches_relaxed" if talk.text_of("relaxed") else "utter_matches"
    if len(skus) < 2:
        talk.say("utter_one_match_relaxed" if talk.text_of("relaxed") else "utter_one_match")
        return
    lines = [line_of(talk, Hit(*talk.shelf.get(sku))) for sku in skus[:MOST_LINES]]
    talk.say(response, count=len(skus), list="\n".join(lines))


def _say_card(talk: Talk, response: str, product: Shown, offer: Offered) -> None:
    words = product.words(talk.language)
    talk.say(
        response,
        picture=product.media[0] if product.media else "",
        product=name_of(talk, product, offer),
        price=price_of(talk, offer),
        plain_price=plain_price_of(talk, offer),
        tagline=words.tagline,
        description=words.description,
        reasons=reasons_of(talk, fulfilled(product, offer, recall_wishes(talk))),
        get_payload=payload("take_it", offer),
        details_payload=payload("more_details", offer),
        next_payload=payload("next_match", offer),
    )


def _matches(talk: Talk) -> list[str]:
    matches = talk.slots.get("matches")
    return [str(sku) for sku in matches] if isinstance(matches, list) else []


def _is_sold(talk: Talk, sku: str) -> bool:
    found = talk.shelf.find_sku(sku)
    return found is not None and found[1].stock > 0
