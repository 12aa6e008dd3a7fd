"""Whoever is forgotten is forgotten under every id that they had, whichever way these were merged."""

from collections.abc import Sequence
from typing import Any

from bot.clock import ManualClock
from bot.contacts.merges import OF_CONTACTS, merge, undo_merge
from bot.contacts.queries import add_contact, add_handle
from bot.storage.columns import from_micros, to_micros
from bot.storage.database import Database
from bot.storage.transactions import Tx
from bot.turns.forget import forget

NAMED = ("Ann", "Bea", "Cleo")


async def people(tx: Tx, now: int) -> list[int]:
    """A, B and C, each with an address of their own."""
    ids = []
    for name in NAMED:
        made = await add_contact(tx, name=name, country="US", sender="", address="", now=from_micros(now))
        await add_handle(tx, f"{name}@example.com", "email", made)
        ids.append(made)
    return ids


async def left(tx: Tx) -> Sequence[Any]:
    """Where any of them can still be read."""
    rows = await tx.rows(
        "select name from contact union all select value from handle union all select moved from contact_merge"
    )
    return sorted(row[0] for row in rows if any(name in row[0] for name in NAMED))


async def test_merges_are_followed_to_their_end(database: Database, clock: ManualClock) -> None:
    """C became B, B became A: nothing of the three is left, not even in what would have taken it back."""
    now = to_micros(clock.now())
    async with database.write() as tx:
        ann, bea, cleo = await people(tx, now)
        await merge(tx, bea, cleo, reason="email", now=now, movers=OF_CONTACTS)
        await merge(tx, ann, bea, reason="email", now=now, movers=OF_CONTACTS)
        assert len(await left(tx)) > 3
        await forget(tx, ann, now)
        assert await left(tx) == []
        assert await tx.rows("select id from contact_merge") == []


async def test_merges_that_were_taken_back_are_forgotten_from_either_side(
    database: Database, clock: ManualClock
) -> None:
    """B is somebody else again; what was written down of the two goes with the first who is forgotten."""
    now = to_micros(clock.now())
    async with database.write() as tx:
        ann, bea, _ = await people(tx, now)
        await merge(tx, ann, bea, reason="email", now=now, movers=OF_CONTACTS)
        [(merge_id,)] = await tx.rows("select id from contact_merge")
        await undo_merge(tx, merge_id, now=now, movers=OF_CONTACTS)
        await forget(tx, bea, now)
        assert await left(tx) == ["Ann", "Ann@example.com", "Cleo", "Cleo@example.com"]
