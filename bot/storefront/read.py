"""What a checkout page is about: the cart at this moment's prices with its coupon, or the order that it became."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.orders.carts import FIND_CART, Line, list_lines
from bot.orders.coupons import Chosen, basket_of, choose, judge_typed, total_up
from bot.orders.links import Pass
from bot.orders.place import Checkout
from bot.orders.pricing import Priced, Repriced, reprice
from bot.orders.queries import OrderLineSeen, OrderSeen, find_order_of_cart, list_order_lines
from bot.orders.totals import Terms, Totals
from bot.rewards.held import Held, find_own, list_held
from bot.storage.transactions import Tx

if TYPE_CHECKING:
    from bot.storefront.page import Counter

_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Seen:
    """A cart, or its order. `typed` is the code that was typed, if any."""

    checkout: Checkout
    now: Repriced
    totals: Totals
    chosen: Chosen
    typed: str = ""
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
        held = await _held(tx, granted.contact_id, counter.clock.now(), code)
    return _seen(counter, granted, (lines, held, order, bought), (code, language, payment))


async def _held(tx: Tx, contact_id: int, now: datetime, code: str | None) -> tuple[Held, ...]:
    """All coupons that may count; with a code that one alone, whatever has become of it."""
    if code is None:
        return await list_held(tx, contact_id, now)
    own = await find_own(tx, contact_id, code) if code.strip() else None
    return (own,) if own else ()


_Read = tuple[tuple[Line, ...], tuple[Held, ...], OrderSeen | None, tuple[OrderLineSeen, ...]]


def _seen(counter: "Counter", granted: Pass, read: _Read, asked: tuple[str | None, str, str]) -> Seen:
    (lines, held, order, bought), (code, language, payment) = read, asked
    policies = counter.shop.policies
    now = reprice(counter.shelves.newest(), lines)
    basket, terms = basket_of(now.lines), Terms(policies.shipping_fee, policies.free_shipping_from)
    if code is None:
        chosen = choose(held, basket, terms)
    elif code.strip():
        chosen = judge_typed(next(iter(held), None), code.strip(), basket, terms, counter.clock.now())
    else:
        chosen = Chosen()
    totals = total_up(basket, terms, chosen.discount)
    checkout = Checkout(
        cart_id=granted.thing,
        contact_id=granted.contact_id,
        pairs=[(line.offer.sku, line.quantity, line.price) for line in now.lines],
        totals=totals,
        terms=terms,
        currency=now.lines[0].offer.currency if now.lines else counter.shop.currency,
        coupon=chosen.code,
        payment=payment if payment in policies.payment_methods else policies.payment_methods[0],
        titles={line.offer.sku: title_of(counter, line, language) for line in now.lines},
        expected_at=_expected(counter),
        final_sale=policies.final_sale,
    )
    return Seen(checkout, now, totals, chosen, (code or "").strip(), order, bought)


def _expected(counter: "Counter") -> datetime | None:
    """When it should arrive at the latest; None when the shop says nothing of it."""
    days = counter.shop.policies.delivery_days
    return working_days_later(counter.clock.now(), days[1], counter.shop.timezone) if days else None


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
