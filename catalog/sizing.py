"""Which row of a size table suits given measures. A table's first column names the variants' option; pairs
`<measure>_min`, `<measure>_max` are ranges. Nothing here knows what is measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Table = Mapping[str, Any]
_EDGE = 0.15  # of a range: so near to its end, the neighbour is a fair choice, too


@dataclass(frozen=True, slots=True)
class Row:
    """One size: its code and the range of each measure."""

    code: str
    ranges: Mapping[str, tuple[float, float]]

    def gap(self, name: str, value: float) -> float:
        """How far a value is outside, as a part of the range; 0 inside, negative below."""
        low, high = self.ranges[name]
        width = max(high - low, 1e-9)
        if value < low:
            return (value - low) / width
        return (value - high) / width if value > high else 0.0

    def off_centre(self, name: str, value: float) -> float:
        """-1 at the lower end, 1 at the upper one."""
        low, high = self.ranges[name]
        return (value - (low + high) / 2) / max((high - low) / 2, 1e-9)


@dataclass(frozen=True, slots=True)
class Fit:
    """The size that suits. `fits`: every measure is within its range; `beside`: the other size that would do, or
    empty; `below`, `above`: measures that no size is made for; `torn`: each measure asks for another size."""

    code: str
    ranges: Mapping[str, tuple[float, float]]
    fits: bool
    beside: str = ""
    below: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    torn: bool = False

    @property
    def outside(self) -> tuple[str, ...]:
        return (*self.below, *self.above)


def option_of(table: Table) -> str:
    """The option that the table chooses: `size`, `length`, `frame`; empty without a table."""
    columns = table.get("columns") or [""]
    return str(columns[0])


def measures_of(table: Table) -> list[str]:
    """The measures that the table is about, in its order: `["weight_kg", "height_cm"]`."""
    columns = [str(column) for column in table.get("columns", ())]
    return [column[:-4] for column in columns if column.endswith("_min") and f"{column[:-4]}_max" in columns]


def rows_of(table: Table) -> list[Row]:
    """Its rows, smallest first, as they are written."""
    names, columns = measures_of(table), [str(column) for column in table.get("columns", ())]
    rows = [dict(zip(columns, row, strict=False)) for row in table.get("rows", ())]
    return [
        Row(
            str(row[columns[0]]),
            {n: (float(row[f"{n}_min"]), float(row[f"{n}_max"])) for n in names if row.get(f"{n}_min") is not None},
        )
        for row in rows
    ]


def choose_size(table: Table, measures: Mapping[str, float], *, lean: int = 0) -> Fit | None:
    """The size for these measures. Between two, `lean` decides: below 0 the smaller, above 0 the larger one.
    None when the table says nothing about any of the measures."""
    rows = rows_of(table)
    known = {name: float(value) for name, value in measures.items() if all(name in row.ranges for row in rows)}
    if not rows or not known:
        return None
    below, above = _outside(rows, known)
    fitting = [row for row in rows if all(row.gap(name, value) == 0 for name, value in known.items())]
    if fitting:
        best = _between(fitting, known, lean)
        return Fit(best.code, best.ranges, fits=True, beside=_beside(best, fitting, rows, known))
    best = min(rows, key=lambda row: sum(abs(row.gap(name, value)) for name, value in known.items()))
    torn = not (below or above)
    beside = _beside(best, [], rows, known) if torn else ""
    return Fit(best.code, best.ranges, fits=False, beside=beside, below=below, above=above, torn=torn)


def step_size(table: Table, code: str, steps: int) -> str:
    """The size so many steps larger (smaller when negative), at most the last one; the code itself when the table
    does not know it."""
    codes = [row.code for row in rows_of(table)]
    if code not in codes:
        return code
    return codes[max(0, min(codes.index(code) + steps, len(codes) - 1))]


def nearest_codes(table: Table, code: str) -> list[str]:
    """All other sizes, nearest first; of two equally near, the larger one."""
    codes = [row.code for row in rows_of(table)]
    place = codes.index(code) if code in codes else 0
    others = [(abs(n - place), -n, each) for n, each in enumerate(codes) if each != code]
    return [each for _, _, each in sorted(others)]


def _outside(rows: Sequence[Row], known: Mapping[str, float]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    below = tuple(name for name, value in known.items() if value < min(row.ranges[name][0] for row in rows))
    above = tuple(name for name, value in known.items() if value > max(row.ranges[name][1] for row in rows))
    return below, above


def _between(fitting: Sequence[Row], known: Mapping[str, float], lean: int) -> Row:
    if lean:
        return fitting[0] if lean < 0 else fitting[-1]
    return min(fitting, key=lambda row: max(abs(row.off_centre(name, value)) for name, value in known.items()))


def _beside(best: Row, fitting: Sequence[Row], rows: Sequence[Row], known: Mapping[str, float]) -> str:
    """Another size that fits as well; else the neighbour towards which the measures lie at the very end."""
    other = next((row.code for row in fitting if row.code != best.code), "")
    if other:
        return other
    edge = max((best.off_centre(name, value) for name, value in known.items()), key=abs)
    if abs(edge) < 1 - _EDGE:
        return ""
    place = rows.index(best) + (1 if edge > 0 else -1)
    return rows[place].code if 0 <= place < len(rows) else ""
