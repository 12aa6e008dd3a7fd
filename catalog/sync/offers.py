"""Prices and stock of a variant as they are kept. Nothing is guessed: no price is no price."""

from datetime import datetime
from typing import Any

from catalog.items import Availability, ItemVariant, Money
from catalog.sync.clean import Unfit, moment, pieces

MOST_MINOR = 10**15

Row = dict[str, Any]


def offer_row(told: ItemVariant, currency: str, known_at: datetime) -> Row:
    """The offer's row without its key. Raises Unfit for a price that cannot be one."""
    price = _minor(told.price, currency)
    sale = _minor(told.sale_price, currency)
    on_sale = price is not None and sale is not None and sale < price
    return {
        "price": price,
        "sale_price": sale if on_sale else None,
        "currency": currency,
        "stock": _stock(told),
        "as_of": known_at,
        "availability": _availability(told),
        "sale_from": moment(told.sale_from) if on_sale else None,
        "sale_until": moment(told.sale_until) if on_sale else None,
    }


def to_pay(offer: Row, now: datetime) -> int | None:
    """What one piece costs at a moment; None when the shop tells no price."""
    price: int | None = offer["price"]
    sale: int | None = offer["sale_price"]
    if price is None or sale is None:
        return price
    begins, ends = offer["sale_from"], offer["sale_until"]
    holds = (begins is None or begins <= now) and (ends is None or now < ends)
    return min(price, sale) if holds else price


def is_sellable(offer: Row) -> bool:
    """Whether somebody could buy it now, as far as price and stock go."""
    if offer["price"] is None:
        return False
    return offer["stock"] is None or offer["stock"] > 0 or bool(offer["availability"])


def _minor(told: Money | None, currency: str) -> int | None:
    if told is None:
        return None
    if told.currency != currency:
        raise Unfit(f"a price is in {told.currency or 'no currency'}, this source sells in {currency}")
    if not 0 <= told.minor <= MOST_MINOR:
        raise Unfit(f"{told.minor} is no price")
    return told.minor


def _stock(told: ItemVariant) -> int | None:
    """What the source says outright (“out of stock”) counts more than its number."""
    return 0 if told.availability is Availability.OUT_OF_STOCK else pieces(told.stock)


def _availability(told: ItemVariant) -> str:
    """`backorder` also stands for a variant that is sold on when none is left."""
    if told.availability in (Availability.PREORDER, Availability.BACKORDER):
        return str(told.availability.value)
    sells_on = told.sells_on and told.availability is not Availability.OUT_OF_STOCK
    return Availability.BACKORDER.value if sells_on else ""
