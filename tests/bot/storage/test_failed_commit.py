"""A commit that fails is a failed write and nothing more."""

import sqlite3
from pathlib import Path

import pytest

from bot.storage.sqlite import SqliteStore


async def test_after_a_commit_that_fails_the_next_write_works(tmp_path: Path) -> None:
    """A full disk or a broken rule shows at the commit: the transaction must not stay open for ever."""
    store = SqliteStore(tmp_path / "shop.db")
    async with store.write() as tx:
        await tx.run("create table parent (id integer primary key)")
        await tx.run("create table child (of integer references parent deferrable initially deferred)")
    store._writer.execute("pragma foreign_keys=on")
    with pytest.raises(sqlite3.IntegrityError):
        async with store.write() as tx:
            await tx.run("insert into child values (1)")
    async with store.write() as tx:
        await tx.run("insert into parent values (2)")
    async with store.read() as tx:
        assert [tuple(row) for row in await tx.rows("select * from parent")] == [(2,)]
        assert not await tx.rows("select * from child")
    await store.close()
