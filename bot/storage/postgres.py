"""PostgreSQL through asyncpg: a small pool, prepared statements, many rows as arrays."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from typing import Any

import asyncpg

from bot.storage.statements import Many
from bot.storage.transactions import Row

POOL_SIZE = 8
PATIENCE = 15.0  # seconds for one statement: as long as Twilio waits for a webhook
CONNECT_PATIENCE = 10.0  # seconds
SETTINGS = {
    "application_name": "shopclerk",
    # a machine that dies without a word holds its locks until the server notices: seconds, not two hours
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "3",
    "tcp_keepalives_count": "3",
}
AWAY = (OSError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError)


class Pooled(asyncpg.Connection):  # type: ignore[misc]
    """A connection that goes back to the pool as it is: nothing here sets anything for longer than a transaction,
    and the driver's four statements of tidying up cost as much as a turn's own."""

    def get_reset_query(self) -> str:
        """Nothing; the driver itself undoes what was left open."""
        return ""


class PostgresTx:
    """The five verbs on one connection."""

    def __init__(self, connection: "asyncpg.Connection[Any]") -> None:
        self._connection = connection

    async def rows(self, sql: str, *args: Any) -> Sequence[Row]:
        found: Sequence[Row] = await self._connection.fetch(sql, *args)
        return found

    async def row(self, sql: str, *args: Any) -> Row | None:
        found: Row | None = await self._connection.fetchrow(sql, *args)
        return found

    async def run(self, sql: str, *args: Any) -> int:
        tag: str = await self._connection.execute(sql, *args)
        count = tag.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def insert(self, statement: Many, rows: Sequence[Row]) -> None:
        if rows:
            await self._connection.execute(statement.postgres, *map(list, zip(*rows, strict=True)))

    async def update(self, statement: Many, rows: Sequence[Row]) -> set[Any]:
        if not rows:
            return set()
        found = await self._connection.fetch(statement.postgres, *map(list, zip(*rows, strict=True)))
        return {row[0] for row in found}

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        async with self._connection.transaction():
            yield


class PostgresStore:
    """A pool of connections to one database. Writers need not take turns: `writing` lets all pass."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.writing = nullcontext()
        self.away: tuple[type[Exception], ...] = AWAY
        self._pool: asyncpg.Pool[Any] | None = None
        self._opening = asyncio.Lock()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[PostgresTx]:
        pool = await self._open_pool()
        async with pool.acquire() as connection, connection.transaction():
            yield PostgresTx(connection)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[PostgresTx]:
        pool = await self._open_pool()
        async with pool.acquire() as connection:
            yield PostgresTx(connection)

    async def connect(self) -> "asyncpg.Connection[Any]":
        """A connection outside the pool, for locks that are held as long as the process lives."""
        return await asyncpg.connect(
            self.dsn, timeout=CONNECT_PATIENCE, command_timeout=PATIENCE, server_settings=SETTINGS
        )

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()

    async def _open_pool(self) -> "asyncpg.Pool[Any]":
        if self._pool is not None:
            return self._pool
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self.dsn,
                    min_size=1,
                    max_size=POOL_SIZE,
                    timeout=CONNECT_PATIENCE,
                    command_timeout=PATIENCE,
                    server_settings=SETTINGS,
                    connection_class=Pooled,
                )
            return self._pool
