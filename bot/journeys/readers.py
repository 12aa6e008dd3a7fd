"""The readings that journeys may name in `reads:`."""

from collections.abc import Mapping
from functools import partial

from bot.actions.money import render_day, render_money
from bot.actions.reads import Reads
from bot.journeys.readings import Asked, NotTrue, Reader, Reading
from bot.orders.queries import find_order_by_id, list_order_lines
from bot.orders.states import OrderStatus
from bot.storage.columns import from_micros
from bot.storage.transactions import Tx

MOST_LINES = 6


async def read_order(reads: Reads, tx: Tx, asked: Asked) -> Reading:
    """`event.order_id`: number, items, total and when it comes; not a cancelled one."""
    order = await find_order_by_id(tx, asked.contact_id, int(asked.event.get("order_id") or 0))
    if order is None:
        raise NotTrue("the order is not known")
    if order.status == OrderStatus.CANCELLED:
        raise NotTrue("the order was cancelled")
    lines = await list_order_lines(tx, order.id)
    names = [f"{line.quantity} × {line.title}" for line in lines[:MOST_LINES]]
    words = {
        "order_number": order.number,
        "order_items": "\n".join(f"• {name}" for name in names),
        "order_items_short": ", ".join(names),
        "order_total": render_money(order.total, order.currency, asked.language),
        "order_day": render_day(
            from_micros(order.expected_at or order.placed_at), reads.shop.timezone, asked.language
        ),
    }
    return Reading(words, ({"kind": "order", "id": order.id, "not": [OrderStatus.CANCELLED.value]},))


def readers_of(reads: Reads) -> Mapping[str, Reader]:
    """By the name that a journey knows them by."""
    return {"order": partial(read_order, reads)}
