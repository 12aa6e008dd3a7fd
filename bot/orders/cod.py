"""Orders that are paid on delivery: what the shopper says to them before they are packed."""

import re
from collections.abc import Mapping
from typing import Any

from bot.errors import Stale
from bot.orders.news import tell
from bot.orders.queries import list_order_lines
from bot.orders.states import OrderStatus
from bot.storage.transactions import Tx
from catalog.stock import BUMP_VERSION, GIVE_BACK_STOCK, LOCK_PRODUCTS, MARK_CHANGED, PRODUCTS_OF

CONFIRMED, CANCELLED = "confirmed", "cancelled"
FIND_ANSWER = "select answer from order_answer where order_id = $1::bigint"
FIND_SOURCE = "select source from shop_order where id = $1::bigint"
KEEP_ANSWER = (
    "insert into order_answer (order_id, answer, at) values ($1::bigint, $2, $3::bigint) "
    "on conflict (order_id) do nothing"
)
CANCEL = (
    "update shop_order set status = 'cancelled' "
    "where id = $1::bigint and contact_id = $2::bigint and status = 'placed' and source = '' returning number"
)
FIND_OPEN = (
    "select number from shop_order where id = $1::bigint and contact_id = $2::bigint "
    "and status not in ('cancelled', 'refunded')"
)
_ON_DELIVERY = re.compile(r"cash.on.delivery|^cod", re.IGNORECASE)


def is_on_delivery(payment: str) -> bool:
    """Whether an order is paid when it comes: our own word for it, or a store's."""
    return _ON_DELIVERY.search(payment) is not None


def status_of(payment: str) -> OrderStatus:
    """How far an order is that has just been placed."""
    return OrderStatus.PLACED if is_on_delivery(payment) else OrderStatus.PAID


async def find_answer(tx: Tx, order_id: int) -> str:
    """`confirmed`, `cancelled`, or nothing yet."""
    row = await tx.row(FIND_ANSWER, order_id)
    return str(row[0]) if row else ""


async def may_cancel(tx: Tx, order_id: int) -> bool:
    """Only what was ordered in the chat is ours to cancel; an order of a store's is cancelled there."""
    row = await tx.row(FIND_SOURCE, order_id)
    return row is not None and not row[0]


async def answer_cod(tx: Tx, contact_id: int, data: Mapping[str, Any], now: int) -> None:
    """Carry out `want("answer_cod", order, answer)`: the first answer counts. Raises Stale when it is too late."""
    order_id, answer = int(data["order"]), str(data["answer"])
    if await find_answer(tx, order_id):
        return
    row = await tx.row(CANCEL if answer == CANCELLED else FIND_OPEN, order_id, contact_id)
    if row is None or not await tx.run(KEEP_ANSWER, order_id, answer, now):
        raise Stale(f"order {order_id} is further by now")
    if answer == CANCELLED:
        await _give_back(tx, order_id)
    told: dict[str, object] = {"order_id": order_id, "number": row[0], "source": "chat"}
    await tell(tx, contact_id, f"order.{answer}", f"order.{answer}:{order_id}", told, now)


async def _give_back(tx: Tx, order_id: int) -> None:
    """What was taken from the shelf for it is there again."""
    lines = await list_order_lines(tx, order_id)
    rows = await tx.rows(PRODUCTS_OF, sorted(line.sku for line in lines))
    products = sorted({str(row[0]) for row in rows})
    await tx.rows(LOCK_PRODUCTS, products)
    for line in sorted(lines, key=lambda each: each.sku):
        await tx.run(GIVE_BACK_STOCK, line.sku, line.quantity)
    await tx.run(BUMP_VERSION)
    await tx.run(MARK_CHANGED, products)
