"""A step that lets time pass: so long, until a time of the contact's day, until something happens."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import ClassVar

from flows.engine.faults import Place
from flows.engine.flow import Branch
from flows.engine.journeys.enrollment import Happening
from flows.engine.journeys.spans import LONGEST, SpanWrong, next_at, parse_span, parse_time, zone_of
from flows.engine.journeys.walk import Walk
from flows.engine.reading.part import Part
from flows.engine.yamltext import Items, Map

_KEYS = frozenset({"for", "until_local", "until", "restart_on"})


@dataclass(frozen=True, slots=True)
class Wait:
    """`context.outcome` is the event that ended it, or `timeout`, which for an event alone comes after LONGEST."""

    id: str
    next: tuple[Branch, ...]
    place: Place
    span: timedelta = timedelta(0)
    local: time | None = None
    until: tuple[str, ...] = ()
    restart_on: tuple[str, ...] = ()

    KEYS: ClassVar[frozenset[str]] = frozenset({"wait"})

    @classmethod
    def read(cls, part: Part) -> "Wait":
        """`wait: {for: 1h, until_local: "18:00", until: [message.in], restart_on: cart.updated}`."""
        body = part.body.get("wait")
        if not isinstance(body, Map):
            part.error("wait", "`wait` takes `for`, `until_local`, `until` and `restart_on`")
            return cls(part.id, part.next, part.place)
        part.known.book.known_keys(body, _KEYS, "a `wait`")
        span, local = timedelta(0), None
        try:
            span = parse_span(body["for"]) if "for" in body else span
            local = parse_time(body["until_local"]) if "until_local" in body else None
        except SpanWrong as wrong:
            part.error("wait", str(wrong))
        until, restart_on = _names(part, body, "until"), _names(part, body, "restart_on")
        if "for" not in body and "until_local" not in body and not until:
            part.error("wait", "a `wait` needs an end: `for`, `until_local` or `until`")
        if "for" not in body and "until_local" not in body:
            span = LONGEST
        if restart_on and "for" not in body:
            part.error("wait", "`restart_on` begins `for` anew: say for how long")
        return cls(part.id, part.next, part.place, span, local, until, restart_on)

    def enter(self, walk: Walk) -> None:
        walk.wait("wait", self._ends(walk), self.until)

    def hear(self, walk: Walk, happening: Happening) -> None:
        if happening.name == "timer":
            walk.move_on(self, "timeout")
        elif happening.name in self.until:
            walk.remember(heard=dict(happening.data))
            walk.move_on(self, happening.name)
        elif happening.name in self.restart_on:
            walk.remember(event={**walk.enrollment.context.get("event", {}), **happening.data})
            self.enter(walk)

    def _ends(self, walk: Walk) -> datetime:
        passed = walk.now + self.span
        return passed if self.local is None else next_at(passed, self.local, zone_of(walk.facts.timezone))


def _names(part: Part, body: Map, key: str) -> tuple[str, ...]:
    """One event or a list of them."""
    value = body.get(key)
    listed = value if isinstance(value, Items) else [] if value is None else [value]
    for each in listed:
        if not isinstance(each, str) or not each:
            part.error("wait", f"`{key}` takes names of events")
    return tuple(str(each) for each in listed)
