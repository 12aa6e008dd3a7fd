"""How long, as authors write it: `90s`, `15m`, `1h30m`, `3d`, `2w`; and moments of a day: `18:00`."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_PART = re.compile(r"(\d{1,5})\s*(s|m|h|d|w)")
_WHOLE = re.compile(rf"(?:{_PART.pattern}\s*)+")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_RANGE = re.compile(rf"({_TIME.pattern})\s*[-–]\s*({_TIME.pattern})")
LONGEST = timedelta(days=400)


class SpanWrong(ValueError):
    """It cannot be read, or nobody would wait that long."""


def parse_span(text: object) -> timedelta:
    """A length of time. Raises SpanWrong."""
    written = str(text).strip().lower()
    if not _WHOLE.fullmatch(written):
        raise SpanWrong(f"`{text}` is no length of time: write 30m, 1h, 3d or 2w")
    span = sum((timedelta(**{_UNITS[unit]: int(count)}) for count, unit in _PART.findall(written)), timedelta())
    if not timedelta(0) < span <= LONGEST:
        raise SpanWrong(f"`{text}` is not between a second and {LONGEST.days} days")
    return span


def parse_time(text: object) -> time:
    """A moment of the day, by the contact's own clock. Raises SpanWrong."""
    found = _TIME.fullmatch(str(text).strip())
    if not found:
        raise SpanWrong(f"`{text}` is no time of day: write 18:00")
    return time(int(found[1]), int(found[2]))


def parse_range(text: object) -> tuple[time, time]:
    """`21:00-08:00`: from the one to the other, over midnight where it must. Raises SpanWrong."""
    found = _RANGE.fullmatch(str(text).strip())
    if not found:
        raise SpanWrong(f"`{text}` is no range of times: write 21:00-08:00")
    begins, ends = parse_time(found[1]), parse_time(found[4])
    if begins == ends:
        raise SpanWrong(f"`{text}` is a whole day")
    return begins, ends


def zone_of(name: str) -> ZoneInfo:
    """The time zone of this IANA name; UTC when there is none of it."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def next_at(now: datetime, moment: time, zone: ZoneInfo) -> datetime:
    """When clocks there next show this time, at `now` at the earliest; in `now`'s zone.

    A time that a change of clocks skips comes as much later as the clocks jump.
    """
    local = now.astimezone(zone)
    for days in range(3):
        day = (local + timedelta(days=days)).date()
        found = datetime.combine(day, moment, zone).astimezone(now.tzinfo)
        if found >= now:
            return found
    raise AssertionError("every second day has every time")


def is_within(now: datetime, span: tuple[time, time], zone: ZoneInfo) -> bool:
    """Whether clocks there show a time from the first up to (not with) the second."""
    shown = now.astimezone(zone).time().replace(tzinfo=None)
    begins, ends = span
    return begins <= shown < ends if begins < ends else shown >= begins or shown < ends
