"""What a source may say: text without what no screen shows, urls of the web alone, moments with a zone."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import ROUND_FLOOR, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from catalog.errors import CatalogError

MOST_STOCK = 2_000_000_000

_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


class Unfit(CatalogError):
    """This cannot be taken into the catalog: why, in words for the merchant."""


def clean(text: str, most: int) -> str:
    """Without control characters and the signs that templates are made of; at most `most` characters."""
    if not text:
        return ""
    if not text.isprintable() and not text.replace("\n", "").isprintable():
        text = _UNSHOWN.sub("", text)
    while "{{" in text:
        text = text.replace("{{", "{ {")
    return text.strip()[:most].rstrip()


def named(external_id: str, what: str) -> str:
    """An id as the source gives it. Raises Unfit when it is empty or cannot be kept."""
    if not external_id.strip():
        raise Unfit(f"{what} has no id")
    if len(external_id) > 500 or _is_unshown(external_id):
        raise Unfit(f"the id of {what} is too long or holds signs that cannot be kept")
    return external_id


@lru_cache(maxsize=4096)
def is_web(url: str) -> bool:
    """Whether it is a whole address of the web. Variants share most of theirs."""
    return url.startswith(("https://", "http://")) and len(url) <= 2000 and " " not in url and not _is_unshown(url)


def _is_unshown(text: str) -> bool:
    """Whether it holds signs that cannot be kept."""
    return not text.isprintable() and _UNSHOWN.search(text) is not None


def moment(told: datetime | None) -> datetime | None:
    """In UTC; without a zone it is taken for UTC."""
    if told is None:
        return None
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)


def plain(told: Any) -> Any:
    """The same value as JSON can hold it: decimals become numbers."""
    if isinstance(told, Mapping):
        return {str(name): plain(value) for name, value in told.items()}
    if isinstance(told, (list, tuple)):
        return [plain(value) for value in told]
    if isinstance(told, Decimal):
        return int(told) if told == told.to_integral_value() else float(told)
    return told


def pieces(stock: Decimal | int | None) -> int | None:
    """Whole pieces that can be sold: 2.7 m are 2, oversold is none. None when it is not counted. Raises Unfit."""
    if stock is None:
        return None
    try:
        whole = int(Decimal(stock).to_integral_value(ROUND_FLOOR))
    except (InvalidOperation, OverflowError, ValueError):
        raise Unfit(f"{stock} is no stock") from None
    return min(max(whole, 0), MOST_STOCK)
