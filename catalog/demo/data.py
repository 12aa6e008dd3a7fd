"""The demo shop's data files, and the facts that follow from them (size tables, measures, pictures).

A product is written once, as plain as can be; what several share stands in a file of its own: `usages.json` (care
and use, by name), `sizes.json` (size tables, by name), `labels.json` (the words for codes), `gifts.json` (for whom
each kind of product is a gift, and for what taste, with the words for that and for what quizzes find out).
"""

import json
import re
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

DEPARTMENTS = ("skincare", "makeup", "clothes", "home", "sport")
LANGUAGES = ("en", "ko")

_AMOUNT = re.compile(r"(\d+)(ml|g|tab|cap|bag|p)")
_UNITS = {"tab": "tablet", "cap": "capsule", "bag": "bag", "p": "piece"}

Data = dict[str, Any]


def read_products() -> list[Data]:
    """The demo products as they are written in the data files."""
    return [_as_gift(product) for name in DEPARTMENTS for product in read(name)]


def labels() -> dict[str, dict[str, list[str]]]:
    """The words for every code: `{"colour": {"sage": ["sage", "세이지"]}}`."""
    return {**read("labels"), **read("gifts")["labels"]}


def read_reviews() -> list[list[Any]]:
    """`[product, rating, author, verified, date, language, text]` of each review, the same at every call."""
    reviews: list[list[Any]] = read("reviews")
    return reviews


@cache
def read(name: str) -> Any:
    """One data file, read once."""
    return json.loads((files("catalog.demo") / f"{name}.json").read_text("utf-8"))


@cache
def _arrivals() -> dict[str, str]:
    found: dict[str, str] = read("arrivals")
    return found


def added_at(product_id: str) -> datetime:
    """When it came into the demo shop: those of `arrivals.json` on their day, all others with the opening."""
    day = _arrivals().get(product_id, _arrivals()["opening"])
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def size_table(product: Data) -> Data:
    """Its size table, or an empty one: the shades that it comes in, or those rows of its shared table it has."""
    if shades := product.get("shades"):
        return _shade_table(shades)
    if not (name := product.get("sizes")):
        return {}
    table = read("sizes")[name]
    codes = {options[table["columns"][0]] for _, options, *_ in product["variants"]}
    return {"columns": table["columns"], "rows": [row for row in table["rows"] if row[0] in codes]}


def measure(product: Data, options: dict[str, str]) -> Data:
    """How much is in this variant and how fast it goes, when that is known."""
    if "per_day" not in product:
        return {}
    for code in (*options.values(), product.get("amount", "")):
        if found := _AMOUNT.fullmatch(code):
            unit = _UNITS.get(found[2], found[2])
            return {"quantity": int(found[1]), "unit": unit, "per_day": product["per_day"]}
    return {}


def usage(product: Data, language: str) -> str:
    """How it is used or cared for, in one language."""
    texts: list[str] = read("usages")[product["usage"]]
    return texts[LANGUAGES.index(language)]


def _as_gift(product: Data) -> Data:
    """The product with `gift_for` and `gift_taste`, where it makes a gift; nobody is given a size by guessing."""
    found = read("gifts")["kinds"].get(product["category"])
    if found is None or len({options.get("size") for _, options, *_ in product["variants"]}) > 2:
        return product
    people, taste = found
    wearer = {"women": "him", "men": "her"}
    wrong = {wearer[who] for who in product["attributes"].get("wearer", ()) if who in wearer}
    suits = [who for who in people if who not in wrong]
    return {**product, "attributes": {**product["attributes"], "gift_for": suits, "gift_taste": [taste]}}


def _shade_table(shades: dict[str, list[str]]) -> Data:
    with_depth = any(depth for _, depth, _ in shades.values())
    rows = [[code, depth, tone] if with_depth else [code, tone] for code, (_, depth, tone) in shades.items()]
    return {"columns": ["shade", "depth", "undertone"] if with_depth else ["shade", "undertone"], "rows": rows}
