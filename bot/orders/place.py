"""A cart becomes an order: once, with the prices and the stock of this moment, or not at all.

Everything happens in one transaction of the caller. Closing the cart comes first and is what only one can do; what
was seen is compared with what is; stock is taken without ever falling below zero; then the order, its coupon and the
event that tells the conversation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from bot.errors import BotError
from bot.inbox.events import EventKind
from bot.inbox.queries import ADD_EVENTS, event_row
from bot.orders.carts import CLOSE, Line, list_lines
from bot.orders.cod import status_of
from bot.orders.queries import ADD_LINE, ADD_ORDER
from bot.orders.states import CartStatus
from bot.orders.totals import Terms, Totals, add_up
from bot.orders.vouchers import tell_redeemed
from bot.rewards.discounts import BasketLine, Discount, discount_of
from bot.rewards.held import find_own
from bot.rewards.redeem import redeem_coupon
from bot.storage.columns import dump_json, to_micros
from bot.storage.transactions import Row, Tx
from catalog.stock import BUMP_VERSION, LOCK_PRODUCTS, MARK_CHANGED, READ_OFFERS, TAKE_STOCK, to_pay

FIRST_NUMBER = 10_000


class CartChanged(BotError):
    """The cart, a price or the coupon is no longer what the shopper saw: show it again."""


class SoldOut(BotError):
    """There are fewer than wanted. `left` says how many of each SKU."""

    def __init__(self, left: Mapping[str, int]) -> None:
        super().__init__("sold out")
        self.left = dict(left)


@dataclass(frozen=True, slots=True)
class Checkout:
    """What the shopper saw and wants to buy. `titles` are the lines' names in the shopper's language."""

    cart_id: int
    contact_id: int
    pairs: Sequence[tuple[str, int, int]]  # sku, quantity, price
    totals: Totals
    terms: Terms
    currency: str
    coupon: str
    payment: str
    titles: Mapping[str, str]
    expected_at: datetime | None  # None: the shop promises none
    final_sale: Sequence[str] = ()  # categories that never come back

    @property
    def fingerprint(self) -> str:
        """Changes with everything that the shopper agrees to."""
        seen = [[*map(list, self.pairs)], self.totals.total, self.currency, self.coupon]
        return sha256(dump_json(seen).encode()).hexdigest()[:32]


async def place_order(tx: Tx, wanted: Checkout, now: datetime) -> str | None:
    """The new order's number; None when this cart was ordered before. Raises CartChanged or SoldOut."""
    if not await tx.run(CLOSE, wanted.cart_id, CartStatus.ORDERED.value, to_micros(now)):
        return None
    goods = await _still_as_seen(tx, wanted, now)
    await _still_comes_to(tx, wanted, goods)
    products = sorted({line.product for line in goods.values()})
    await tx.rows(LOCK_PRODUCTS, products)
    counts = await _take_stock(tx, wanted.pairs)
    number = str(FIRST_NUMBER + wanted.cart_id)
    order_id = await _add_order(tx, wanted, number, now)
    for sku, quantity, price in wanted.pairs:
        is_final = any(_is_below(goods[sku].category, path) for path in wanted.final_sale)
        await tx.run(ADD_LINE, order_id, sku, wanted.titles.get(sku, sku), quantity, price, is_final)
    if wanted.coupon and not await redeem_coupon(tx, wanted.coupon, wanted.contact_id, str(order_id), now):
        raise CartChanged("the coupon is not good any more")
    if wanted.coupon:
        await tell_redeemed(tx, wanted.coupon, to_micros(now))
    if counts:
        await tx.run(BUMP_VERSION)
        await tx.run(MARK_CHANGED, products)
    await tx.insert(ADD_EVENTS, [_event(wanted, order_id, number, to_micros(now))])
    return number


async def _still_as_seen(tx: Tx, wanted: Checkout, now: datetime) -> dict[str, BasketLine]:
    """What is bought, by SKU. Raises CartChanged when lines or prices are others than those that were seen."""
    lines: Sequence[Line] = await list_lines(tx, wanted.cart_id)
    rows = await tx.rows(READ_OFFERS, sorted(sku for sku, _, _ in wanted.pairs))
    offers = {row[0]: row for row in rows}
    if not lines or {(x.sku, x.quantity) for x in lines} != {(sku, n) for sku, n, _ in wanted.pairs}:
        raise CartChanged("other lines")
    for sku, _, price in wanted.pairs:
        if sku not in offers or _to_pay(offers[sku], to_micros(now)) != price:
            raise CartChanged("another price")
        if offers[sku][3] != wanted.currency:
            raise CartChanged("another currency")
    return {sku: BasketLine(offers[sku][6], offers[sku][5], n, price) for sku, n, price in wanted.pairs}


async def _still_comes_to(tx: Tx, wanted: Checkout, goods: Mapping[str, BasketLine]) -> None:
    """Raises CartChanged when the coupon takes off something else by now: its terms or a category has changed."""
    discount = Discount()
    if wanted.coupon:
        own = await find_own(tx, wanted.contact_id, wanted.coupon)
        discount = discount_of(own.campaign, list(goods.values())) if own else discount
        if not own or not discount.counts:
            raise CartChanged("the coupon does not count any more")
    if add_up([(n, price) for _, n, price in wanted.pairs], wanted.terms, discount) != wanted.totals:
        raise CartChanged("another total")


async def _take_stock(tx: Tx, pairs: Sequence[tuple[str, int, int]]) -> bool:
    """Whether anything was counted, so that the shelf is another now. Raises SoldOut."""
    counts = False
    for sku, quantity, _ in sorted(pairs):
        taken = await tx.row(TAKE_STOCK, sku, quantity)
        counts = counts or (taken is not None and taken[0] is not None)
        if taken is None:
            rows = await tx.rows(READ_OFFERS, [each for each, _, _ in pairs])
            stock = {row[0]: row[4] for row in rows}
            raise SoldOut({each: stock.get(each, 0) for each, n, _ in pairs if stock.get(each, 0) < n})
    return counts


async def _add_order(tx: Tx, wanted: Checkout, number: str, now: datetime) -> int:
    totals = wanted.totals
    row = await tx.row(
        ADD_ORDER,
        number,
        wanted.contact_id,
        wanted.cart_id,
        status_of(wanted.payment).value,
        wanted.currency,
        totals.subtotal,
        totals.discount,
        totals.shipping,
        totals.total,
        wanted.coupon,
        wanted.payment,
        to_micros(now),
        to_micros(wanted.expected_at) if wanted.expected_at else None,
        None,
    )
    if row is None:
        raise CartChanged("the cart has an order already")
    return int(row[0])


def _event(wanted: Checkout, order_id: int, number: str, now: int) -> tuple[object, ...]:
    """“Paid” goes the way of all events: into the inbox, kept once, answered once."""
    data = {
        "order_id": order_id,
        "number": number,
        "total": wanted.totals.total,
        "currency": wanted.currency,
        "cart_id": wanted.cart_id,
        "payment": wanted.payment,
        "source": "chat",
    }
    body = dump_json({"name": "order.placed", "slots": {"order_number": number}, "data": data})
    return event_row(f"order.placed:{order_id}", EventKind.SHOP, wanted.contact_id, body, now)


def _to_pay(offer: Row, now: int) -> int:
    """What it costs at this moment: a sale may have begun or ended since it was seen."""
    return to_pay(offer[1], offer[2], (offer[7], offer[8]), now)


def _is_below(category: str, path: str) -> bool:
    return category == path or category.startswith(path + "/")
