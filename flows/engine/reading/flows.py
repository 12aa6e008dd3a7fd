"""Flows as they are written: nested steps are laid flat, every step gets a stable id."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from flows.engine.faults import Place
from flows.engine.flow import END, Branch, Flow, Step
from flows.engine.flowset import Trigger
from flows.engine.reading.book import OWN, Entry
from flows.engine.reading.part import Known, Part
from flows.engine.steps import STEPS
from flows.engine.steps.collect import Collect
from flows.engine.yamltext import Items, Map

_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_KEYS = {"description", "name", "if", "nlu_trigger", "always_include_in_prompt", "persisted_slots"}
_KEYS |= {"run_pattern_completed", "translation", "steps", "moved", "gives_way"}
_STEP_KEYS = {"id", "next", "metadata", "description"}
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


class _FlowReader:
    """Reads one flow; ids are given before targets are looked up."""

    def __init__(self, known: Known, entry: Entry) -> None:
        self.known, self.entry, self.faults = known, entry, known.book.faults
        self.ids: dict[int, str] = {}
        self.steps: dict[str, Step] = {}

    def read(self) -> Flow:
        body, entry = self.entry.value, self.entry
        if not _ID.fullmatch(entry.name):
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

    def _read_steps(self, body: Map) -> str:
        steps = body.get("steps")
        if not isinstance(steps, Items) or not steps:
            self.faults.error(body.at("steps"), f"flow {self.entry.name} needs at least one step")
            return END
        self._give_ids(list(_every_step(steps)))
        return self._read_list(steps, nested=False)

    def _give_ids(self, bodies: list[Map]) -> None:
        taken: dict[str, Place] = {}
        for body in bodies:
            if body.get("id") is None:
                continue
            name = self.ids[id(body)] = str(body["id"])
            if name in taken:
                self.faults.error(body.at("id"), f"the step id `{name}` is taken (line {taken[name].line})")
            if name == END or not _ID.fullmatch(name):
                self.faults.error(body.at("id"), f"`{name}` cannot be a step id: letters, digits, `_`, `-`")
            taken.setdefault(name, body.at("id"))
        seen: Counter[str] = Counter()
        for body in bodies:
            if id(body) not in self.ids:
                self.ids[id(body)] = self._derived_id(body, seen, taken)

    def _derived_id(self, body: Map, seen: Counter[str], taken: Mapping[str, Place]) -> str:
        kind = next((kind for kind in STEPS if kind in body), "step")
        if kind in _NEED_ID and self.entry.origin == OWN:
            lost = "people lose their place when it moves"
            self.faults.warn(body.place, f"this `{kind}` has no `id`: {lost}")
        about = body.get(kind)
        if isinstance(about, Items):
            about = next(iter(about[0]), "") if about and isinstance(about[0], Map) else ""
        base = kind if kind in ("noop", "step") else f"{kind}_{about}"
        seen[base] += 1
        name = base if seen[base] == 1 else f"{base}_{seen[base]}"
        return name if name not in taken else f"{name}_{seen[base]}x"

    def _read_list(self, steps: Items, *, nested: bool) -> str:
        """Read steps that stand below each other; the id of the first."""
        bodies = [self._body(step, steps.at(number)) for number, step in enumerate(steps)]
        following = [self.ids[id(body)] if body is not None else END for body in bodies[1:]]
        for number, body in enumerate(bodies):
            if body is None:
                continue
            if number < len(following):
                self._read_step(body, following[number])
                if "link" in body:
                    self.faults.error(body.at("link"), "a `link` is the last step: nothing may stand below it")
                continue
            if nested and "next" not in body and "link" not in body:
                self.faults.error(body.place, "the last step of a branch says where to go: `next`")
            self._read_step(body, END)
        return self.ids[id(bodies[0])] if bodies[0] is not None else END

    def _body(self, step: Any, at: Place) -> Map | None:
        if isinstance(step, Map):
            return step
        self.faults.error(at, "a step is a mapping such as `- collect: size`")
        return None

    def _read_step(self, body: Map, below: str) -> None:
        kinds = [kind for kind in STEPS if kind in body]
        if len(kinds) != 1:
            listed = ", ".join(STEPS)
            has = f"; this one has {', '.join(f'`{key}`' for key in kinds or body)}" if body else ""
            self.faults.error(body.place, f"a step has exactly one of {listed}{has}")
            return
        kind = STEPS[kinds[0]]
        self.known.book.known_keys(body, kind.KEYS | _STEP_KEYS, f"a `{kinds[0]}` step")
        step_id = self.ids[id(body)]
        branches = self._branches(body, below)
        self.steps[step_id] = kind.read(Part(self.known, self.entry.name, step_id, body, branches))

    def _branches(self, body: Map, below: str) -> tuple[Branch, ...]:
        target = body.get("next")
        if target is None:
            return (Branch(below, place=body.place),)
        if not isinstance(target, Items):
            return (Branch(str(target), place=body.at("next")),)
        branches = tuple(self._conditional(target))
        if not branches or branches[-1].condition is not None:
            self.faults.error(body.at("next"), "`next` ends with an `else`")
        return branches

    def _conditional(self, listed: Items) -> Iterator[Branch]:
        for number, item in enumerate(listed):
            at = listed.at(number)
            keys = set(item) if isinstance(item, Map) else set()
            if keys == {"if", "then"}:
                condition = self.known.book.condition(item["if"], item.at("if"))
                yield Branch(self._target(item["then"], at), condition, str(item["if"]), at)
            elif keys == {"else"}:
                yield Branch(self._target(item["else"], at), place=at)
                if number < len(listed) - 1:
                    self.faults.error(at, "`else` stands last")
            else:
                self.faults.error(at, "a branch is `if` with `then`, or `else`")

    def _target(self, target: Any, at: Place) -> str:
        if isinstance(target, Items) and target:
            return self._read_list(target, nested=True)
        if not isinstance(target, str):
            self.faults.error(at, "a branch leads to a step id, `END` or a list of steps")
            return END
        return target

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

    def _moved(self, body: Map) -> dict[str, str]:
        moved = body.get("moved")
        if not isinstance(moved, Map):
            if moved is not None:
                self.faults.error(body.at("moved"), "`moved` maps old step ids to new ones")
            return {}
        for old, new in moved.items():
            if new not in self.steps and new not in moved:
                self.faults.error(moved.at(old), f"there is no step `{new}`")
            if old in self.steps:
                self.faults.error(moved.at(old), f"the step `{old}` still exists")
        return {old: str(new) for old, new in moved.items()}


def _every_step(steps: Items) -> Iterator[Map]:
    """Steps in the order of the file, nested ones too."""
    for step in steps:
        if not isinstance(step, Map):
            continue
        yield step
        branches = step.get("next")
        for branch in branches if isinstance(branches, Items) else ():
            for key in ("then", "else"):
                if isinstance(branch, Map) and isinstance(branch.get(key), Items):
                    yield from _every_step(branch[key])
