"""Reading the stream from where one was, and keeping it short.

Ids become visible out of order: a transaction that took its id early may commit late. So a reader asks again for what
it has had in the last LATEST, OVERLAP ids at least, and leaves out what it has seen.
"""

from dataclasses import dataclass

from bot.live.queries import COUNT, NEWEST, OLDEST, PURGE, SETTLED, TAIL
from bot.storage.transactions import Tx

OVERLAP = 200  # ids
LATEST = 30_000_000  # µs that a transaction may take
AT_ONCE = 1_000
KEPT_FOR = 3_600_000_000  # µs
KEPT = 20_000  # rows


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the stream. `at` in µs."""

    id: int
    at: int
    contact_id: int
    what: str


async def tail(tx: Tx, after: int, limit: int = AT_ONCE) -> list[Change]:
    """What came after this id, the oldest first."""
    return [Change(*row) for row in await tx.rows(TAIL, after, limit)]


async def settled(tx: Tx, last: int) -> int:
    """The id up to which nothing comes late any more, for a reader who has had `last`."""
    row = await tx.row(SETTLED, last, LATEST)
    return max(0, min(last - OVERLAP, int(row[0]) if row else 0))


async def came_late(tx: Tx, start: int, last: int, seen: int) -> bool:
    """Whether more is there after `start` and up to `last` than the `seen` ones."""
    row = await tx.row(COUNT, start, last)
    return row is not None and int(row[0]) > seen


async def find_newest(tx: Tx) -> int:
    """The newest id; 0 when nothing has ever changed."""
    row = await tx.row(NEWEST)
    return int(row[0] or 0) if row else 0


async def reaches_back_to(tx: Tx, last: int) -> bool:
    """Whether everything after this id is still there; if not, read the whole again."""
    row = await tx.row(OLDEST)
    return row is None or row[0] is None or int(row[0]) <= last + 1


async def purge(tx: Tx, now: int) -> int:
    """Take away what is old (`now` in µs) or too much; answers how many rows."""
    return await tx.run(PURGE, now - KEPT_FOR, KEPT)
