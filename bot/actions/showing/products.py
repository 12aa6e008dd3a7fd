"""Products that were found: their cards, details and the next one.

Buttons may be months old (G5): each says which variant and which price was seen. What has changed since is said;
what is gone or sold out is said too, and the nearest alternative is offered.
"""

from bot.actions.base import Events, ShopAction, Talk, fill, want
from bot.actions.finding.search import AT_MOST, look_again
from bot.actions.showing.beside import say_beside
from bot.actions.showing.cards import is_sold, matches, say_card
from bot.actions.showing.offers import offer_now
from bot.actions.showing.views import ASKED_AGAIN, show
from catalog.wishes import PRICE

LISTS = frozenset({"list", "similar", "compare", "which", "goes"})  # nobody looks at the first of many
_VIEW_OF = {"show": "card", "more_options": "options", "results": "list"}  # others are called as they are chosen


class AskCardChoice(ShopAction):
    """Shows the product that the conversation is about, and asks what to do with it.

    `card_view` says how: all (the list of matches, then the best one's card), list, card, details, or one of the
    views of `showing/views.py`; what was shown last is only named again, so that a question in between does
    not send the picture twice. What was said beside the card (`under 20`) narrows the search first.
    """

    called = "action_ask_card_choice"

    async def act(self, talk: Talk) -> Events:
        if again := await say_beside(talk):
            return [*again, {"event": "followup", "timestamp": None, "name": self.called}]
        found = talk.shelf.find_sku(talk.text_of("sku"))
        if found is None:
            talk.say("utter_card_gone")
            return fill(card_choice="nothing_left", sku=None, card_shown=None)
        product, offer = found
        view = talk.text_of("card_view") or "card"
        told, seen = f"{view}:{offer.sku}", want("note_view", product=product.id)
        if talk.text_of("card_shown") == told and view not in ASKED_AGAIN:
            say_card(talk, "utter_card_again", product, offer)
            seen = []
        else:
            await show(talk, view, product, offer)
        return [*fill(card_shown=told, seen_price=offer.to_pay), *([] if view in LISTS else seen)]


class TurnCard(ShopAction):
    """Turns to another view of a product (its photos, sizes, reviews …), or to the product on the button."""

    called = "action_turn_card"

    async def act(self, talk: Talk) -> Events:
        view = _VIEW_OF.get(talk.text_of("card_choice"), talk.text_of("card_choice"))
        if talk.shelf.find_sku(talk.text_of("sku")) is None:
            return _gone(talk)
        return fill(card_view=view, card_shown=None)


class Cheaper(ShopAction):
    """Searches once more for less than what is shown."""

    called = "action_cheaper"

    async def act(self, talk: Talk) -> Events:
        found, searched = talk.shelf.find_sku(talk.text_of("sku")), talk.slots.get("searched")
        if found is None or not isinstance(searched, dict):
            return []
        cheaper = await look_again(talk, {**searched, AT_MOST: found[1].to_pay - 1}, strictly=(PRICE,))
        if cheaper is None:
            talk.say("utter_none_cheaper")
            return fill(card_view="card") if talk.text_of("card_view") in LISTS else []
        return cheaper


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
        skus = [sku for sku in matches(talk) if is_sold(talk, sku)]
        if not skus:
            return fill(sku=None, match_count=0)
        current = talk.text_of("sku")
        place = skus.index(current) + 1 if current in skus else 0
        if place >= len(skus):
            talk.say("utter_last_match")
            place = 0
        return fill(sku=skus[place], card_view="card", card_shown=None)


def _gone(talk: Talk) -> Events:
    """It is not sold any more: say so, and turn to what fits the same wishes."""
    _, _, events = offer_now(talk)
    return events
