"""One enrollment while it takes its steps: a private, changeable copy, and the effects so far."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zlib import crc32

from flows.engine.flow import END, Branch
from flows.engine.journeys.effects import JourneyEffect
from flows.engine.journeys.enrollment import Enrollment, Facts, Happening, Stage
from flows.engine.journeys.journey import Journey, JourneyStep

MOST_STEPS = 100  # in one go


class Walk:
    """`enrollment` is replaced with every step; `effects` grow."""

    def __init__(self, journey: Journey, enrollment: Enrollment, facts: Facts, now: datetime) -> None:
        self.journey, self.facts, self.now = journey, facts, now
        self.enrollment = enrollment
        self.effects: list[JourneyEffect] = []
        self.is_answering = False  # the contact has just written: an answer is no interruption

    @property
    def scope(self) -> dict[str, Any]:
        """What conditions and texts read: `event.`, `contact.` and `context.`."""
        return scope_of(self.enrollment, self.facts)

    def go(self) -> None:
        """Take steps until one waits or none is left."""
        for _ in range(MOST_STEPS):
            if not self.enrollment.is_live or self.enrollment.waiting:
                return
            step = self.journey.step_at(self.enrollment.step)
            if self.enrollment.step == END:
                self.end(Stage.DONE, "its last step is behind it")
            elif step is None:
                self.lose()
            else:
                step.enter(self)
        if self.enrollment.is_live and not self.enrollment.waiting:
            self.end(Stage.LOST, "it goes round in circles")

    def hear(self, happening: Happening) -> None:
        """Something has happened while it waits."""
        self.is_answering = happening.name == "message.in"
        step = self.journey.step_at(self.enrollment.step)
        if step is None:
            self.lose()
            self.go()
            return
        step.hear(self, happening)
        self.go()

    def move_on(self, step: JourneyStep, outcome: str | None = None) -> None:
        """Take the way that leads on; what came of the step is `context.outcome`."""
        context = self.enrollment.context if outcome is None else {**self.enrollment.context, "outcome": outcome}
        self._change(context=context)
        target = _next_of(step.next, self.scope)
        self._change(step=target, waiting="", until=(), wake_at=None, pace=self.enrollment.pace + 1)

    def wait(self, kind: str, wake_at: datetime | None, until: tuple[str, ...] = ()) -> None:
        """Stay here until then, or until one of these events."""
        pace = self.enrollment.pace + 1
        self._change(waiting=kind, wake_at=wake_at, until=until, pace=pace)

    def remember(self, /, **context: Any) -> None:
        """Change what the enrollment knows."""
        self._change(context={**self.enrollment.context, **context})

    def count_visit(self, step: str) -> int:
        """How often this step has been come to, this time included."""
        visits = {**self.enrollment.context.get("visits", {})}
        visits[step] = visits.get(step, 0) + 1
        self.remember(visits=visits)
        return int(visits[step])

    def visit_of(self, step: str) -> int:
        """The number of the visit under way."""
        return int(self.enrollment.context.get("visits", {}).get(step, 1))

    def end(self, stage: Stage, reason: str, goal: str = "") -> None:
        """No step follows."""
        self._change(stage=stage, reason=reason, goal=goal, waiting="", until=(), wake_at=None, ended_at=self.now)

    def lose(self) -> None:
        """The step is gone: begin again where the journey says so, else leave."""
        if self.journey.on_missing == "restart" and self.enrollment.step != self.journey.first:
            self._change(step=self.journey.first, waiting="", until=(), wake_at=None, pace=self.enrollment.pace + 1)
        else:
            self.end(Stage.LOST, f"its step {self.enrollment.step} is gone")

    def chance(self, name: str) -> float:
        """A number from 0 to 1 that is always the same for this enrollment and name."""
        key = f"{self.journey.id}:{self.enrollment.key}:{self.enrollment.entry}:{name}"
        return crc32(key.encode()) / 2**32

    def _change(self, **fields: Any) -> None:
        self.enrollment = replace(self.enrollment, **fields)


def scope_of(enrollment: Enrollment, facts: Facts, event: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """`event` is what is just happening, or what the journey began with, which is always `context.began`."""
    context = dict(enrollment.context)
    return {
        **context,
        "began": context.get("event", {}),
        "key": enrollment.key,
        "event": context.get("event", {}) if event is None else event,
        "contact": facts.contact,
    }


def _next_of(branches: tuple[Branch, ...], scope: Mapping[str, Any]) -> str:
    for branch in branches:
        if branch.condition is None or branch.condition({}, scope):
            return branch.target
    return END
