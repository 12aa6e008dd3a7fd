"""What turns do in this room: by the name under which an action asks for it, for the contact whose turn it is."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.orders.carts import set_cart_line, set_cart_lines
from bot.orders.cod import answer_cod
from bot.orders.news import tell_cart
from bot.orders.pairs import note_view
from bot.orders.returns import request_return
from bot.storage.transactions import Tx


async def _set_line(tx: Tx, contact_id: int, data: Mapping[str, Any], now: int) -> None:
    await set_cart_line(tx, contact_id, data, now)
    await tell_cart(tx, contact_id, now)


async def _set_lines(tx: Tx, contact_id: int, data: Mapping[str, Any], now: int) -> None:
    await set_cart_lines(tx, contact_id, data, now)
    await tell_cart(tx, contact_id, now)


DOINGS: dict[str, Callable[[Tx, int, Mapping[str, Any], int], Awaitable[None]]] = {
    "set_cart_line": _set_line,
    "set_cart_lines": _set_lines,
    "note_view": note_view,
    "request_return": request_return,
    "answer_cod": answer_cod,
}
