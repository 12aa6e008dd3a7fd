"""Whether what the conversation is about can be bought now; what has changed since it was shown is said."""

from bot.actions.base import Events, Talk, fill
from bot.actions.finding.finder import recall_wishes
from bot.actions.money import render_money
from bot.actions.showing.cards import name_of, plain_price_of, turn_to
from catalog.wishes import Hit, Offered, Shown


def offer_now(talk: Talk) -> tuple[Shown | None, Offered | None, Events]:
    """The variant that the conversation is about, if it can be bought, after saying what has changed.

    Otherwise the nearest alternative is what the conversation is about from now on.
    """
    found = talk.shelf.find_sku(talk.text_of("sku"))
    if found is None:
        best = next(iter(talk.shelf.find(recall_wishes(talk)).hits), None)
        talk.say("utter_product_gone_but" if best else "utter_product_gone")
        return None, None, turn_to(best)
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
    return turn_to(hit)


def _say_if_price_changed(talk: Talk, product: Shown, offer: Offered) -> None:
    seen = talk.slots.get("seen_price")
    if not isinstance(seen, int | float) or int(seen) == offer.to_pay:
        return
    response = "utter_price_fell" if offer.to_pay < seen else "utter_price_rose"
    before = render_money(int(seen), offer.currency, talk.language)
    talk.say(response, product=name_of(talk, product, offer), price=plain_price_of(talk, offer), price_before=before)
