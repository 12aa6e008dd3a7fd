"""Flows as they are written: nested steps are laid flat, every step gets a stable id."""

from collections.abc import Iterator
from typing import Any

from flows.engine.flow import END, Flow, Step
from flows.engine.flowset import Trigger
from flows.engine.reading.book import Entry
from flows.engine.reading.part import Known
from flows.engine.reading.steps import ID, StepReader
from flows.engine.steps import STEPS
from flows.engine.steps.collect import Collect
from flows.engine.yamltext import Items, Map

_KEYS = {"description", "name", "if", "nlu_trigger", "always_include_in_prompt", "persisted_slots"}
_KEYS |= {"run_pattern_completed", "translation", "steps", "moved", "gives_way"}
_NEED_ID = ("collect", "call")


def read_flows(known: Known) -> dict[str, Flow]:
    """All flows by id."""
    return {entry.name: _FlowReader(known, entry).read() for entry in known.book.flows.values()}


def read_triggers(known: Known) -> tuple[Trigger, ...]:
    """Which intents start which flows; the shop's own first."""
    entries = sorted(known.book.flows.values(), key=lambda entry: -entry.origin)
    return tuple(trigger for entry in entries for trigger in _triggers(known, entry))


def _triggers(known: Known, entry: Entry) -> Iterator[Trigger]:
    listed = entry.value.get("nlu_trigger") if isinstance(entry.value, Map) else None
    if listed is None:
        return
    if not isinstance(listed, Items):
        known.book.faults.error(entry.value.at("nlu_trigger"), "`nlu_trigger` is a list of `- intent: …`")
        return
    for number, item in enumerate(listed):
        intent = item.get("intent") if isinstance(item, Map) else item
        threshold: Any = intent.get("confidence_threshold", 0.0) if isinstance(intent, Map) else 0.0
        name = str(intent.get("name") if isinstance(intent, Map) else intent)
        if name not in known.book.intents:
            known.book.faults.error(listed.at(number), f"there is no intent `{name}`: give it examples in `nlu:`")
        if not isinstance(threshold, int | float) or not 0 <= threshold <= 1:
            known.book.faults.error(listed.at(number), "`confidence_threshold` is a number from 0 to 1")
            threshold = 0.0
        yield Trigger(entry.name, name, float(threshold))


class _FlowReader(StepReader[Step]):
    """Reads one flow."""

    def __init__(self, known: Known, entry: Entry) -> None:
        super().__init__(known, entry, STEPS, _NEED_ID)

    def read(self) -> Flow:
        body, entry = self.entry.value, self.entry
        if not ID.fullmatch(entry.name):
            self.faults.error(entry.place, f"`{entry.name}` is no id: letters, digits, `_` and `-` only")
        if not isinstance(body, Map):
            self.faults.error(entry.place, f"flow {entry.name} needs `description:` and `steps:`")
            return Flow(entry.name, {}, END, entry.place, origin=entry.origin)
        self.known.book.known_keys(body, _KEYS, f"flow {entry.name}")
        if not body.get("description"):
            self.faults.error(entry.place, f"flow {entry.name} needs a `description:`")
        first = self._read_steps(body)
        guard = body.get("if")
        return Flow(
            id=entry.name,
            steps=self.steps,
            first=first,
            place=entry.place,
            name=str(body.get("name") or ""),
            names=self._names(body),
            description=str(body.get("description") or ""),
            guard=None if guard is None else self.known.book.condition(guard, body.at("if")),
            persisted=frozenset(self._persisted(body)),
            completes=body.get("run_pattern_completed") is not False,
            gives_way=self._gives_way(body),
            moved=self._moved(body),
            origin=entry.origin,
        )

    def _persisted(self, body: Map) -> Iterator[str]:
        listed = body.get("persisted_slots")
        if isinstance(listed, Items):
            for number, name in enumerate(listed):
                if name not in self.known.slots:
                    self.faults.error(listed.at(number), f"there is no slot `{name}`")
                yield str(name)
        yield from (step.slot for step in self.steps.values() if isinstance(step, Collect) and step.persists)

    def _names(self, body: Map) -> dict[str, str]:
        translation = body.get("translation")
        if not isinstance(translation, Map):
            return {}
        return {code: str(words["name"]) for code, words in translation.items()
                if isinstance(words, Map) and words.get("name")}  # fmt: skip

    def _gives_way(self, body: Map) -> bool:
        value = body.get("gives_way", False)
        if not isinstance(value, bool):
            self.faults.error(body.at("gives_way"), "`gives_way` is true or false")
        elif value and self.entry.name.startswith("pattern_"):
            self.faults.error(body.at("gives_way"), "a pattern stands above what is open: it never gives way")
        return value is True
