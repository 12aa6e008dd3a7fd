"""What a shop says of all journeys of a category: other quiet hours, other caps. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time

from flows.engine.flowset import FlowSet
from flows.engine.journeys.journey import Cap, Journey, JourneyStep
from flows.engine.journeys.steps.send import SendResponse


@dataclass(frozen=True, slots=True)
class Limit:
    """`quiet` is one span or none; what is None is as each journey is written."""

    quiet: tuple[tuple[time, time], ...] | None = None
    caps: tuple[Cap, ...] | None = None


def limit(flows: FlowSet, limits: Mapping[str, Limit]) -> FlowSet:
    """The flows with these limits, by category, in the shop's own journeys too."""
    told = {name: each for name, each in limits.items() if each != Limit()}
    if not told:
        return flows
    return replace(flows, journeys=_all(flows.journeys, told), asleep=_all(flows.asleep, told))


def _all(journeys: Mapping[str, Journey], limits: Mapping[str, Limit]) -> dict[str, Journey]:
    return {
        name: _limited(each, limits[each.policy.category]) if each.policy.category in limits else each
        for name, each in journeys.items()
    }


def _limited(journey: Journey, told: Limit) -> Journey:
    policy = journey.policy if told.caps is None else replace(journey.policy, caps=told.caps)
    if told.quiet is None:
        return replace(journey, policy=policy)
    steps = {name: _without_its_own(step) for name, step in journey.steps.items()}
    return replace(journey, policy=replace(policy, quiet=told.quiet[0] if told.quiet else None), steps=steps)


def _without_its_own(step: JourneyStep) -> JourneyStep:
    """Quiet hours of one step give way, too: the shop has said when nothing is written."""
    return replace(step, quiet=None) if isinstance(step, SendResponse) else step
