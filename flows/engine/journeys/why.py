"""Why an event began no passage through a journey that listens to it: for people who ask about silence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flows.engine.journeys.enrollment import Enrollment, Facts, Happening
from flows.engine.journeys.journey import Journey


@dataclass(frozen=True, slots=True)
class Why:
    """`condition` (its text), `no_key` (the field), `live`, `never` or `after` (until when)."""

    word: str
    value: str = ""
    until: datetime | None = None


def why_not(
    journey: Journey, known: Sequence[Enrollment], happening: Happening, facts: Facts, at: datetime
) -> Why | None:
    """The first reason, as things stood at that moment; None when nothing spoke against it."""
    on = [each for each in journey.triggers if each.event == happening.name]
    scope = {"event": happening.data, "contact": facts.contact}
    if not any(each.condition is None or each.condition({}, scope) for each in on):
        return Why("condition", " / ".join(each.text for each in on))
    key = journey.key_of(happening.data)
    if key is None:
        return Why("no_key", ".".join(("event", *journey.key)))
    before = [each for each in known if (each.journey, each.key) == (journey.id, key) and each.began_at < at]
    return _against_reentry(journey, before, at)


def _against_reentry(journey: Journey, before: Sequence[Enrollment], at: datetime) -> Why | None:
    how = journey.reentry.how
    if any(each.ended_at is None or each.ended_at > at for each in before) and how != "replace":
        return Why("live")
    if before and how == "never":
        return Why("never")
    ended = max((each.ended_at for each in before if each.ended_at), default=None)
    if how == "after" and ended is not None and at < ended + journey.reentry.after:
        return Why("after", until=ended + journey.reentry.after)
    return None
