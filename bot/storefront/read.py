"""What a checkout page is about: the cart at this moment's prices with its coupon, or the order that it became."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.orders.carts import FIND_CART, Line, list_lines
from bot.orders.links import Pass
from bot.orders.place import Checkout
from bot.orders.pricing import Priced, Repriced, reprice
from bot.orders.queries import OrderLineSeen, OrderSeen, find_order_of_cart, list_order_lines
from bot.orders.totals import Off, Terms, Totals, add_up
from bot.rewards.usable import UsableCoupon, find_usable, find_usable_by_code
from bot.storage.transactions import Tx

if TYPE_CHECKING:
    from bot.storefront.page import Counter

_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Seen:
    """A cart, or its order. `wrong_coupon`: a code was typed that is not good."""

    checkout: Checkout
    now: Repriced
    totals: Totals
    wrong_coupon: bool = False
    order: OrderSeen | None = None
    order_lines: tuple[OrderLineSeen, ...] = field(default=())


async def read_seen(
    counter: "Counter", granted: Pass, code: str | None, language: str, payment: str = ""
) -> Seen | None:
    """What the link is for; None when there is no such cart. `code`: None takes the coupon that is held."""
    await counter.shelves.refresh()
    async with counter.database.read() as tx:
        row = await tx.row(FIND_CART, granted.thing)
        if row is None or row[1] != granted.contact_id:
            return None
        order = await find_order_of_cart(tx, granted.thing, granted.contact_id)
        bought = tuple(await list_order_lines(tx, order.id)) if order else ()
        lines = await list_lines(tx, granted.thing)
        coupon = await _coupon(tx, granted.contact_id, counter.clock.now(), code)
    return _seen(counter, granted, (lines, coupon, order, bought), (code or "", language, payment))


async def _coupon(tx: Tx, contact_id: int, now: datetime, code: str | None) -> UsableCoupon | None:
    if code is None:
        return await find_usable(tx, contact_id, now)
    return await find_usable_by_code(tx, contact_id, now, code) if code.strip() else None


_Read = tuple[tuple[Line, ...], UsableCoupon | None, OrderSeen | None, tuple[OrderLineSeen, ...]]


def _seen(counter: "Counter", granted: Pass, read: _Read, asked: tuple[str, str, str]) -> Seen:
    (lines, coupon, order, bought), (code, language, payment) = read, asked
    policies = counter.shop.policies
    now = reprice(counter.shelves.newest(), lines)
    off = Off(coupon.percent, coupon.amount) if coupon else None
    totals = add_up(now.pairs, Terms(policies.shipping_fee, policies.free_shipping_from), off)
    checkout = Checkout(
        cart_id=granted.thing,
        contact_id=granted.contact_id,
        pairs=[(line.offer.sku, line.quantity, line.price) for line in now.lines],
        totals=totals,
        currency=now.lines[0].offer.currency if now.lines else counter.shop.currency,
        coupon=coupon.code if coupon else "",
        payment=payment if payment in policies.payment_methods else policies.payment_methods[0],
        titles={line.offer.sku: title_of(counter, line, language) for line in now.lines},
        expected_at=working_days_later(counter.clock.now(), policies.delivery_days[1], counter.shop.timezone),
        final_sale=policies.final_sale,
    )
    return Seen(checkout, now, totals, bool(code.strip()) and coupon is None, order, bought)


def title_of(counter: "Counter", line: Priced, language: str) -> str:
    """`Calm Serum · 30 ml`."""
    shelf = counter.shelves.newest()
    options = [shelf.label(name, code, language) for name, code in line.offer.options.items()]
    return " · ".join([line.product.words(language).title, *options])


def working_days_later(moment: datetime, days: int, timezone: str) -> datetime:
    """So many days from Monday to Friday later, at the same time of day in the shop's time zone."""
    local = moment.astimezone(ZoneInfo(timezone))
    while days > 0:
        local += timedelta(days=1)
        days -= local.weekday() <= _FRIDAY
    return local.astimezone(moment.tzinfo)
