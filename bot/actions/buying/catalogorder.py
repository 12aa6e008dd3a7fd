"""A cart that was put together in WhatsApp's own catalog (P29): taken over at our prices, saying what differs.

What the phone showed is not believed: the catalog at Meta may be hours old, and a form can say anything.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.buying.carts import money
from bot.actions.money import to_minor
from bot.actions.showing.cards import name_of
from catalog.wishes import Offered, Shown

_MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Chosen:
    """One line as WhatsApp sent it. `price` is text, as on the phone; empty when it was not told."""

    retailer_id: str
    quantity: int
    price: str
    currency: str


class TakeCatalogOrder(ShopAction):
    """Puts what can be had into `cart_edits`; the cart is shown next and carries them out."""

    called = "action_take_catalog_order"

    async def act(self, talk: Talk) -> Events:
        edits: dict[str, int] = {}
        unknown = 0
        for line in _read(talk.text_of("order_lines")):
            found = _find(talk, line.retailer_id)
            if found is None:
                unknown += 1
            elif quantity := _quantity(talk, line, *found):
                edits[found[1].sku] = quantity
                _say_price(talk, line, *found)
        if unknown:
            talk.say("utter_catalog_not_ours", count=unknown)
        talk.say("utter_catalog_order" if edits else "utter_catalog_nothing")
        return fill(cart_edits=edits or None, cart_step="taken" if edits else "nothing", order_lines=None)


def _read(text: str) -> Iterator[Chosen]:
    try:
        told = json.loads(text)
    except ValueError:
        return
    for line in told[:_MOST_LINES] if isinstance(told, list) else ():
        retailer_id, quantity, price, currency = line
        yield Chosen(str(retailer_id), int(quantity), str(price), str(currency))


def _find(talk: Talk, retailer_id: str) -> tuple[Shown, Offered] | None:
    """A retailer id is a SKU, or a product's id: then its first variant that is in stock."""
    if found := talk.shelf.find_sku(retailer_id):
        return found
    product = talk.shelf.products.get(retailer_id)
    if product is None or not product.variants:
        return None
    return product, (product.in_stock or product.variants)[0]


def _quantity(talk: Talk, line: Chosen, product: Shown, offer: Offered) -> int:
    if offer.stock <= 0:
        talk.say("utter_catalog_sold_out", product=name_of(talk, product, offer))
        return 0
    wanted = max(1, line.quantity)
    quantity = min(wanted, offer.stock, talk.reads.shop.policies.most_of_one)
    if quantity < wanted:
        talk.say("utter_catalog_fewer", product=name_of(talk, product, offer), count=quantity)
    return quantity


def _say_price(talk: Talk, line: Chosen, product: Shown, offer: Offered) -> None:
    try:
        seen = to_minor(float(line.price), offer.currency)
    except (ValueError, OverflowError):
        return
    if line.currency not in ("", offer.currency) or seen == offer.to_pay:
        return
    prices = {"price": money(talk, offer.to_pay, offer.currency), "price_before": money(talk, seen, offer.currency)}
    talk.say("utter_catalog_price", product=name_of(talk, product, offer), **prices)
