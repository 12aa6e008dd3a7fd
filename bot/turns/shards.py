"""Which contacts this process handles: shards held by PostgreSQL's advisory locks, freed at once when it dies.

They spare processes from computing the same turn; what guarantees that a turn counts once is the version in its
commit. On SQLite there is one process, which handles everybody.
"""

import time
from typing import Any

from bot.log import get_log
from bot.storage.database import Database

log = get_log(__name__)

SHARDS = 64
SPACE = 7_305  # our number among the advisory locks of the database
MEMBERS = 7_306
LOOK_AROUND = 1.0  # seconds between counts of the living workers
COUNT_MEMBERS = (
    "select count(*) from pg_locks where locktype = 'advisory' and classid = $1 and granted "
    "and database = (select oid from pg_database where datname = current_database())"  # the server may have others
)


class Shards:
    """Everybody, for the one process on SQLite."""

    async def holds(self, contact_id: int) -> bool:  # noqa: ARG002
        """Whether this contact is ours to handle."""
        return True

    async def close(self) -> None:
        """Give the shards back."""


class SharedShards(Shards):
    """A fair share of the contacts, on PostgreSQL."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self._connection: Any = None
        self._held: set[int] = set()
        self._next_look = 0.0

    async def holds(self, contact_id: int) -> bool:
        if time.monotonic() >= self._next_look:
            await self._take_fair_share()
            self._next_look = time.monotonic() + LOOK_AROUND
        return contact_id % SHARDS in self._held

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection, self._held = None, set()

    async def _take_fair_share(self) -> None:
        connection = await self._connect()
        members = await connection.fetchval(COUNT_MEMBERS, MEMBERS)
        share = -(-SHARDS // max(1, members))
        while len(self._held) > share:
            shard = self._held.pop()
            await connection.execute("select pg_advisory_unlock($1, $2)", SPACE, shard)
        for shard in range(SHARDS):
            if len(self._held) >= share:
                break
            if shard not in self._held and await connection.fetchval(
                "select pg_try_advisory_lock($1, $2)", SPACE, shard
            ):
                self._held.add(shard)

    async def _connect(self) -> Any:
        if self._connection is None or self._connection.is_closed():
            self._held = set()
            self._connection = await self._store.connect()
            pid = await self._connection.fetchval("select pg_backend_pid()")
            await self._connection.execute("select pg_advisory_lock($1, $2)", MEMBERS, pid)
        return self._connection


def open_shards(database: Database) -> Shards:
    """The shards that suit this database."""
    return Shards() if database.is_sqlite else SharedShards(database.store)
