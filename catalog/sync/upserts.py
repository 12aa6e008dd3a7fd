"""Many rows at once, put in or brought up to date, in the words of either database.

The statements go straight to the driver, with values bound as the columns' types store them: SQLAlchemy's own
binding would be half the time of a large import.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, Table
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from catalog.columns import UtcMoment

Row = dict[str, Any]
Column = Sequence[Any]
Binds = tuple[tuple[int, Callable[[Column], Column]], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement with the names of its values, and what is done to some columns before they are bound."""

    sql: str
    names: tuple[str, ...]
    binds: Binds

    def values(self, rows: Sequence[Row]) -> list[tuple[Any, ...]]:
        """Rows as the driver takes them. Columns are bound one after the other: that is half the work."""
        columns: list[Column] = list(zip(*map(itemgetter(*self.names), rows), strict=True))
        for place, bind in self.binds:
            columns[place] = bind(columns[place])
        return list(zip(*columns, strict=True))


async def upsert(
    connection: AsyncConnection, model: type[SQLModel], rows: Sequence[Row], *, keep: tuple[str, ...] = ()
) -> None:
    """Put in rows that all have the same columns; where the key is there, these columns are set, `keep` not."""
    await _put(connection, model, rows, keep)


async def insert_new(connection: AsyncConnection, model: type[SQLModel], rows: Sequence[Row]) -> None:
    """Put in rows that all have the same columns; what is there already stays as it is."""
    await _put(connection, model, rows, None)


async def _put(
    connection: AsyncConnection, model: type[SQLModel], rows: Sequence[Row], keep: tuple[str, ...] | None
) -> None:
    if not rows:
        return
    table: Table = model.__table__  # type: ignore[attr-defined]
    plan = _plan(table, tuple(rows[0]), connection.dialect.name, keep)
    await connection.exec_driver_sql(plan.sql, plan.values(rows))


@lru_cache(maxsize=64)
def _plan(table: Table, given: tuple[str, ...], dialect: str, keep: tuple[str, ...] | None) -> Plan:
    """With `keep` None, all of a row that is there is kept."""
    keys = [column.name for column in table.primary_key]
    places = ", ".join("?" if dialect == "sqlite" else f"${n}" for n in range(1, len(given) + 1))
    fresh = ", ".join(f"{name} = excluded.{name}" for name in given if name not in (*keys, *(keep or ())))
    conflict = (
        f"on conflict ({', '.join(keys)}) do update set {fresh}" if keep is not None else "on conflict do nothing"
    )
    sql = f"insert into {table.name} ({', '.join(given)}) values ({places}) {conflict}"  # noqa: S608 - our own names
    return Plan(sql, given, tuple(_binds(table, given, dialect)))


def _binds(table: Table, names: Sequence[str], dialect: str) -> list[tuple[int, Callable[[Column], Column]]]:
    binds: list[tuple[int, Callable[[Column], Column]]] = []
    for place, name in enumerate(names):
        kind = table.columns[name].type
        if isinstance(kind, JSON):
            binds.append((place, _as_json))
        elif isinstance(kind, UtcMoment) and dialect == "sqlite":
            binds.append((place, _as_text))
    return binds


def _as_json(column: Column) -> Column:
    """A line for each value, as all of them are encoded at once."""
    from msgspec.json import Encoder  # loaded when something is written, as in `rows.py`

    try:
        lines = Encoder().encode_lines(column).decode().split("\n")[:-1]
    except (TypeError, ValueError, OverflowError):  # half a character, or a number that only Python knows
        lines = [_PATIENT.encode(value) for value in column]
    if None not in column:
        return lines
    return [None if value is None else line for value, line in zip(column, lines, strict=True)]


_PATIENT = json.JSONEncoder(check_circular=False)


def _as_text(column: Column) -> Column:
    """As SQLAlchemy writes moments into SQLite."""
    return [None if moment is None else _moment(moment) for moment in column]


@lru_cache(maxsize=64)
def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
