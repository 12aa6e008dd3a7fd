"""Emptying and filling a PostgreSQL database quickly: only tables that were used are touched."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

import asyncpg

from bot.migrations.metadata import all_tables

_MOVED = "select sequencename from pg_sequences where schemaname = 'public' and last_value is not null"


async def empty(url: str) -> None:
    """No rows, and ids begin at 1 again."""
    async with _connected(url) as connection:
        if used := await _used(connection):
            await connection.execute(f"truncate {', '.join(map(_quoted, used))} cascade")
        for (name,) in await connection.fetch(_MOVED):
            await connection.execute(f"alter sequence {_quoted(name)} restart")


async def copy_aside(url: str) -> None:
    """Remember all rows in a schema beside."""
    async with _connected(url) as connection:
        await connection.execute("drop schema if exists aside cascade; create schema aside")
        for name in await _used(connection):
            await connection.execute(f"create table aside.{_quoted(name)} as table {_quoted(name)}")


async def fill_from_aside(url: str) -> None:
    """Put the remembered rows into the empty tables, those first to which others point."""
    async with _connected(url) as connection:
        rows = await connection.fetch("select tablename from pg_tables where schemaname = 'aside'")
        aside = {name for (name,) in rows}
        for name in filter(aside.__contains__, _names()):
            await connection.execute(f"insert into {_quoted(name)} table aside.{_quoted(name)}")


async def _used(connection: "asyncpg.Connection") -> list[str]:
    """The tables that hold rows."""
    found = {name for (name,) in await connection.fetch(_with_rows())}
    return [name for name in _names() if name in found]


@cache
def _names() -> tuple[str, ...]:
    """Every table, those first to which others point."""
    return tuple(table.name for table in all_tables().sorted_tables)


@cache
def _with_rows() -> str:
    return " union all ".join(f"select '{name}' where exists (select 1 from {_quoted(name)})" for name in _names())


def _quoted(name: str) -> str:
    return f'"{name}"'


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator["asyncpg.Connection"]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()
