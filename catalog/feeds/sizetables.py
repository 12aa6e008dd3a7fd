"""Size tables as merchants write them – JSON, lines with tabs or bars, HTML – as tables that guides can read.

`Chest (cm)` with `86-93` becomes `chest_cm_min`, `chest_cm_max`; inches and pounds are converted. A single number is
shown, never widened into a range. What is no table is left out.
"""

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from catalog.feeds.html import clean_line

LONGEST, MOST_ROWS, MOST_COLUMNS = 50_000, 60, 20
_ROW, _CELL = re.compile(r"<tr\b.*?</tr>", re.I | re.S), re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.I | re.S)
_NUMBERS = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:-|–|—|~|to|a|bis)\s*(\d+(?:[.,]\d+)?)", re.I)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_INCHES = re.compile(r"\b(?:in|inch|inches|pulgadas|polegadas)\b|[\"″]|인치", re.I)
_POUNDS = re.compile(r"\b(?:lbs?|pounds?|libras)\b|파운드", re.I)
_INCH, _POUND = 2.54, 0.45359237
_MEASURES: Mapping[str, str] = {
    "chest_cm": r"chest|bust|가슴|pecho|busto|peito|छाती|صدر|brust|poitrine",
    "waist_cm": r"waist|허리|cintura|कमर|خصر|taille\b",
    "hip_cm": r"\bhips?\b|엉덩이|cadera|quadril|कूल्हे|ورك|hüfte",
    "inseam_cm": r"inseam|inside leg|인심|다리 안쪽|entrepierna|entrepernas",
    "height_cm": r"height|stature|키|신장|estatura|altura|लंबाई|الطول|körpergröße",
    "weight_kg": r"weight|몸무게|체중|peso|वज़न|وزن|gewicht",
    "head_cm": r"head|머리|cabeza|cabeça|सिर|رأس",
    "hand_cm": r"\bhand|palm|손둘레|mano|mão",
    "foot_cm": r"foot|feet|발 ?길이|\bpie\b|\bpé\b|قدم",
    "shoe_eu": r"\beu\b.*(?:shoe|size)|(?:shoe|size).*\beu\b",
}


def parse_size_table(told: Any) -> dict[str, Any]:
    """`{"columns": […], "rows": […]}`; empty when it is none."""
    grid = _grid(told)
    if len(grid) < 2 or not 2 <= len(grid[0]) <= MOST_COLUMNS:
        return {}
    head, *body = grid
    rows = [
        [*row, *[""] * (len(head) - len(row))][: len(head)] for row in body[:MOST_ROWS] if row and str(row[0]).strip()
    ]
    named = [_column(str(title), [row[at] for row in rows]) for at, title in enumerate(head) if at]
    columns = [clean_line(str(head[0]), 60) or "size", *(name for names, _ in named for name in names)]
    if not rows or len(set(columns)) < len(columns):
        return {}
    cells = [[each for _, values in named for each in values[at]] for at in range(len(rows))]
    return {"columns": columns, "rows": [[clean_line(str(r[0]), 60), *c] for r, c in zip(rows, cells, strict=True)]}


def _grid(told: Any) -> list[list[Any]]:
    if isinstance(told, str):
        plain = told[:LONGEST].strip()
        if plain[:1] in "[{":
            try:
                return _grid(json.loads(plain))
            except (ValueError, RecursionError):
                return []
        if "<tr" in plain.lower():
            return [[clean_line(cell, 60) for cell in _CELL.findall(row)] for row in _ROW.findall(plain)]
        return _lines(plain)
    if isinstance(told, Mapping):
        columns, rows = told.get("columns") or told.get("headers"), told.get("rows")
        return [list(columns), *_lists(rows)] if isinstance(columns, list) and isinstance(rows, list) else []
    if isinstance(told, list) and told and all(isinstance(row, Mapping) for row in told):
        names = list(dict.fromkeys(name for row in told for name in row))
        return [names, *([row.get(name, "") for name in names] for row in told)]
    return _lists(told) if isinstance(told, list) else []


def _lists(rows: Iterable[Any]) -> list[list[Any]]:
    return [list(row) for row in rows if isinstance(row, list)]


def _lines(plain: str) -> list[list[Any]]:
    lines = [line for line in plain.splitlines() if line.strip(" |-:\t")]
    mark = next((each for each in ("\t", "|", ";", ",") if lines and each in lines[0]), "")
    if not mark:
        return []
    stripped = (line.strip().strip("|") if mark == "|" else line for line in lines)
    return [[cell.strip() for cell in row] for row in csv.reader(stripped, delimiter=mark)]


def _column(title: str, cells: Sequence[Any]) -> tuple[list[str], list[list[Any]]]:
    """The columns that one becomes, and for each row their cells."""
    name = _measure(title)
    if name is None or title.endswith(("_min", "_max")):
        return [_plain_name(title)], [[_plain(cell)] for cell in cells]
    factor = _factor(name, f"{title} {' '.join(map(str, cells))}")
    ranges = [_range(str(cell), factor) for cell in cells]
    if all(each is None for each in ranges):
        return [name], [[_single(str(cell), factor)] for cell in cells]
    return [f"{name}_min", f"{name}_max"], [list(each) if each else [None, None] for each in ranges]


def _measure(title: str) -> str | None:
    return next((name for name, said in _MEASURES.items() if re.search(said, title, re.I)), None)


def _factor(name: str, said: str) -> float:
    if name == "weight_kg":
        return _POUND if _POUNDS.search(said) else 1.0
    return _INCH if name.endswith("_cm") and _INCHES.search(said) else 1.0


def _range(cell: str, factor: float) -> tuple[float, float] | None:
    found = _NUMBERS.search(cell)
    if found is None:
        return None
    low, high = (round(float(each.replace(",", ".")) * factor, 1) for each in found.groups())
    return (low, high) if low <= high else None


def _single(cell: str, factor: float) -> float | None:
    found = _NUMBER.search(cell)
    return round(float(found[0].replace(",", ".")) * factor, 1) if found else None


def _plain_name(title: str) -> str:
    return re.sub(r"\W+", "_", title.strip().casefold()).strip("_") or "note"


def _plain(cell: Any) -> Any:
    return cell if isinstance(cell, int | float) and not isinstance(cell, bool) else clean_line(str(cell), 60) or None
