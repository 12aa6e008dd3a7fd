"""Many rows at once, put in or brought up to date, in the words of either database."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

Row = dict[str, Any]


async def upsert(connection: AsyncConnection, model: type[SQLModel], rows: Sequence[Row]) -> None:
    """Put in rows that all have the same columns; where the primary key is there, these columns are set."""
    if rows:
        await connection.execute(_upsert(_table(model), tuple(rows[0]), connection.dialect.name), list(rows))


async def insert_new(connection: AsyncConnection, model: type[SQLModel], rows: Sequence[Row]) -> None:
    """Put in rows; what is there already stays as it is."""
    if rows:
        await connection.execute(_insert_new(_table(model), connection.dialect.name), list(rows))


def _table(model: type[SQLModel]) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


@lru_cache(maxsize=64)
def _upsert(table: Table, columns: tuple[str, ...], dialect: str) -> Any:
    statement = _insert(table, dialect)
    keys = [column.name for column in table.primary_key]
    fresh = {name: statement.excluded[name] for name in columns if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=fresh)


@lru_cache(maxsize=64)
def _insert_new(table: Table, dialect: str) -> Any:
    return _insert(table, dialect).on_conflict_do_nothing()


def _insert(table: Table, dialect: str) -> Any:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
