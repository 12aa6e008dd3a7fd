"""What moments and JSON are in columns, the same on SQLite and PostgreSQL.

Moments are whole microseconds since 1970 (UTC): exact, quick to bind through the bare driver, sortable, and free
of the two databases' different ideas of time zones. JSON is text, because it is only ever read whole.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970 of an aware moment."""
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The inverse of `to_micros`: aware, in UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def iso(at: int | None, timespec: str = "auto") -> str | None:
    """A moment (µs) in ISO 8601, down to `timespec` (`minutes`, `seconds` …); None where there is none."""
    return None if at is None else from_micros(at).isoformat(timespec=timespec)


_dump = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), check_circular=False).encode


def dump_json(value: Any) -> str:
    """Compact JSON in ASCII: NUL and lone surrogates stay escaped, so that both databases take them."""
    return _dump(value)
