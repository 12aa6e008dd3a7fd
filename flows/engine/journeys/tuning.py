"""Shipped journeys as a shop wants them: on or off, with other waits, shares and a holdout of its own. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from flows.engine.flowset import FlowSet
from flows.engine.journeys.journey import Journey, JourneyStep
from flows.engine.journeys.steps.noop import Noop
from flows.engine.journeys.steps.split import Split
from flows.engine.journeys.steps.wait import Wait
from flows.engine.reading.book import SHIPPED


@dataclass(frozen=True, slots=True)
class Tuning:
    """`waits`, `arms` (weights) and `without` name steps; `holdout` is a share, None leaves the journey's own."""

    on: bool = True
    waits: Mapping[str, timedelta] = field(default_factory=dict)
    arms: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    holdout: float | None = None


def tune(flows: FlowSet, tunings: Mapping[str, Tuning]) -> FlowSet:
    """The flows with these journeys changed. A journey of the shop's own that bears the name stays as it is."""
    journeys = {
        name: _tuned(journey, tunings[name]) if name in tunings and journey.origin == SHIPPED else journey
        for name, journey in flows.journeys.items()
        if not _is_off(journey, tunings.get(name))
    }
    asleep = {name: journey for name, journey in flows.journeys.items() if name not in journeys}
    return replace(flows, journeys=journeys, asleep=asleep)


def switch_off(flows: FlowSet, reasons: Mapping[str, str]) -> FlowSet:
    """The flows with these journeys off, each for a reason: nobody begins them, whoever is under way leaves."""
    journeys = {
        name: replace(journey, off=reasons[name]) if name in reasons else journey
        for name, journey in flows.journeys.items()
    }
    return replace(flows, journeys=journeys)


def _is_off(journey: Journey, tuning: Tuning | None) -> bool:
    return tuning is not None and not tuning.on and journey.origin == SHIPPED


def _tuned(journey: Journey, tuning: Tuning) -> Journey:
    steps = {step_id: _step(step, tuning) for step_id, step in journey.steps.items()}
    return replace(journey, steps=steps, holdout=journey.holdout if tuning.holdout is None else tuning.holdout)


def _step(step: JourneyStep, tuning: Tuning) -> JourneyStep:
    if step.id in tuning.without:
        return Noop(step.id, step.next, step.place)
    if isinstance(step, Wait) and step.id in tuning.waits:
        return replace(step, span=tuning.waits[step.id])
    if isinstance(step, Split) and step.id in tuning.arms:
        return replace(step, arms=tuple((arm, float(weight)) for arm, weight in tuning.arms[step.id].items()))
    return step
