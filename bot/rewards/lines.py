"""Lists of codes as shops export them: one per line, or CSV with a column of codes."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST = 64
SHORTEST = 3
COLUMN = "code"  # how the column is called that holds the codes
_CODE = re.compile(r"[^\W_][\w.\-]*")


@dataclass(frozen=True, slots=True)
class Line:
    """One code and where it stood; `wrong` says why it cannot be taken."""

    number: int
    code: str
    wrong: str = ""


def read_lines(text: str) -> list[Line]:
    """Every line that says something, in order. The same code twice, in whatever case, is wrong the second time."""
    seen: dict[str, int] = {}
    return [_checked(number, cell, seen) for number, cell in _cells(text)]


def _cells(text: str) -> Iterator[tuple[int, str]]:
    lines = text.removeprefix("\ufeff").splitlines()
    header = next((line for line in lines if line.strip()), "")
    delimiter = next((mark for mark in (",", ";", "\t") if mark in header), ",")
    names = [name.strip().lower() for name in next(csv.reader([header], delimiter=delimiter), [])]
    if COLUMN not in names:
        yield from ((number, line.strip()) for number, line in enumerate(lines, 1) if line.strip())
        return
    column, start = names.index(COLUMN), lines.index(header) + 1
    for number, line in enumerate(lines[start:], start + 1):
        row: Sequence[str] = next(csv.reader([line], delimiter=delimiter), [])
        if any(row):
            yield number, row[column].strip() if len(row) > column else ""


def _checked(number: int, code: str, seen: dict[str, int]) -> Line:
    folded = code.upper()
    if not code:
        return Line(number, code, "has no code")
    if len(code) > LONGEST:
        return Line(number, code, f"is longer than {LONGEST} characters")
    if len(code) < SHORTEST:
        return Line(number, code, f"is shorter than {SHORTEST} characters")
    if not _CODE.fullmatch(code):
        return Line(number, code, "may hold letters, digits, - _ and . only, and begins with a letter or digit")
    if folded in seen:
        return Line(number, code, f"stands in line {seen[folded]} already")
    seen[folded] = number
    return Line(number, code)
