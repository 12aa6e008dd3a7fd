"""SQL written once, in PostgreSQL's words, and what becomes of it on SQLite.

Hot statements go to the driver as they are. For SQLite `$1` becomes `?1`, casts and row locks are left out, and
`= any($1::bigint[])` reads its list from JSON. Statements for many rows carry one form for each database.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_ANY = re.compile(r"=\s*any\s*\(\s*\$(\d+)\s*::\s*\w+\[\]\s*\)", re.IGNORECASE)
_NOT_ALL = re.compile(r"<>\s*all\s*\(\s*\$(\d+)\s*::\s*\w+\[\]\s*\)", re.IGNORECASE)
_CAST = re.compile(r"::\s*\w+(\[\])?")
_LOCK = re.compile(r"\bfor\s+(no\s+key\s+)?(update|share)(\s+of\s+\w+)?(\s+skip\s+locked)?", re.IGNORECASE)
_PLACE = re.compile(r"\$(\d+)")


@lru_cache(maxsize=512)
def for_sqlite(sql: str) -> str:
    """The same statement in SQLite's words."""
    sql = _ANY.sub(r"in (select value from json_each(?\1))", sql)
    sql = _NOT_ALL.sub(r"not in (select value from json_each(?\1))", sql)
    return _PLACE.sub(r"?\1", _LOCK.sub("", _CAST.sub("", sql)))


@dataclass(frozen=True, slots=True)
class Many:
    """One statement for many rows: arrays on PostgreSQL, the same statement again and again on SQLite."""

    postgres: str
    sqlite: str


def insert_many(table: str, columns: Mapping[str, str], conflict: str = "") -> Many:
    """Insert rows of these columns (name → PostgreSQL type), with an `on conflict …` clause if given."""
    names = ", ".join(columns)
    arrays = ", ".join(f"${n}::{kind}[]" for n, kind in enumerate(columns.values(), 1))
    places = ", ".join(f"?{n}" for n in range(1, len(columns) + 1))
    return Many(
        postgres=f"insert into {table} ({names}) select * from unnest({arrays}) {conflict}",  # noqa: S608
        sqlite=f"insert into {table} ({names}) values ({places}) {conflict}",  # noqa: S608
    )


def update_many(
    table: str,
    keys: Mapping[str, str],
    columns: Mapping[str, str],
    *,
    or_kept: Mapping[str, str] | None = None,
    also_set: str = "",
    also_where: str = "",
) -> Many:
    """Update rows found by `keys` (all must match), setting `columns`; both name → PostgreSQL type.

    Rows are given as keys, columns, then the columns of `or_kept`, where null leaves what is there. `also_set` and
    `also_where` may name the table's own columns as `t.…`; the first key of each row that was changed is returned.
    """
    kept = or_kept or {}
    both = {**keys, **columns, **kept}
    arrays = ", ".join(f"${n}::{kind}[]" for n, kind in enumerate(both.values(), 1))
    also = [also_set] if also_set else []
    new = [f"{name} = v.{name}" for name in columns] + also
    new += [f"{name} = coalesce(v.{name}, t.{name})" for name in kept]
    same = [f"t.{name} = v.{name}" for name in keys] + ([also_where] if also_where else [])
    place = {name: n for n, name in enumerate(both, 1)}
    new_lite = [f"{name} = ?{place[name]}" for name in columns] + also
    new_lite += [f"{name} = coalesce(?{place[name]}, t.{name})" for name in kept]
    same_lite = [f"t.{name} = ?{place[name]}" for name in keys] + ([also_where] if also_where else [])
    first = next(iter(keys))
    return Many(
        postgres=f"update {table} as t set {', '.join(new)} from unnest({arrays}) as v({', '.join(both)}) "  # noqa: S608
        f"where {' and '.join(same)} returning t.{first}",
        sqlite=f"update {table} as t set {', '.join(new_lite)} where {' and '.join(same_lite)}",  # noqa: S608
    )
