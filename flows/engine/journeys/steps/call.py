"""A step that begins a conversation and waits for its end."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

from flows.engine.faults import Place
from flows.engine.flow import Branch
from flows.engine.journeys.attention import Verdict, weigh
from flows.engine.journeys.effects import CallFlow, Outcome
from flows.engine.journeys.enrollment import Happening
from flows.engine.journeys.spans import SpanWrong, parse_span
from flows.engine.journeys.steps.emit import look
from flows.engine.journeys.walk import Walk
from flows.engine.reading.part import Part
from flows.engine.yamltext import Map

_KEYS = frozenset({"flow", "timeout", "slots"})
_ENDS = {"flow.completed": "completed", "flow.cancelled": "cancelled"}


@dataclass(frozen=True, slots=True)
class Call:
    """`context.outcome` is completed, cancelled, timeout or suppressed.

    While the contact is busy with another question it waits until that has rested. What answers a message of this
    moment waits for no quiet hours and counts against no cap.
    """

    id: str
    next: tuple[Branch, ...]
    place: Place
    flow: str
    timeout: timedelta = timedelta(days=1)
    slots: dict[str, Any] = field(default_factory=dict)  # slot → a value, or the path of one

    KEYS: ClassVar[frozenset[str]] = frozenset({"call"})

    @classmethod
    def read(cls, part: Part) -> "Call":
        """`call: {flow: cart_help, timeout: 1d, slots: {cart_id: event.cart_id}}`."""
        body = part.body.get("call")
        if not isinstance(body, Map):
            part.error("call", "`call` takes `flow`, `timeout` and `slots`")
            return cls(part.id, part.next, part.place, "")
        part.known.book.known_keys(body, _KEYS, "a `call`")
        flow = str(body.get("flow") or "")
        if flow not in part.known.book.flows:
            part.error("call", f"there is no flow `{flow}`")
        timeout = timedelta(days=1)
        try:
            timeout = parse_span(body["timeout"]) if "timeout" in body else timeout
        except SpanWrong as wrong:
            part.error("call", str(wrong))
        slots = body.get("slots")
        for name in slots if isinstance(slots, Map) else ():
            if name not in part.known.slots:
                part.error("call", f"there is no slot `{name}`")
        return cls(part.id, part.next, part.place, flow, timeout, dict(slots) if isinstance(slots, Map) else {})

    def enter(self, walk: Walk) -> None:
        walk.count_visit(self.id)
        self._try(walk)

    def hear(self, walk: Walk, happening: Happening) -> None:
        waits_to_begin = walk.enrollment.waiting == "begin"
        if happening.name == "timer":
            if waits_to_begin:
                self._try(walk)
            else:
                walk.move_on(self, "timeout")
        elif happening.name in _ENDS and happening.data.get("flow") == self.flow and not waits_to_begin:
            walk.remember(answers=dict(happening.data.get("answers") or {}))
            walk.move_on(self, _ENDS[happening.name])

    def _try(self, walk: Walk) -> None:
        visit = walk.visit_of(self.id)
        if walk.enrollment.held_out:
            self._leave(walk, visit, "the contact is held out, so that the journey can be judged")
            return
        is_answer = walk.is_answering and walk.facts.owner == "bot"
        verdict = Verdict() if is_answer else weigh(walk.journey.policy, walk.facts, walk.now)
        if verdict.outcome == "suppressed":
            self._leave(walk, visit, verdict.reason)
        elif verdict.outcome == "deferred" or self._is_busy(walk):
            until = verdict.until or walk.facts.busy_until
            why = verdict.reason or "the contact is answering something else"
            walk.wait("begin", until)
            walk.effects.append(Outcome(walk.enrollment, self.id, visit, "deferred", why, until))
        else:
            walk.wait("call", walk.now + self.timeout, tuple(_ENDS))
            given = {name: _value(each, walk.scope) for name, each in self.slots.items()}
            walk.effects.append(CallFlow(walk.enrollment, self.flow, given))

    def _is_busy(self, walk: Walk) -> bool:
        return walk.facts.busy_until is not None and walk.facts.busy_until > walk.now

    def _leave(self, walk: Walk, visit: int, reason: str) -> None:
        walk.effects.append(Outcome(walk.enrollment, self.id, visit, "suppressed", reason))
        walk.move_on(self, "suppressed")


def _value(told: Any, scope: dict[str, Any]) -> Any:
    """A path below event, contact or context is looked up; anything else is meant as it stands."""
    is_path = isinstance(told, str) and told.split(".")[0] in ("event", "contact", "context") and "." in told
    return look(scope, told) if is_path else told
