"""A step that says something: a response, which outside of the 24-hour window goes out as its template."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from typing import ClassVar, TypeVar

from flows.engine.faults import Place
from flows.engine.flow import Branch
from flows.engine.journeys.attention import weigh
from flows.engine.journeys.effects import Outcome, Send
from flows.engine.journeys.enrollment import Happening
from flows.engine.journeys.spans import SpanWrong, parse_range, parse_span
from flows.engine.journeys.walk import Walk
from flows.engine.reading.part import Part
from flows.engine.yamltext import Items

Span = TypeVar("Span")


@dataclass(frozen=True, slots=True)
class SendResponse:
    """`reads` name what is looked up for the text, and must still be true when it goes out.

    `quiet` hours of its own go before the journey's. `context.outcome` is `sent` (it is on its way) or `suppressed`.
    """

    id: str
    next: tuple[Branch, ...]
    place: Place
    utter: str
    reads: tuple[str, ...] = ()
    expires: timedelta | None = None
    quiet: tuple[time, time] | None = None

    KEYS: ClassVar[frozenset[str]] = frozenset({"send", "reads", "expires", "quiet_hours"})

    @classmethod
    def read(cls, part: Part) -> "SendResponse":
        """`send: utter_x`, `reads: [order]`, `expires: 12h`, `quiet_hours: "21:00-08:00"`."""
        utter = part.name("send")
        if utter and not part.known.book.says(utter):
            part.error("send", f"there is no response `{utter}`")
        listed = part.body.get("reads")
        reads = tuple(str(each) for each in (listed if isinstance(listed, Items) else [listed] if listed else []))
        known = part.known.readings
        if known is not None and (strange := sorted({*reads} - known)):
            there = ", ".join(sorted(known))
            part.error("reads", f"there is no reading `{strange[0]}`; there are {there}")
        expires = _span_of(part, "expires", parse_span)
        quiet = _span_of(part, "quiet_hours", parse_range)
        return cls(part.id, part.next, part.place, utter, reads, expires, quiet)

    def enter(self, walk: Walk) -> None:
        walk.count_visit(self.id)
        self._try(walk)

    def hear(self, walk: Walk, happening: Happening) -> None:
        if happening.name in ("timer", "send.again"):
            self._try(walk)

    def _try(self, walk: Walk) -> None:
        visit = walk.visit_of(self.id)
        if walk.enrollment.held_out:
            self._leave(walk, visit, "the contact is held out, so that the journey can be judged")
            return
        verdict = weigh(walk.journey.policy_at(self.id), walk.facts, walk.now)
        if verdict.outcome == "suppressed":
            self._leave(walk, visit, verdict.reason)
        elif verdict.outcome == "deferred":
            walk.wait("send", verdict.until)
            said = Outcome(walk.enrollment, self.id, visit, "deferred", verdict.reason, verdict.until)
            walk.effects.append(said)
        else:
            category = walk.journey.policy.category
            sent = Send(walk.enrollment, self.id, visit, self.utter, category, self.reads, self.expires)
            walk.effects.append(sent)
            walk.move_on(self, "sent")

    def _leave(self, walk: Walk, visit: int, reason: str) -> None:
        walk.effects.append(Outcome(walk.enrollment, self.id, visit, "suppressed", reason))
        walk.move_on(self, "suppressed")


def _span_of(part: Part, key: str, parse: Callable[[object], Span]) -> Span | None:
    """A property that may be missing."""
    try:
        return parse(part.body[key]) if key in part.body else None
    except SpanWrong as wrong:
        part.error(key, str(wrong))
        return None
