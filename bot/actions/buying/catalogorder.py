"""A cart that was put together in WhatsApp's own catalog (P29): taken over at our prices, saying what differs.

What the phone showed is not believed: the catalog at Meta may be hours old, and a form can say anything.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from babel.numbers import list_currencies

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.buying.carts import money
from bot.actions.money import to_minor
from bot.actions.showing.cards import name_of
from bot.actions.showing.native import find_ware
from catalog.wishes import Offered, Shown

_MOST_LINES = 40
_TOO_MUCH = 10**12  # minor units


@dataclass(frozen=True, slots=True)
class Chosen:
    """One line as WhatsApp sent it. `price` is text, as on the phone; empty when it was not told."""

    retailer_id: str
    quantity: int
    price: str
    currency: str


class TakeCatalogOrder(ShopAction):
    """Puts what can be had into `cart_edits`; the cart is shown next and carries them out.

    Lines of one variant are one line, however the catalog names it.
    """

    called = "action_take_catalog_order"

    async def act(self, talk: Talk) -> Events:
        found = [(line, await find_ware(talk.reads, line.retailer_id)) for line in _read(talk.text_of("order_lines"))]
        known = [(line, *ware) for line, ware in found if ware]
        wanted = Counter[str]()
        for line, _, offer in known:
            wanted[offer.sku] += line.quantity
        edits: dict[str, int] = {}
        for line, product, offer in {ware[2].sku: ware for ware in known}.values():
            if quantity := _quantity(talk, wanted[offer.sku], product, offer):
                edits[offer.sku] = quantity
                _say_price(talk, line, product, offer)
        if unknown := len(found) - len(known):
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


def _quantity(talk: Talk, wanted: int, product: Shown, offer: Offered) -> int:
    if offer.stock <= 0:
        talk.say("utter_catalog_sold_out", product=name_of(talk, product, offer))
        return 0
    quantity = min(wanted, offer.stock, talk.reads.shop.policies.most_of_one)
    if quantity < wanted:
        talk.say("utter_catalog_fewer", product=name_of(talk, product, offer), count=quantity)
    return quantity


def _say_price(talk: Talk, line: Chosen, product: Shown, offer: Offered) -> None:
    """Where the phone showed another price than ours, or one in another currency. Nonsense is not repeated."""
    currency = line.currency.upper() or offer.currency
    try:
        seen = to_minor(float(line.price), currency)
    except (ValueError, OverflowError):
        return
    is_told = currency in list_currencies() and 0 <= seen < _TOO_MUCH
    if not is_told or (currency == offer.currency and seen == offer.to_pay):
        return
    prices = {"price": money(talk, offer.to_pay, offer.currency), "price_before": money(talk, seen, currency)}
    talk.say("utter_catalog_price", product=name_of(talk, product, offer), **prices)
