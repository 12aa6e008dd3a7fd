"""A message whose price or cart changed before it went out is written anew: the journey itself does not move."""

from collections.abc import Iterable, Mapping
from typing import Any

from flows.engine.journeys.effects import Send
from flows.engine.journeys.enrollment import Enrollment, Stage
from flows.engine.journeys.journey import Journey
from flows.engine.journeys.steps.send import SendResponse


def find_send(journeys: Mapping[str, Journey], known: Iterable[Enrollment], data: Mapping[str, Any]) -> Send | None:
    """The same send once more. `data`: `of` (journey, key, entry, step, visit) and `again`, the how manieth time.

    None when it is not wanted any more: the passage has ended early, or its step is gone; the message stays dropped.
    """
    journey_id, key, entry, step_id, visit = data["of"]
    journey = journeys.get(journey_id)
    step = journey.step_at(step_id) if journey else None
    passage = next((e for e in known if (e.journey, e.key, e.entry) == (journey_id, key, entry)), None)
    if journey is None or passage is None or passage.stage not in (Stage.LIVE, Stage.DONE):
        return None
    if not isinstance(step, SendResponse):
        return None
    category = journey.policy.category
    return Send(passage, step_id, visit, step.utter, category, step.reads, step.expires, again=int(data["again"]))
