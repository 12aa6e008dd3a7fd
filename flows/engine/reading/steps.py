"""Steps as they are written, of flows and of journeys: nested ones are laid flat, each gets a stable id."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar

from flows.engine.faults import Place
from flows.engine.flow import END, Branch
from flows.engine.reading.book import OWN, Entry
from flows.engine.reading.part import Known, Part
from flows.engine.yamltext import Items, Map

ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_STEP_KEYS = {"id", "next", "metadata", "description"}


Kept = TypeVar("Kept")


class StepReader(Generic[Kept]):
    """Reads the steps of one flow or journey; ids are given before targets are looked up."""

    of = "flow"

    def __init__(self, known: Known, entry: Entry, kinds: Mapping[str, Any], need_id: tuple[str, ...]) -> None:
        self.known, self.entry, self.faults = known, entry, known.book.faults
        self.kinds, self.need_id = kinds, need_id
        self.ids: dict[int, str] = {}
        self.steps: dict[str, Kept] = {}

    def _read_steps(self, body: Map) -> str:
        steps = body.get("steps")
        if not isinstance(steps, Items) or not steps:
            self.faults.error(body.at("steps"), f"{self.entry.name} needs at least one step")
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
            if name == END or not ID.fullmatch(name):
                self.faults.error(body.at("id"), f"`{name}` cannot be a step id: letters, digits, `_`, `-`")
            taken.setdefault(name, body.at("id"))
        seen: Counter[str] = Counter()
        for body in bodies:
            if id(body) not in self.ids:
                self.ids[id(body)] = self._derived_id(body, seen, taken)

    def _derived_id(self, body: Map, seen: Counter[str], taken: Mapping[str, Place]) -> str:
        kind = next((kind for kind in self.kinds if kind in body), "step")
        if kind in self.need_id and self.entry.origin == OWN:
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
        kinds = [kind for kind in self.kinds if kind in body]
        if len(kinds) != 1:
            listed = ", ".join(self.kinds)
            has = f"; this one has {', '.join(f'`{key}`' for key in kinds or body)}" if body else ""
            self.faults.error(body.place, f"a step has exactly one of {listed}{has}")
            return
        kind = self.kinds[kinds[0]]
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
                condition = self.known.book.condition(item["if"], item.at("if"), self.of)
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
