"""`[limits]` of the shop's file: when journeys write nothing by themselves, and how much they write at most."""

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from flows.engine.journeys.caps import CapWrong, parse_cap, write_cap
from flows.engine.journeys.journey import MARKETING, UTILITY
from flows.engine.journeys.limits import Limit
from flows.engine.journeys.spans import SpanWrong, parse_range

MOST_CAPS = 4
LONGEST = timedelta(days=31)  # what was sent before is not counted


def _range(text: str) -> str:
    try:
        return "{:%H:%M}-{:%H:%M}".format(*parse_range(text)) if text.strip() else ""
    except SpanWrong as wrong:
        raise ValueError(str(wrong)) from wrong


def _caps(texts: tuple[str, ...]) -> tuple[str, ...]:
    if len(texts) > MOST_CAPS:
        raise ValueError(f"takes {MOST_CAPS} at most")
    try:
        caps = [parse_cap(text) for text in texts]
    except CapWrong as wrong:
        raise ValueError(str(wrong)) from wrong
    if any(cap.within > LONGEST for cap in caps):
        raise ValueError(f"counts within {LONGEST.days} days at most")
    return tuple(map(write_cap, caps))


#: `21:00-08:00` by the contact's own clock; empty: there are none.
QuietHours = Annotated[str, AfterValidator(_range)]
#: `1 per 12h`, `3 per 7d`; none: as many as there are.
Caps = Annotated[tuple[str, ...], AfterValidator(_caps)]


class Limits(BaseModel):
    """What is left out is as each journey is written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    quiet_hours: QuietHours | None = None
    caps: Caps | None = None

    def limit(self) -> Limit:
        """The same, as journeys take it."""
        quiet = None if self.quiet_hours is None else (parse_range(self.quiet_hours),) if self.quiet_hours else ()
        return Limit(quiet, None if self.caps is None else tuple(map(parse_cap, self.caps)))


class LimitsByKind(BaseModel):
    """For offers and for updates about orders; all journeys of the kind share what is counted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    marketing: Limits = Limits()
    utility: Limits = Limits()

    def limits(self) -> dict[str, Limit]:
        """By category of journeys."""
        return {MARKETING: self.marketing.limit(), UTILITY: self.utility.limit()}
