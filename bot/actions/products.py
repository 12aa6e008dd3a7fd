"""Products that were found: their cards, details, the next one, and where to buy them.

Buttons may be months old (G5): each says which variant and which price was seen. What has changed since is said;
what is gone or sold out is said too, and the nearest alternative is offered.
"""

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.beside import say_beside
from bot.actions.cards import is_sold, link_to, matches, name_of, plain_price_of, say_card, turn_to
from bot.actions.coupons import worth_of
from bot.actions.finder import recall_wishes
from bot.actions.money import render_money
from bot.actions.search import AT_MOST, look_again
from bot.actions.views import ASKED_AGAIN, show
from bot.rewards.queries import find_campaign, find_usable_coupon
from catalog.wishes import PRICE, Hit, Offered, Shown

_VIEW_OF = {"show": "card", "more_options": "options", "results": "list"}  # others are called as they are chosen


class AskCardChoice(ShopAction):
    """Shows the product that the conversation is about, and asks what to do with it.

    `card_view` says how: all (the list of matches, then the best one's card), list, card, details, or one of the
    views of `bot/actions/views.py`; what was shown last is only named again, so that a question in between does
    not send the picture twice. What was said beside the card (`under 20`) narrows the search first.
    """

    called = "action_ask_card_choice"

    async def act(self, talk: Talk) -> Events:
        if again := say_beside(talk):
            return [*again, {"event": "followup", "timestamp": None, "name": self.called}]
        found = talk.shelf.find_sku(talk.text_of("sku"))
        if found is None:
            talk.say("utter_card_gone")
            return fill(card_choice="nothing_left", sku=None, card_shown=None)
        product, offer = found
        view = talk.text_of("card_view") or "card"
        told = f"{view}:{offer.sku}"
        if talk.text_of("card_shown") == told and view not in ASKED_AGAIN:
            say_card(talk, "utter_card_again", product, offer)
        else:
            await show(talk, view, product, offer)
        return fill(card_shown=told, seen_price=offer.to_pay)


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
        cheaper = look_again(talk, {**searched, AT_MOST: found[1].to_pay - 1}, strictly=(PRICE,))
        if cheaper is None:
            talk.say("utter_none_cheaper")
            return []
        return cheaper


class ProductDetails(ShopAction):
    """Turns to the details of the product on the button."""

    called = "action_product_details"

    async def act(self, talk: Talk) -> Events:
        product, _, events = _offer_now(talk)
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


class GetIt(ShopAction):
    """Gives the link to the product's page; says first what has changed since the button was made."""

    called = "action_get_it"

    async def act(self, talk: Talk) -> Events:
        product, offer, events = _offer_now(talk)
        if product is None or offer is None:
            return [*events, *fill(bought=False)]
        link = link_to(talk, product, offer)
        values = {"product": name_of(talk, product, offer), "price": plain_price_of(talk, offer), "link": link}
        async with talk.reads.database.read() as tx:
            coupon = await find_usable_coupon(tx, talk.contact_id, talk.now)
            worth = worth_of(talk, await find_campaign(tx, coupon.campaign)) if coupon else ""
        if coupon:
            talk.say("utter_get_it_with_coupon", **values, coupon=coupon.code, worth=worth)
        else:
            talk.say("utter_get_it", **values)
        return [*events, *fill(bought=True)]


def _offer_now(talk: Talk) -> tuple[Shown | None, Offered | None, Events]:
    """The variant that the conversation is about, if it can be bought, after saying what has changed.

    Otherwise the nearest alternative is what the conversation is about from now on.
    """
    found = talk.shelf.find_sku(talk.text_of("sku"))
    if found is None:
        return None, None, _gone(talk)
    product, offer = found
    if offer.stock <= 0:
        return None, None, _offer_instead(talk, product, offer)
    _say_if_price_changed(talk, product, offer)
    return product, offer, fill(seen_price=offer.to_pay)


def _gone(talk: Talk) -> Events:
    """It is not sold any more: say so, and turn to what fits the same wishes."""
    best = next(iter(talk.shelf.find(recall_wishes(talk)).hits), None)
    talk.say("utter_product_gone_but" if best else "utter_product_gone")
    return turn_to(best)


def _offer_instead(talk: Talk, product: Shown, offer: Offered) -> Events:
    """Another size or colour of the same product first, then the product most like it."""
    others = [other for other in product.in_stock if other.sku != offer.sku]
    hit = Hit(product, others[0]) if others else talk.shelf.nearest(product, price=offer.to_pay)
    name = name_of(talk, product, offer)
    if hit is None:
        talk.say("utter_sold_out", product=name)
    else:
        talk.say("utter_sold_out_but", product=name, other=name_of(talk, hit.product, hit.offer))
    return turn_to(hit)


def _say_if_price_changed(talk: Talk, product: Shown, offer: Offered) -> None:
    seen = talk.slots.get("seen_price")
    if not isinstance(seen, int | float) or int(seen) == offer.to_pay:
        return
    response = "utter_price_fell" if offer.to_pay < seen else "utter_price_rose"
    before = render_money(int(seen), offer.currency, talk.language)
    talk.say(response, product=name_of(talk, product, offer), price=plain_price_of(talk, offer), price_before=before)
