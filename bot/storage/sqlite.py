"""SQLite through the standard driver: one writer on the event loop, flushed to disk at every commit.

WAL with `synchronous=FULL`: once a commit returns, a power cut cannot undo it. A commit on the loop costs less
than handing it to a thread; checkpoints, which are longer, have a thread and a connection of their own.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from bot.storage.columns import dump_json
from bot.storage.statements import Many, for_sqlite
from bot.storage.transactions import Row

BUSY_TIMEOUT = 5.0  # seconds to wait for another process that is writing
CHECKPOINT_EVERY = 2.0  # seconds
TOGETHER = 500  # transactions in a commit, for whoever is in a hurry


class SqliteTx:
    """The five verbs on one connection. Nothing here ever waits, so a transaction is never interleaved."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def rows(self, sql: str, *args: Any) -> Sequence[Row]:
        return self._connection.execute(for_sqlite(sql), _bind(args)).fetchall()

    async def row(self, sql: str, *args: Any) -> Row | None:
        found: Row | None = self._connection.execute(for_sqlite(sql), _bind(args)).fetchone()
        return found

    async def run(self, sql: str, *args: Any) -> int:
        return self._connection.execute(for_sqlite(sql), _bind(args)).rowcount

    async def insert(self, statement: Many, rows: Sequence[Row]) -> None:
        if rows:
            self._connection.executemany(statement.sqlite, rows)

    async def update(self, statement: Many, rows: Sequence[Row]) -> set[Any]:
        execute = self._connection.execute
        return {row[0] for row in rows if execute(statement.sqlite, row).rowcount > 0}

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        self._connection.execute("savepoint part")
        try:
            yield
        except BaseException:
            self._connection.execute("rollback to part")
            self._connection.execute("release part")
            raise
        self._connection.execute("release part")


class SqliteStore:
    """A database file: the one writer, a reader, and a checkpoint thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.writing = asyncio.Lock()
        self.away: tuple[type[Exception], ...] = ()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._writer = connect(path)
        self._reader = connect(path)
        self._hurries, self._sharing = False, 0
        self._checkpoints = asyncio.create_task(self._checkpoint_now_and_then())

    def write(self) -> AbstractAsyncContextManager[SqliteTx]:
        return self._share_commit() if self._hurries else self._commit_alone()

    @asynccontextmanager
    async def _commit_alone(self) -> AsyncIterator[SqliteTx]:
        async with self.writing:
            self._writer.execute("begin immediate")
            try:
                yield SqliteTx(self._writer)
                self._writer.execute("commit")
            except BaseException:
                if self._writer.in_transaction:  # a full disk may have undone it already
                    self._writer.execute("rollback")
                raise

    @asynccontextmanager
    async def _share_commit(self) -> AsyncIterator[SqliteTx]:
        """One of many that share a commit; it is still undone alone when it fails."""
        async with self.writing:
            if not self._writer.in_transaction:
                self._writer.execute("begin immediate")
            tx = SqliteTx(self._writer)
            async with tx.savepoint():
                yield tx
            self._sharing += 1
            if self._sharing >= TOGETHER:
                self._writer.execute("commit")
                self._sharing = 0

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqliteTx]:
        yield SqliteTx(self._reader)

    async def hurry(self) -> None:
        """From now on one connection without flushes or locks, and one commit for many transactions: for a database
        that nobody else reads, and that nobody would miss if its process ended."""
        await self._end_checkpoints()
        self._reader.close()
        self._reader = self._writer
        for pragma in ("locking_mode=exclusive", "synchronous=off", "wal_autocheckpoint=4000", "cache_size=-65536"):
            self._writer.execute(f"pragma {pragma}")
        self._hurries = True

    async def close(self) -> None:
        await self._end_checkpoints()
        if self._writer.in_transaction:
            self._writer.execute("commit")
        self._reader.close()
        self._writer.close()

    async def _end_checkpoints(self) -> None:
        self._checkpoints.cancel()
        await asyncio.gather(self._checkpoints, return_exceptions=True)

    async def _checkpoint_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(CHECKPOINT_EVERY)
            if _wal_of(self.path).exists():
                await asyncio.to_thread(_checkpoint, self.path)


def connect(path: Path) -> sqlite3.Connection:
    """A connection with the settings that everything here relies on."""
    connection = sqlite3.connect(
        path, timeout=BUSY_TIMEOUT, isolation_level=None, check_same_thread=False, cached_statements=512
    )
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "wal_autocheckpoint=0",
        "temp_store=MEMORY",
        "cache_size=-8192",
    ):
        connection.execute(f"pragma {pragma}")
    return connection


def _wal_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _checkpoint(path: Path) -> None:
    connection = connect(path)
    try:
        connection.execute("pragma wal_checkpoint(passive)")
    finally:
        connection.close()


def _bind(args: Sequence[Any]) -> Sequence[Any]:
    for arg in args:
        if type(arg) is list:
            return [dump_json(a) if type(a) is list else a for a in args]
    return args
