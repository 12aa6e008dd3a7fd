"""Everything that the sources say, sorted by kind; a shop's own words win over shipped ones."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flows.engine.conditions.compile import Condition, compile_condition
from flows.engine.conditions.grammar import ConditionWrong
from flows.engine.faults import FaultList, Place
from flows.engine.yamltext import Map

BUILT_IN, SHIPPED, OWN = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One named thing as it was written. `origin` is BUILT_IN, SHIPPED or OWN."""

    name: str
    value: Any
    place: Place
    origin: int


@dataclass(slots=True)
class Book:
    """The sources, sorted; filled by `gather.py`, read by everybody else."""

    faults: FaultList = field(default_factory=FaultList)
    flows: dict[str, Entry] = field(default_factory=dict)
    slots: dict[str, Entry] = field(default_factory=dict)
    responses: dict[str, Entry] = field(default_factory=dict)
    journeys: dict[str, Entry] = field(default_factory=dict)
    templates: dict[str, Entry] = field(default_factory=dict)
    template_overlays: dict[str, dict[str, Entry]] = field(default_factory=dict)  # by language
    intents: dict[str, Place] = field(default_factory=dict)
    actions: dict[str, Place] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)
    overlays: dict[str, dict[str, Entry]] = field(default_factory=dict)
    keywords: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    synonyms: dict[str, dict[str, dict[str, list[str]]]] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    languages: dict[str, Place] = field(default_factory=dict)
    partial: set[str] = field(default_factory=set)  # languages that say the most important things only
    overridden: list[str] = field(default_factory=list)
    replaced: list[tuple[Entry, Entry]] = field(default_factory=list)  # what is shipped, and the shop's own instead
    conditions: list[tuple[str, Place, str]] = field(default_factory=list)  # the last: `flow` or `journey`

    def add(self, section: dict[str, Entry], entry: Entry, label: str = "") -> None:
        """Keep an entry: own over shipped over built-in; twice from one origin is a fault."""
        old = section.get(entry.name)
        if old is not None and old.origin == entry.origin:
            where = f"{old.place.path}:{old.place.line}"
            self.faults.error(entry.place, f"{label or entry.name} is defined twice (also at {where})")
            return
        if old is not None and {old.origin, entry.origin} == {SHIPPED, OWN}:
            self.overridden.append(label or entry.name)
            self.replaced.append((old, entry) if entry.origin == OWN else (entry, old))
        if old is None or entry.origin > old.origin:
            section[entry.name] = entry

    def says(self, utter: str) -> bool:
        """Whether there is a response of this name, be it only in a language file."""
        return utter in self.responses or any(utter in entries for entries in self.overlays.values())

    def condition(self, value: Any, place: Place, of: str = "flow") -> Condition:
        """Compile a condition of a flow or a journey; one that cannot be read is a fault and never holds."""
        if isinstance(value, bool):
            return compile_condition(value)
        try:
            condition = compile_condition(str(value))
        except ConditionWrong as wrong:
            self.faults.error(place, f"the condition cannot be read: {wrong}")
            return compile_condition(False)
        self.conditions.append((str(value), place, of))
        return condition

    def known_keys(self, value: Map, known: Iterable[str], what: str) -> None:
        """A fault for every key that means nothing here."""
        for key in value:
            if key not in known:
                self.faults.error(value.at(key), f"`{key}` means nothing in {what}")
