"""Who waits for something sold out, from being called to being told: never more people than there are pieces.

A wish is waiting, then called (a piece is put aside, its message is under way), then told. What was told counts for a
day, or until the contact has bought it; who was called and could not be told goes to the end of the queue.
"""

from collections.abc import Sequence
from datetime import timedelta

from bot.storage.transactions import Tx
from catalog.stock import PLENTY

HELD_FOR = timedelta(hours=24)  # so long a piece is counted for those who were called or told
_HELD_MICROS = HELD_FOR // timedelta(microseconds=1)

CALLED = "select id, sku from restock_wish where id = any($1::bigint[]) and status = 'called'"
_NOT_BOUGHT = (
    "not exists (select 1 from order_line l join shop_order s on s.id = l.order_id where l.sku = w.sku "
    "and s.contact_id = w.contact_id and s.placed_at >= w.told_at)"
)
COUNT_PROMISED = (
    "select w.sku, count(*) from restock_wish w where w.sku = any($1::text[]) and w.status = 'told' "  # noqa: S608
    f"and w.told_at > $2 and {_NOT_BOUGHT} group by w.sku"
)
COUNT_HELD = (
    "select count(*) from restock_wish w where w.sku = $1 and (w.status = 'called' "  # noqa: S608
    f"or (w.status = 'told' and w.told_at > $2 and {_NOT_BOUGHT}))"
)
SET_TOLD = "update restock_wish set status = 'told', told_at = $2 where id = any($1::bigint[]) and status = 'called'"
GIVE_BACK = (
    "update restock_wish set status = 'waiting', called_at = null where id = any($1::bigint[]) and status = 'called'"
)
#: Pieces of a variant, held until the transaction ends: whoever promises, promises alone.
PIECES = (
    "select case when stock is null or availability in ('preorder', 'backorder') "  # noqa: S608 - a number of ours
    f"then {PLENTY} else stock end "
    "from offer where sku = $1 for no key update"
)
FIND_OLD_CALL = "select id from restock_wish where status = 'called' and called_at <= $1 limit 1"
GIVE_UP_CALLS = (
    "update restock_wish set status = 'waiting', called_at = null, at = $2 "
    "where status = 'called' and called_at <= $1"
)
CALL = (
    "update restock_wish set status = 'called', called_at = $2 where id = any($1::bigint[]) and status = 'waiting' "
    "returning id, contact_id, product_id"
)


async def read_called(tx: Tx, wish_ids: Sequence[int]) -> dict[int, str]:
    """Those of these wishes that were called and not told yet, with their SKU."""
    return {row[0]: row[1] for row in await tx.rows(CALLED, list(wish_ids))}


async def count_promised(tx: Tx, skus: Sequence[str], now: int) -> dict[str, int]:
    """How many people know of a piece and may be about to buy it, by SKU (`now` in µs)."""
    return {row[0]: int(row[1]) for row in await tx.rows(COUNT_PROMISED, list(skus), now - _HELD_MICROS)}


async def set_told(tx: Tx, wish_ids: Sequence[int], now: int) -> None:
    """Their message goes out now (µs)."""
    await tx.run(SET_TOLD, list(wish_ids), now)


async def give_back(tx: Tx, wish_ids: Sequence[int]) -> None:
    """Their message does not go out: they wait on, in their old place."""
    await tx.run(GIVE_BACK, list(wish_ids))
