"""A size table as lines that can be read on a phone: `*M* chest 94–100 cm · waist 78–84 cm`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.actions.base import Talk
from bot.actions.finding.goods import table_of
from catalog.wishes import Shown

LONGEST = 900  # characters of all lines
_UNITS = ("cm", "kg", "mm", "in", "ml", "g")
_WORDS: Mapping[str, Mapping[str, str]] = {
    "ko": {
        "chest": "가슴둘레", "waist": "허리둘레", "hip": "엉덩이둘레", "hips": "엉덩이둘레", "height": "키",
        "weight": "몸무게", "inseam": "다리 안쪽 길이", "length": "길이", "foot": "발 길이", "head": "머리둘레",
        "depth": "밝기", "undertone": "언더톤", "shoulder": "어깨너비", "sleeve": "소매 길이", "width": "너비",
        "diameter": "지름", "age": "나이", "eu": "EU", "us": "US", "uk": "UK", "fair": "페어", "light": "라이트",
        "medium": "미디엄", "tan": "탠", "deep": "딥", "warm": "웜톤", "cool": "쿨톤", "neutral": "뉴트럴",
    }
}  # fmt: skip


def size_lines(talk: Talk, product: Shown) -> list[str]:
    """One line for each size; a long table is cut at the end."""
    table = table_of(talk.reads.shop, product)
    columns, rows = list(table.get("columns", ())), list(table.get("rows", ()))
    lines: list[str] = []
    for row in rows:
        line = _line(talk, columns, row)
        if sum(map(len, lines)) + len(line) + len(lines) > LONGEST:
            return [*lines, "…"]
        lines.append(line)
    return lines


def _line(talk: Talk, columns: Sequence[str], row: Sequence[Any]) -> str:
    name = talk.shelf.label(str(columns[0]), str(row[0]), talk.language)
    return f"*{name}* " + " · ".join(_cells(talk, columns, row))


def _cells(talk: Talk, columns: Sequence[str], row: Sequence[Any]) -> Iterator[str]:
    """Pairs `…_min`, `…_max` are one range; what is empty is left out."""
    values = dict(zip(columns[1:], row[1:], strict=False))
    for column, value in values.items():
        if column.endswith("_max") and f"{column[:-4]}_min" in values:
            continue
        upper = values.get(f"{column[:-4]}_max") if column.endswith("_min") else None
        base = column[:-4] if column.endswith(("_min", "_max")) else column
        if value is not None or upper is not None:
            yield f"{_heading(talk, base)} {_range(talk, base, value, upper)}"


def _heading(talk: Talk, column: str) -> str:
    return _word(talk, " ".join(part for part in column.split("_") if part not in _UNITS))


def _range(talk: Talk, column: str, value: Any, upper: Any) -> str:
    unit = next((part for part in reversed(column.split("_")) if part in _UNITS), "")
    told = [_word(talk, str(each).replace("_", " ")) for each in (value, upper) if each is not None]
    return "–".join(dict.fromkeys(told)) + (f" {unit}" if unit else "")


def _word(talk: Talk, word: str) -> str:
    return _WORDS.get(talk.language.split("-")[0], {}).get(word, word)
