"""What stores send as JSON, read leniently: numbers as text, text as numbers, no amount through binary fractions."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from catalog.errors import CatalogError

Record = Mapping[str, Any]


class NotJson(CatalogError):
    """A text that is no JSON object."""


def parse_record(body: bytes | str) -> dict[str, Any]:
    """The object that a text is. Ids keep every digit, amounts their decimals. Raises NotJson."""
    try:
        told = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise NotJson(f"no JSON that can be read: {str(error)[:100]}") from None
    if not isinstance(told, dict):
        raise NotJson("the JSON is not an object")
    return told


def text(value: Any) -> str:
    """A text or number as text, anything else (null, false, a list) as nothing."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else ""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def is_true(value: Any) -> bool:
    """Also when it is written as a word or a number."""
    return value is True or text(value).lower() in ("1", "true", "yes")


def record(value: Any) -> Record:
    """The object, or an empty one: some stores send an empty list for "none"."""
    return value if isinstance(value, Mapping) else {}


def records(value: Any) -> list[Record]:
    """The objects in a list; anything else in it is left out."""
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
