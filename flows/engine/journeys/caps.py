"""Caps as they are written: `1 per 12h`, `3 per 7d`."""

from datetime import timedelta

from flows.engine.journeys.journey import Cap
from flows.engine.journeys.spans import SpanWrong, parse_span

MOST = 1000  # messages; more is no cap


class CapWrong(ValueError):
    """It cannot be read."""


def parse_cap(text: object) -> Cap:
    """At most so many within so long. Raises CapWrong."""
    most, _, within = str(text).partition(" per ")
    try:
        count, span = int(most), parse_span(within)
    except (ValueError, SpanWrong) as wrong:
        raise CapWrong(f"`{text}` is no cap: write 1 per 12h or 3 per 7d") from wrong
    if not 0 < count <= MOST:
        raise CapWrong(f"`{text}`: between 1 and {MOST} messages")
    return Cap(count, span)


def write_cap(cap: Cap) -> str:
    """The inverse: `3 per 7d`."""
    seconds = cap.within // timedelta(seconds=1)
    for unit, length in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds % length == 0:
            return f"{cap.most} per {seconds // length}{unit}"
    return f"{cap.most} per {seconds}s"
