"""The heart of journeys: what happened and who is under way in, who has moved and what is to be done out. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zlib import crc32

from flows.engine.journeys.effects import Exposed, JourneyEffect
from flows.engine.journeys.enrollment import Enrollment, Facts, Happening, Stage
from flows.engine.journeys.journey import Journey, On
from flows.engine.journeys.steps.wait import Wait
from flows.engine.journeys.walk import Walk, scope_of

OPTED_OUT = "contact.opted_out"


@dataclass(frozen=True, slots=True)
class Moved:
    """Enrollments that have changed or begun, and what they want done, in order."""

    enrollments: tuple[Enrollment, ...] = ()
    effects: tuple[JourneyEffect, ...] = ()


def hear(
    journeys: Mapping[str, Journey], known: Sequence[Enrollment], happening: Happening, facts: Facts, now: datetime
) -> Moved:
    """Exits come before steps, steps before triggers. `known` are all of the contact's, ended ones too."""
    changed: list[Enrollment] = []
    effects: list[JourneyEffect] = []
    for enrollment in known:
        if enrollment.is_live and (walk := _moved(journeys, enrollment, happening, facts, now)) is not None:
            changed.append(walk.enrollment)
            effects += walk.effects
    for journey in _triggered(journeys, happening, facts):
        moved = {_id(each) for each in changed}
        newest = [*changed, *(each for each in known if _id(each) not in moved)]
        for walk in _begun(journey, newest, happening, facts, now):
            changed.append(walk.enrollment)
            effects += walk.effects
    return Moved(tuple(changed), tuple(effects))


def listens_to(journeys: Mapping[str, Journey], name: str) -> bool:
    """Whether an event of this name can begin a journey."""
    return any(on.event == name for journey in journeys.values() if not journey.off for on in journey.triggers)


def heard_names(journeys: Mapping[str, Journey]) -> frozenset[str]:
    """Every event that a journey begins by, ends with or waits for."""
    on = [each.event for journey in journeys.values() for each in (*journey.triggers, *journey.exits)]
    waits = [step for journey in journeys.values() for step in journey.steps.values() if isinstance(step, Wait)]
    return frozenset([*on, *(name for wait in waits for name in (*wait.until, *wait.restart_on))])


def takes_up(journeys: Mapping[str, Journey], happening: Happening) -> bool:
    """Whether a journey begins by this very event, whoever the contact is."""
    return next(_triggered(journeys, happening, Facts()), None) is not None


def _id(enrollment: Enrollment) -> tuple[str, str, int]:
    return enrollment.journey, enrollment.key, enrollment.entry


def _moved(
    journeys: Mapping[str, Journey], enrollment: Enrollment, happening: Happening, facts: Facts, now: datetime
) -> Walk | None:
    """None when this is nothing to it."""
    journey = journeys.get(enrollment.journey)
    if journey is None:
        gone = replace(enrollment, stage=Stage.LOST, reason="its journey is gone", wake_at=None, ended_at=now)
        return Walk(_NO_JOURNEY, gone, facts, now)
    walk = Walk(journey, enrollment, facts, now)
    if journey.off:
        walk.end(Stage.EXITED, journey.off)
        return walk
    if happening.enrollment and happening.enrollment != enrollment.name:
        return None
    if (left := _exit(journey, enrollment, happening, facts)) is not None:
        walk.end(Stage.EXITED, f"{happening.name} came", left.goal)
        return walk
    if happening.name == "timer":
        if happening.data.get("token") != enrollment.token:
            return None
    elif not _is_of(journey, enrollment, happening):
        return None
    walk.hear(happening)
    return walk if walk.enrollment != enrollment or walk.effects else None


def _exit(journey: Journey, enrollment: Enrollment, happening: Happening, facts: Facts) -> On | None:
    for on in journey.exits:
        if on.event == happening.name and (
            on.condition is None or on.condition({}, scope_of(enrollment, facts, happening.data))
        ):
            return on
    return None


def _is_of(journey: Journey, enrollment: Enrollment, happening: Happening) -> bool:
    """An event that bears the key's own field, with another value, is another enrollment's."""
    found = journey.key_of(happening.data)
    return found is None or not journey.key or found == enrollment.key


def _triggered(journeys: Mapping[str, Journey], happening: Happening, facts: Facts) -> Iterator[Journey]:
    """The more important ones first."""
    scope = {"event": happening.data, "contact": facts.contact}
    listening = [
        each for each in journeys.values() if not each.off and any(on.event == happening.name for on in each.triggers)
    ]
    for journey in sorted(listening, key=lambda journey: (-journey.policy.priority, journey.id)):
        for on in journey.triggers:
            if on.event == happening.name and (on.condition is None or on.condition({}, scope)):
                yield journey
                break


def _begun(
    journey: Journey, known: Sequence[Enrollment], happening: Happening, facts: Facts, now: datetime
) -> Iterator[Walk]:
    """The enrollment that begins, behind the one that it replaces; nothing when it may not."""
    key = journey.key_of(happening.data)
    if key is None:
        return
    before = [each for each in known if each.journey == journey.id and each.key == key]
    live = next((each for each in before if each.is_live), None)
    how = journey.reentry.how
    if live is not None and how != "replace":
        return
    if before and how == "never":
        return
    ended = max((each.ended_at for each in before if each.ended_at), default=None)
    if how == "after" and ended is not None and now < ended + journey.reentry.after:
        return
    if live is not None:
        replaced = Walk(journey, live, facts, now)
        replaced.end(Stage.REPLACED, f"{happening.name} came again")
        yield replaced
    entry = max((each.entry for each in before), default=0) + 1
    yield _enter(journey, Enrollment(journey.id, key, entry, journey.first, now), happening, facts, now)


def _enter(journey: Journey, fresh: Enrollment, happening: Happening, facts: Facts, now: datetime) -> Walk:
    context: dict[str, Any] = {"event": dict(happening.data), "trigger": happening.name}
    walk = Walk(journey, replace(fresh, context=context), facts, now)
    if journey.holdout:
        held = _share(journey, facts, fresh) < journey.holdout
        walk.enrollment = replace(walk.enrollment, held_out=held)
        walk.effects.append(Exposed(walk.enrollment, "holdout", "held out" if held else "treated"))
    walk.go()
    return walk


def _share(journey: Journey, facts: Facts, fresh: Enrollment) -> float:
    """The same contact is always on the same side of a journey's holdout."""
    who = facts.contact.get("id") or fresh.key
    return crc32(f"holdout:{journey.id}:{who}".encode()) / 2**32


_NO_JOURNEY = Journey("", (), {}, "", place=None)  # type: ignore[arg-type] # nothing of it is asked for
