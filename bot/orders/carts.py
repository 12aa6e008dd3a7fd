"""All SQL of carts, and changing them in the transaction of a turn.

A cart is changed under its own row's lock, so that a turn and a checkout of the same cart come one after the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.errors import Stale
from bot.storage.transactions import Tx

FIND_OPEN = "select id from cart where contact_id = $1::bigint and status = 'open' and source = ''"
FIND_CART = "select id, contact_id, status from cart where id = $1::bigint"
LIST_LINES = """
    select sku, quantity, price, currency, changed_at from cart_line where cart_id = $1::bigint order by added_at, sku
"""
OPEN_CART = (
    "insert into cart (contact_id, status, created_at, changed_at) values ($1::bigint, 'open', $2, $2) "
    "on conflict do nothing"
)
TOUCH = (
    "update cart set changed_at = $2 where contact_id = $1::bigint and status = 'open' and source = '' returning id"
)
KEEP_LINE = (
    "insert into cart_line (cart_id, sku, quantity, price, currency, added_at, changed_at) "
    "values ($1::bigint, $2, $3, $4::bigint, $5, $6::bigint, $6::bigint) on conflict (cart_id, sku) do update set "
    "quantity = excluded.quantity, price = excluded.price, currency = excluded.currency, "
    "changed_at = excluded.changed_at"
)
DROP_LINE = "delete from cart_line where cart_id = $1::bigint and sku = $2"
CLOSE = "update cart set status = $2, changed_at = $3 where id = $1::bigint and status = 'open'"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cart as it was read. `price` is what the shopper saw last; `changed_at` is in µs."""

    sku: str
    quantity: int
    price: int
    currency: str
    changed_at: int = 0


@dataclass(frozen=True, slots=True)
class CartSeen:
    """A contact's open cart as it was read; `id` is 0 when there is none yet."""

    id: int = 0
    lines: tuple[Line, ...] = ()

    def find(self, sku: str) -> Line | None:
        return next((line for line in self.lines if line.sku == sku), None)


async def read_open_cart(tx: Tx, contact_id: int) -> CartSeen:
    """What the contact is about to buy."""
    row = await tx.row(FIND_OPEN, contact_id)
    return CartSeen(row[0], await list_lines(tx, row[0])) if row else CartSeen()


async def list_lines(tx: Tx, cart_id: int) -> tuple[Line, ...]:
    """The lines of a cart, oldest first."""
    return tuple(Line(*row) for row in await tx.rows(LIST_LINES, cart_id))


async def set_cart_line(tx: Tx, contact_id: int, data: Mapping[str, Any], now: int) -> None:
    """Carry out `want("set_cart_line", sku, quantity, price, currency)`; 0 takes the line out. `now` is in µs.

    The quantity is absolute: doing it again changes nothing. With `cart` (the id that was read, 0 for none) it
    raises Stale when that cart is no longer the open one, for it may just have become an order.
    """
    cart_id = await _lock_open_cart(tx, contact_id, data, now)
    sku, quantity = str(data["sku"]), int(data["quantity"])
    if quantity <= 0:
        await tx.run(DROP_LINE, cart_id, sku)
    else:
        await tx.run(KEEP_LINE, cart_id, sku, quantity, int(data["price"]), str(data["currency"]), now)


async def set_cart_lines(tx: Tx, contact_id: int, data: Mapping[str, Any], now: int) -> None:
    """The same for several lines: `want("set_cart_lines", cart, lines=[[sku, quantity, price, currency] …])`."""
    lines: Sequence[Sequence[Any]] = data["lines"]
    for sku, quantity, price, currency in lines:
        line = {"cart": data.get("cart"), "sku": sku, "quantity": quantity, "price": price, "currency": currency}
        await set_cart_line(tx, contact_id, line, now)
        data = {name: value for name, value in data.items() if name != "cart"}  # the first line may have opened it


async def _lock_open_cart(tx: Tx, contact_id: int, data: Mapping[str, Any], now: int) -> int:
    row = await tx.row(TOUCH, contact_id, now)
    expected = data.get("cart")
    if expected is not None and int(expected) != (row[0] if row else 0):
        raise Stale(f"contact {contact_id} has another cart by now")
    if row is None:
        await tx.run(OPEN_CART, contact_id, now)
        row = await tx.row(TOUCH, contact_id, now)
    if row is None:
        raise Stale(f"contact {contact_id} opens and closes carts at this moment")
    return int(row[0])
