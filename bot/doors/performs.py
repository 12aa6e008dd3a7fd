"""What turns do for the doors in their transaction. All of it may be done twice."""

from typing import Any, Protocol

from bot.doors import queries
from bot.doors.states import CANCELLED, TOLD
from bot.storage.columns import dump_json
from bot.storage.transactions import Tx

_TOLD = ("kind", "door", "code", "page", "sku", "source_id", "source_type", "click_id", "source_url")
_LONG = ("headline", "body", "media")


class Claimed(Protocol):
    """The event that is being handled, as much as is needed of it. `received_at` is in µs."""

    @property
    def key(self) -> str: ...
    @property
    def contact_id(self) -> int: ...
    @property
    def received_at(self) -> int: ...


async def record_touch(tx: Tx, claim: Claimed, data: dict[str, Any], now: int) -> None:  # noqa: ARG001
    """Write down what brought the contact, once per event: `{kind, door, code, page, sku, source_id …, raw}`."""
    told = [str(data.get(name, "")) for name in (*_TOLD, *_LONG)]
    raw = dump_json(data.get("raw", {}))
    await tx.run(queries.ADD_TOUCH, claim.key, claim.contact_id, claim.received_at, *told, raw)


async def keep_restock_wish(tx: Tx, claim: Claimed, data: dict[str, Any], now: int) -> None:
    """`{sku, product_id}`: the contact wants to hear when it is back. Who waits already keeps the place."""
    await tx.run(queries.KEEP_WISH, claim.contact_id, str(data["sku"]), str(data["product_id"]), now)


async def cancel_restock_wish(tx: Tx, claim: Claimed, data: dict[str, Any], now: int) -> None:
    """`{sku}`: not any more."""
    await tx.run(queries.SETTLE_WISH, claim.contact_id, str(data["sku"]), CANCELLED, now)


async def restock_told(tx: Tx, claim: Claimed, data: dict[str, Any], now: int) -> None:
    """`{sku}`: the contact has just been told."""
    await tx.run(queries.SETTLE_WISH, claim.contact_id, str(data["sku"]), TOLD, now)


async def restock_not_told(tx: Tx, claim: Claimed, data: dict[str, Any], now: int) -> None:  # noqa: ARG001
    """`{sku}`: it was gone again before the contact could be told, who waits on in the old place."""
    await tx.run(queries.WAIT_ON, claim.contact_id, str(data["sku"]))
