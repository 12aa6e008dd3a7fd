"""What turns do in this room: by the name under which an action asks for it, for the contact whose turn it is."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.orders.carts import set_cart_line, set_cart_lines
from bot.orders.pairs import note_view
from bot.orders.returns import request_return
from bot.storage.transactions import Tx

DOINGS: dict[str, Callable[[Tx, int, Mapping[str, Any], int], Awaitable[None]]] = {
    "set_cart_line": set_cart_line,
    "set_cart_lines": set_cart_lines,
    "note_view": note_view,
    "request_return": request_return,
}
