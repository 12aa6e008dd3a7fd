"""What an order's change is told as: `order.placed`, `order.paid`, `order.cancelled` … once each, never backwards."""

from typing import Any

from bot.orders.facts import Fulfilment, Payment
from bot.orders.states import OrderStatus
from bot.orders.told import queries
from bot.orders.told.kept import OrderKept
from bot.orders.told.ledger import Ledger

_PAID = frozenset({Payment.PAID, Payment.PARTLY_REFUNDED})
_OVER = frozenset({OrderStatus.CANCELLED, OrderStatus.REFUNDED})


async def tell_order(ledger: Ledger, before: OrderKept | None, after: OrderKept, at: int, *, is_newest: bool) -> None:
    """Tell what is new about it. Of an order that is heard of for the first time, everything is as old as the order.

    `at` (µs) is when the store says that it was so.
    """
    names = _what_is_new(before, after)
    if not names and is_newest and _is_changed(before, after):
        names = ["order.updated"]
    if not names:
        return
    data = await _describe(ledger, after)
    since = at if before is not None and before.is_placed else after.placed_at
    moments = {"order.placed": after.placed_at, "order.paid": after.paid_at, "order.cancelled": after.cancelled_at}
    mark = f"{after.id}:{at}:{after.told_mark}"
    keys = [mark if name == "order.updated" else str(after.id) for name in names]
    news = [(name, key, moments.get(name) or since) for name, key in zip(names, keys, strict=True)]
    await ledger.tell(after.contact_id, news, data)


def _what_is_new(before: OrderKept | None, after: OrderKept) -> list[str]:
    if not after.is_placed:
        return []
    if after.status in _OVER:
        was_cancelled = before is not None and before.cancelled_at is not None
        return ["order.cancelled"] if after.cancelled_at is not None and not was_cancelled else []
    is_first = before is None or not before.is_placed
    names = ["order.placed"] if is_first else []
    if _is_paid(after) and (is_first or before is None or not _is_paid(before)):
        names.append("order.paid")
    if _has_left(after) and (is_first or before is None or not _has_left(before)):
        names.append("order.fulfilled")
    return names


def _is_changed(before: OrderKept | None, after: OrderKept) -> bool:
    is_told = before is not None and before.is_placed and before.told_mark != after.told_mark
    return is_told and after.status not in _OVER


def _is_paid(order: OrderKept) -> bool:
    return order.payment_state in _PAID


def _has_left(order: OrderKept) -> bool:
    """All of it has left and not all of it has come: then this is news no more."""
    return order.fulfilment_state == Fulfilment.FULFILLED and order.status != OrderStatus.DELIVERED


async def _describe(ledger: Ledger, order: OrderKept) -> dict[str, Any]:
    """What journeys may read of an order, flat."""
    goods = await ledger.tx.rows(queries.ORDER_GOODS, order.id)
    return {
        "order_id": order.id,
        "number": order.number,
        "external_id": order.external_id,
        "total": order.total,
        "currency": order.currency,
        "payment": order.payment,
        "payment_state": order.payment_state,
        "fulfilment_state": order.fulfilment_state,
        "status": order.status,
        "coupon": order.coupon,
        "country": order.country,
        "quantity": sum(line[2] for line in goods),
        "title": goods[0][1] if goods else "",
        **listed(goods),
    }


def listed(goods: Any) -> dict[str, str]:
    """SKUs, products and categories of lines (sku, title, quantity, product, category), with commas."""
    return {
        "skus": ",".join(line[0] for line in goods),
        "products": ",".join(dict.fromkeys(line[3] for line in goods if line[3])),
        "categories": ",".join(dict.fromkeys(line[4] for line in goods if line[4])),
    }
