"""Small files of a made-up shop, and what is read from them."""

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.feeds.kinds import Kind, detect
from catalog.feeds.reading import read_stream
from catalog.feeds.terms import Columns, Terms
from catalog.items import Item, Note, Refused, Told

BASE = "https://shop.example/"


def terms(currency: str = "EUR", language: str = "en", timezone: str = "UTC", **columns: Any) -> Terms:
    return Terms(currency, language, timezone, BASE, Columns(**columns))


def told(file: str | bytes, kind: Kind | None = None, under: Terms | None = None) -> list[Told]:
    raw = file.encode() if isinstance(file, str) else file
    return list(read_stream([raw], under or terms(), kind or detect(raw)))


def items(told: Sequence[Told]) -> list[Item]:
    return [each for each in told if isinstance(each, Item)]


def refused(told: Sequence[Told]) -> dict[str, str]:
    return {each.where: each.why for each in told if isinstance(each, Refused)}


def notes(told: Sequence[Told]) -> list[str]:
    return [f"{each.where}: {each.what}" for each in told if isinstance(each, Note)]


def table(*rows: Mapping[str, str], sign: str = ",") -> str:
    """Cells are quoted when they must be."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *([row.get(name, "") for name in names] for row in rows)]
    return "".join(sign.join(_quoted(cell, sign) for cell in line) + "\n" for line in lines)


def rss(*items: str, head: str = "") -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    space = 'xmlns:g="http://base.google.com/ns/1.0"'
    return (
        f'<?xml version="1.0"?>{head}<rss version="2.0" {space}><channel><title>Mallo</title>{inner}</channel></rss>'
    )


def _quoted(cell: str, sign: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(each in cell for each in (sign, '"', "\n", "\r")) else cell
