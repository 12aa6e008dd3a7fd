"""When a sale price holds: evaluated by whoever reads prices, at a moment that is handed in."""

from datetime import UTC, datetime, timedelta

Moment = datetime | str | None  # as the drivers give it: PostgreSQL's aware, SQLite's text without a zone in UTC
Window = tuple[int | None, int | None]  # from (inclusive) and until (exclusive) in microseconds; None is open

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


def to_micros(moment: Moment) -> int | None:
    """Microseconds since 1970; None stays None."""
    if moment is None:
        return None
    known = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return ((known if known.tzinfo else known.replace(tzinfo=UTC)) - _EPOCH) // _MICRO


def from_micros(micros: int) -> datetime:
    """The same moment again, aware, in UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def window_of(sale_from: Moment, sale_until: Moment) -> Window | None:
    """The window of a sale; None when it is open on both sides."""
    window = (to_micros(sale_from), to_micros(sale_until))
    return None if window == (None, None) else window


def is_open(window: Window | None, at: int) -> bool:
    """Whether the sale holds at this moment."""
    if window is None:
        return True
    begin, end = window
    return (begin is None or begin <= at) and (end is None or at < end)


def sale_at(sale_price: int | None, window: Window | None, at: int) -> int | None:
    """The sale price, while it holds."""
    return sale_price if sale_price is not None and is_open(window, at) else None
