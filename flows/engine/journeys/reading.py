"""Journeys as they are written (top key `journeys:`)."""

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

from flows.engine.flow import END
from flows.engine.journeys.caps import CapWrong, parse_cap
from flows.engine.journeys.journey import MARKETING, SERVICE, UTILITY, Cap, Journey, JourneyStep, On, Policy, Reentry
from flows.engine.journeys.spans import SpanWrong, parse_range, parse_span
from flows.engine.journeys.steps import JOURNEY_STEPS
from flows.engine.reading.book import Entry
from flows.engine.reading.part import Known
from flows.engine.reading.steps import ID, StepReader
from flows.engine.yamltext import Items, Map

_KEYS = {"description", "trigger", "key", "reentry", "exit", "policy", "holdout", "steps", "moved", "on_missing"}
_POLICY = {"category", "quiet_hours", "cap", "priority"}
_NEED_ID = ("wait", "call", "send", "split", "fetch")
_CATEGORIES = (UTILITY, MARKETING, SERVICE)
CAPS: dict[str, tuple[Cap, ...]] = {  # what `cap: marketing` stands for
    "marketing": (Cap(1, timedelta(hours=12)), Cap(3, timedelta(days=7))),
}


def read_journeys(known: Known) -> dict[str, Journey]:
    """All journeys by id."""
    return {entry.name: _JourneyReader(known, entry).read() for entry in known.book.journeys.values()}


class _JourneyReader(StepReader[JourneyStep]):
    """Reads one journey."""

    of = "journey"

    def __init__(self, known: Known, entry: Entry) -> None:
        super().__init__(known, entry, JOURNEY_STEPS, _NEED_ID)

    def read(self) -> Journey:
        body, entry = self.entry.value, self.entry
        if not ID.fullmatch(entry.name):
            self.faults.error(entry.place, f"`{entry.name}` is no id: letters, digits, `_` and `-` only")
        if not isinstance(body, Map):
            self.faults.error(entry.place, f"journey {entry.name} needs `trigger:` and `steps:`")
            return Journey(entry.name, (), {}, END, entry.place, origin=entry.origin)
        self.known.book.known_keys(body, _KEYS, f"journey {entry.name}")
        first = self._read_steps(body)
        triggers = tuple(self._events(body, "trigger"))
        if not triggers:
            self.faults.error(body.at("trigger"), f"journey {entry.name} needs a `trigger: {{event: …}}`")
        return Journey(
            id=entry.name,
            triggers=triggers,
            steps=self.steps,
            first=first,
            place=entry.place,
            key=self._key(body),
            exits=tuple(self._events(body, "exit")),
            reentry=self._reentry(body),
            policy=self._policy(body),
            holdout=self._holdout(body),
            description=str(body.get("description") or ""),
            moved=self._moved(body),
            on_missing=self._one_of(body, "on_missing", ("exit", "restart")),
            origin=entry.origin,
        )

    def _events(self, body: Map, key: str) -> Iterator[On]:
        """One `{event, if, goal}` or a list of them."""
        value = body.get(key)
        for number, item in enumerate(value if isinstance(value, Items) else [] if value is None else [value]):
            at = value.at(number) if isinstance(value, Items) else body.at(key)
            if isinstance(item, str):
                yield On(item, at)
                continue
            if not isinstance(item, Map) or not isinstance(item.get("event"), str):
                self.faults.error(at, f"`{key}` names an event: `{{event: order.placed}}`")
                continue
            known = {"event", "if", "goal"} if key == "exit" else {"event", "if"}
            self.known.book.known_keys(item, known, f"a `{key}`")
            told = item.get("if")
            condition = None if told is None else self.known.book.condition(told, item.at("if"), self.of)
            yield On(item["event"], at, condition, "" if told is None else str(told), str(item.get("goal") or ""))

    def _key(self, body: Map) -> tuple[str, ...]:
        key = body.get("key")
        if key is None:
            return ()
        if not isinstance(key, str) or not key.startswith("event.") or key == "event.":
            self.faults.error(body.at("key"), "`key` is a value of the event, such as `event.order_id`")
            return ()
        return tuple(key.split(".")[1:])

    def _reentry(self, body: Map) -> Reentry:
        told = body.get("reentry", "always")
        if isinstance(told, Map) and set(told) == {"after"}:
            return Reentry("after", self._span(told, "after"))
        if told not in ("never", "always", "replace"):
            self.faults.error(body.at("reentry"), "`reentry` is never, always, replace or {after: 3d}")
            return Reentry()
        return Reentry(str(told))

    def _policy(self, body: Map) -> Policy:
        told = body.get("policy", Map(self.entry.place.path, self.entry.place.line))
        if not isinstance(told, Map):
            self.faults.error(body.at("policy"), "`policy` takes `category`, `quiet_hours`, `cap` and `priority`")
            return Policy()
        self.known.book.known_keys(told, _POLICY, "a `policy`")
        category = self._one_of(told, "category", _CATEGORIES)
        priority = told.get("priority", 0)
        if not isinstance(priority, int):
            self.faults.error(told.at("priority"), "`priority` is a whole number")
            priority = 0
        return Policy(category, self._quiet(told), self._caps(told), priority)

    def _quiet(self, told: Map) -> tuple[time, time] | None:
        if "quiet_hours" not in told:
            return None
        try:
            return parse_range(told["quiet_hours"])
        except SpanWrong as wrong:
            self.faults.error(told.at("quiet_hours"), str(wrong))
            return None

    def _caps(self, told: Map) -> tuple[Cap, ...]:
        """A name of CAPS, or a list such as `[1 per 12h, 3 per 7d]`."""
        value = told.get("cap")
        if value is None:
            return ()
        if isinstance(value, str) and value in CAPS:
            return CAPS[value]
        caps = []
        for each in value if isinstance(value, Items) else [value]:
            try:
                caps.append(parse_cap(each))
            except CapWrong:
                self.faults.error(told.at("cap"), f"`{each}` is no cap: write `marketing` or `[1 per 12h, 3 per 7d]`")
        return tuple(caps)

    def _holdout(self, body: Map) -> float:
        told = str(body.get("holdout", "0%"))
        share = told.removesuffix("%")
        if not told.endswith("%") or not share.replace(".", "", 1).isdigit() or not 0 <= float(share) <= 50:
            self.faults.error(body.at("holdout"), "`holdout` is a share from 0% to 50%")
            return 0.0
        return float(share) / 100

    def _span(self, body: Map, key: str) -> timedelta:
        try:
            return parse_span(body[key])
        except SpanWrong as wrong:
            self.faults.error(body.at(key), str(wrong))
            return timedelta(0)

    def _one_of(self, body: Map, key: str, choices: tuple[str, ...]) -> str:
        """The first is what is meant when nothing is said."""
        value: Any = body.get(key, choices[0])
        if value not in choices:
            self.faults.error(body.at(key), f"`{key}` is {', '.join(choices[:-1])} or {choices[-1]}")
            return choices[0]
        return str(value)
