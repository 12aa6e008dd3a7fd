"""The small store interface behaves the same on SQLite and PostgreSQL."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.storage.columns import from_micros, to_micros
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.storage.statements import insert_many, update_many

ADD = insert_many("fact", {"name": "text", "value": "text"}, conflict="on conflict (name) do nothing")
CHANGE = update_many("fact", {"name": "text"}, {"value": "text"}, also_where="t.value <> 'locked'")


async def test_a_block_that_raises_leaves_nothing(database: Database) -> None:
    async def write_and_break() -> None:
        async with database.write() as tx:
            await tx.run("insert into fact (name, value) values ($1, $2)", "a", "1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await write_and_break()
    async with database.read() as tx:
        assert await tx.row("select 1 from fact where name = $1", "a") is None


async def test_many_rows_are_inserted_once_each(database: Database) -> None:
    async with database.write() as tx:
        await tx.insert(ADD, [("a", "1"), ("b", "2"), ("a", "3")])
        await tx.insert(ADD, [])
    async with database.read() as tx:
        assert [tuple(r) for r in await tx.rows("select name, value from fact order by name")] == [
            ("a", "1"),
            ("b", "2"),
        ]


async def test_an_update_of_many_says_which_rows_it_changed(database: Database) -> None:
    async with database.write() as tx:
        await tx.insert(ADD, [("a", "1"), ("b", "locked")])
        assert await tx.update(CHANGE, [("a", "9"), ("b", "9"), ("c", "9")]) == {"a"}
        assert await tx.update(CHANGE, []) == set()


async def test_a_savepoint_undoes_its_own_part_alone(database: Database) -> None:
    async with database.write() as tx:
        await tx.run("insert into fact (name, value) values ($1, $2)", "kept", "1")

        async def write_and_break() -> None:
            async with tx.savepoint():
                await tx.run("insert into fact (name, value) values ($1, $2)", "undone", "1")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            await write_and_break()
    async with database.read() as tx:
        assert [r[0] for r in await tx.rows("select name from fact")] == ["kept"]


async def test_lists_are_searched_the_same_way(database: Database) -> None:
    async with database.write() as tx:
        await tx.insert(ADD, [("a", "1"), ("b", "2"), ("c", "3")])
        found = await tx.rows("select name from fact where name = any($1::text[]) order by name", ["a", "c", "x"])
        rest = await tx.rows("select name from fact where name <> all($1::text[]) order by name", ["a", "c"])
    assert [r[0] for r in found] == ["a", "c"]
    assert [r[0] for r in rest] == ["b"]


async def test_one_bad_item_of_a_group_harms_nobody_else(database: Database) -> None:
    async def write(items):  # type: ignore[no-untyped-def]
        async with database.write() as tx:
            for item in items:
                await tx.run("insert into fact (name, value) values ($1, 'x')", item)
        return [None] * len(items)

    groups: Groups[str, None] = Groups(write)
    answers = await asyncio.gather(*(groups.add(i) for i in ["a", "b", "a", "c"]), return_exceptions=True)
    assert [type(a) for a in answers].count(type(None)) == 3
    async with database.read() as tx:
        assert [r[0] for r in await tx.rows("select name from fact order by name")] == ["a", "b", "c"]


def test_moments_survive_to_the_microsecond() -> None:
    moment = datetime(2026, 11, 22, 9, 30, 1, 123457, tzinfo=UTC)
    assert from_micros(to_micros(moment)) == moment
