"""What carts and orders tell the conversation they belong to: events in its inbox, each kept once by its key."""

from bot.inbox.events import EventKind
from bot.inbox.queries import ADD_EVENTS, event_row
from bot.orders.carts import read_open_cart
from bot.storage.columns import dump_json
from bot.storage.transactions import Tx


async def tell_cart(tx: Tx, contact_id: int, now: int) -> None:
    """The contact's open cart is another one than before: `cart.updated`, or `cart.emptied`. `now` is in µs."""
    cart = await read_open_cart(tx, contact_id)
    if not cart.id:
        return
    data = {
        "cart_id": cart.id,
        "items": sum(line.quantity for line in cart.lines),
        "total": sum(line.quantity * line.price for line in cart.lines),
        "currency": cart.lines[0].currency if cart.lines else "",
        "changed_at": now,
    }
    name = "cart.updated" if cart.lines else "cart.emptied"
    await tell(tx, contact_id, name, f"{name}:{cart.id}:{now}", data, now)


async def tell(tx: Tx, contact_id: int, name: str, key: str, data: dict[str, object], now: int) -> None:
    """Let this happen to a contact, once for each key."""
    body = dump_json({"name": name, "data": data})
    await tx.insert(ADD_EVENTS, [event_row(key, EventKind.SHOP, contact_id, body, now)])
