"""Products that were found: their cards, details, the next one, and where to buy them.

Buttons may be months old (G5): each says which variant and which price was seen. What has changed since is said;
what is gone or sold out is said too, and the nearest alternative is offered.
"""

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.cards import line_of, link_to, name_of, payload, plain_price_of, price_of, reasons_of
from bot.actions.coupons import worth_of
from bot.actions.finder import forget_answers, keep_search, narrowed, recall_wishes, search
from bot.actions.money import render_money, to_major
from bot.rewards.queries import find_campaign, find_usable_coupon
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
        product, _, events = _offer_now(talk)
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
        if coupon and worth:
            talk.say("utter_get_it_with_coupon", **values, coupon=coupon.code, worth=worth)
        else:
            talk.say("utter_get_it", **values)
        return [*events, *fill(bought=True)]


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


def _offer_now(talk: Talk) -> tuple[Shown | None, Offered | None, Events]:
    """The variant that the conversation is about, if it can be bought, after saying what has changed.

    Otherwise the nearest alternative is what the conversation is about from now on.
    """
    found = talk.shelf.find_sku(talk.text_of("sku"))
    if found is None:
        best = next(iter(talk.shelf.find(recall_wishes(talk)).hits), None)
        talk.say("utter_product_gone_but" if best else "utter_product_gone")
        return None, None, _turn_to(best)
    product, offer = found
    if offer.stock <= 0:
        return None, None, _offer_instead(talk, product, offer)
    _say_if_price_changed(talk, product, offer)
    return product, offer, fill(seen_price=offer.to_pay)


def _offer_instead(talk: Talk, product: Shown, offer: Offered) -> Events:
    """Another size or colour of the same product first, then the product most like it."""
    others = [other for other in product.in_stock if other.sku != offer.sku]
    hit = Hit(product, others[0]) if others else talk.shelf.nearest(product, price=offer.to_pay)
    name = name_of(talk, product, offer)
    if hit is None:
        talk.say("utter_sold_out", product=name)
    else:
        talk.say("utter_sold_out_but", product=name, other=name_of(talk, hit.product, hit.offer))
    return _turn_to(hit)


def _turn_to(hit: Hit | None) -> Events:
    if hit is None:
        return fill(sku=None, card_shown=None, match_count=0)
    return fill(sku=hit.offer.sku, seen_price=hit.offer.to_pay, card_view="card", card_shown=None)


def _say_if_price_changed(talk: Talk, product: Shown, offer: Offered) -> None:
    seen = talk.slots.get("seen_price")
    if not isinstance(seen, int | float) or int(seen) == offer.to_pay:
        return
    response = "utter_price_fell" if offer.to_pay < seen else "utter_price_rose"
    before = render_money(int(seen), offer.currency, talk.language)
    talk.say(response, product=name_of(talk, product, offer), price=plain_price_of(talk, offer), price_before=before)


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
