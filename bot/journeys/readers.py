"""The readings that journeys may name in `reads:`."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from bot.actions.buying.orders import due_in
from bot.actions.money import render_money
from bot.actions.reads import Reads
from bot.journeys.cartreader import read_cart, read_coupon
from bot.journeys.goods import name_in, read_stock
from bot.journeys.parcelreader import read_parcel
from bot.journeys.payloads import payload_of
from bot.journeys.readings import Asked, NotTrue, Reader, Reading
from bot.orders.queries import OrderLineSeen, find_order_by_id, list_order_lines
from bot.orders.states import OrderStatus
from bot.storage.transactions import Tx

MOST_LINES = 6
_OVER = frozenset({OrderStatus.CANCELLED.value, "refunded"})
#: Words for buttons about the order, and the flow that each begins.
_ABOUT = {"status": "order_status", "invoice": "invoice", "yes": "confirm_cod", "no": "cancel_cod"}


async def read_order(reads: Reads, tx: Tx, asked: Asked) -> Reading:
    """`event.order_id`: number, items, total and when it should come; not a cancelled one."""
    order = await find_order_by_id(tx, asked.contact_id, int(asked.event.get("order_id") or 0))
    if order is None:
        raise NotTrue("the order is not known")
    if order.status in _OVER:
        raise NotTrue(f"the order is {order.status}")
    lines = await list_order_lines(tx, order.id)
    names = [_name(reads, line, asked.language) for line in lines[:MOST_LINES]]
    more = len(lines) - len(names)
    words = {
        "number": order.number,
        "lines": "\n".join([*(f"• {name}" for name in names), *([f"… +{more}"] if more else [])]),
        "lines_short": ", ".join([*names, *([f"+{more}"] if more else [])]),
        "total": render_money(order.total, order.currency, asked.language),
        "due": due_in(order.expected_at, reads.shop.timezone, asked.language),
        **{word: payload_of(flow, order.number) for word, flow in _ABOUT.items()},
    }
    return Reading(words, ({"kind": "order", "id": order.id, "not": sorted(_OVER)},))


def _name(reads: Reads, line: OrderLineSeen, language: str) -> str:
    """`Calm Serum · 30 ml × 2`, in the contact's language where the shop still sells it."""
    shelf = reads.shelf()
    found = shelf.find_sku(line.sku)
    title = name_in(shelf, *found, language) if found else line.title
    return f"{title} × {line.quantity}" if line.quantity > 1 else title


def readers_of(reads: Reads) -> Mapping[str, Reader]:
    """The readings of this shop."""
    return {name: partial(read, reads) for name, read in READERS.items()}


#: By the name that a journey knows them by.
READERS: Mapping[str, Callable[[Reads, Tx, Asked], Awaitable[Reading]]] = {
    "order": read_order,
    "parcel": read_parcel,
    "cart": read_cart,
    "coupon": read_coupon,
    "stock": read_stock,
}
