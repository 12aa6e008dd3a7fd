"""Moments as files write them, with or without a zone."""

import re
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from catalog.errors import CatalogError

_FORM = re.compile(
    r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})\.?"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?(?:\[[\w/]+\])?",
    re.IGNORECASE,
)


class MomentWrong(CatalogError):
    """A text that is no moment; days before months are not guessed at."""


@lru_cache(maxsize=4096)
def parse_moment(text: str, timezone: str, ends: bool = False) -> datetime | None:
    """A moment in UTC; None for an empty text. A day alone is its beginning, or its end. Raises MomentWrong."""
    even = text.strip()
    if not even:
        return None
    found = _FORM.fullmatch(even[:60])
    if not found:
        raise MomentWrong(f"“{even[:40]}” is no moment such as 2026-11-24T13:00+09:00")
    try:
        moment = _local(found, timezone)
        if found[4] is None and ends:
            moment = datetime.combine(moment.date() + timedelta(days=1), time(), moment.tzinfo)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise MomentWrong(f"“{even[:40]}” is no moment") from None


def parse_span(text: str, timezone: str) -> tuple[datetime | None, datetime | None]:
    """`from/until`, as Google writes the time of a sale; either side may be empty. Raises MomentWrong."""
    if not text.strip():
        return None, None
    first, slash, last = _halves(text)
    if not slash:
        raise MomentWrong(f"“{text.strip()[:60]}” is not two moments with a / between them")
    begin, end = parse_moment(first, timezone), parse_moment(last, timezone, ends=True)
    if begin and end and begin >= end:
        raise MomentWrong(f"“{text.strip()[:80]}” ends before it begins")
    return begin, end


def _halves(text: str) -> tuple[str, str, str]:
    """Days may be written with slashes too."""
    slashes = [at for at, sign in enumerate(text) if sign == "/"]
    if not slashes:
        return text, "", ""
    middle = slashes[len(slashes) // 2]
    return text[:middle], "/", text[middle + 1 :]


def _local(found: re.Match[str], timezone: str) -> datetime:
    year, month, day, hour, minute, second = (int(found[place] or 0) for place in range(1, 7))
    micros = int((found[7] or "0")[:6].ljust(6, "0"))
    zone = found[8]
    if zone is None:
        return datetime(year, month, day, hour, minute, second, micros, tzinfo=ZoneInfo(timezone))
    moment = datetime(year, month, day, hour, minute, second, micros, tzinfo=UTC)
    if zone.upper() in ("Z", "UTC", "GMT"):
        return moment
    digits = zone[1:].replace(":", "").ljust(4, "0")
    away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return moment - away if zone[0] == "+" else moment + away
