"""A size table in the codes of its product's variants."""

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.sync.codes import name_code, value_code

Table = dict[str, Any]


def coded_table(table: Mapping[str, Any], options: Sequence[Mapping[str, str]]) -> Table:
    """The table with its first column named like the option of the variants that it is about, its rows by their
    codes. Empty when it has neither columns nor rows."""
    columns, rows = table.get("columns"), table.get("rows")
    if not isinstance(columns, list) or not isinstance(rows, list) or not columns:
        return {}
    whole = [row for row in rows if isinstance(row, list) and row]
    name = _option(name_code(str(columns[0])), [str(row[0]) for row in whole], options)
    coded = [[value_code(name, str(row[0])) or str(row[0]), *row[1:]] for row in whole]
    return {"columns": [name, *map(str, columns[1:])], "rows": coded} if coded else {}


def _option(name: str, said: Sequence[str], options: Sequence[Mapping[str, str]]) -> str:
    """The option with this name; else the one that has most of the values."""
    held: dict[str, set[str]] = {}
    for each in options:
        for option, code in each.items():
            held.setdefault(option, set()).add(code)
    if name in held or not held:
        return name
    best = max(sorted(held), key=lambda option: len(held[option] & {value_code(option, one) for one in said}))
    return best if held[best] & {value_code(best, one) for one in said} else name
