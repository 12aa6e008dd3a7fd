"""Stores: where they are, how far, and whether they are open, each on its own clock."""

import re
from datetime import UTC, date, datetime, time, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
AHEAD = 14  # days in which the next opening is looked for
EARTH_KM = 6371.0

_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")

Span = tuple[datetime, datetime]


def _checked_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("must be a time zone such as Europe/Madrid") from error
    return value


#: The name of a time zone that this machine knows.
TimeZone = Annotated[str, AfterValidator(_checked_zone)]


def _checked_opening(text: str) -> str:
    if text and not _SPAN.fullmatch(text):
        raise ValueError("must be hours such as 10:00-20:00")
    return text


#: `10:00-20:00`, or empty for closed.
Opening = Annotated[str, AfterValidator(_checked_opening)]


class Hours(BaseModel):
    """When somebody is there. `hours` name weekdays (`mon = "10:00-20:00"`, past midnight `18:00-02:00`); a day that
    is not named is closed. `special` holds days that differ: hours, or an empty text for closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    timezone: TimeZone = "UTC"
    hours: dict[str, Opening] = Field(default_factory=dict)
    special: dict[date, Opening] = Field(default_factory=dict)

    @field_validator("hours")
    @classmethod
    def _are_weekdays(cls, value: dict[str, str]) -> dict[str, str]:
        if strange := sorted(set(value) - set(DAYS)):
            raise ValueError(f"{strange[0]}: must be one of {', '.join(DAYS)}")
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def hours_of(self, day: date) -> str:
        """`10:00-20:00`, or empty when it is closed that day."""
        return self.special.get(day, self.hours.get(DAYS[day.weekday()], ""))

    def open_span(self, now: datetime) -> Span | None:
        """Since when and until when it is open, if it is open now."""
        today = now.astimezone(self.zone).date()
        spans = filter(None, (self._span(today - timedelta(days=1)), self._span(today)))
        return next(((start, end) for start, end in spans if start <= now < end), None)

    def next_span(self, now: datetime) -> Span | None:
        """When it opens next, and until when; None when that is more than two weeks away."""
        today = now.astimezone(self.zone).date()
        spans = filter(None, (self._span(today + timedelta(days=n)) for n in range(AHEAD + 1)))
        return next(((start, end) for start, end in spans if start > now), None)

    def _span(self, day: date) -> Span | None:
        """Opening and closing of one day as moments; what the clocks do that night is theirs to know."""
        found = _SPAN.fullmatch(self.hours_of(day))
        if found is None:
            return None
        opening, closing = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
        last = day + timedelta(days=1) if closing <= opening else day
        return self._moment(day, opening), self._moment(last, closing)

    def _moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)


class Store(Hours):
    """One shop that can be visited, with its hours."""

    id: str = Field(pattern=r"[a-z0-9_-]{1,40}")
    name: str
    names: dict[str, str] = Field(default_factory=dict)  # in other languages
    address: str
    addresses: dict[str, str] = Field(default_factory=dict)
    city: str
    cities: dict[str, str] = Field(default_factory=dict)  # what the city is called in other languages
    country: str = Field(default="", pattern=r"([A-Z]{2})?")
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    phone: str = ""


def kilometres(store: Store, latitude: float, longitude: float) -> float:
    """How far as the crow flies (haversine)."""
    here, there = radians(latitude), radians(store.latitude)
    east = radians(longitude - store.longitude)
    arc = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, arc)))
