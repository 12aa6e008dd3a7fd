"""What flows are made of, small enough to be written down: two of them tell what a change does, and to whom."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Any

from flows.engine.flow import Flow, said_by
from flows.engine.flowset import FlowSet
from flows.engine.journeys.journey import Journey
from flows.engine.responses import Response

FACT = "flows.running"  # the outline of what runs, for whoever asks from a terminal
_SKIPPED = ("place", "condition", "rejections", "next")


@dataclass(frozen=True, slots=True)
class Step:
    """What it does, and what it says, as digests."""

    does: str
    says: str


@dataclass(frozen=True, slots=True)
class Script:
    """A flow or a journey. `missing`: what becomes of people whose step is gone."""

    steps: Mapping[str, Step]
    moved: Mapping[str, str]
    missing: str = "again"


@dataclass(frozen=True, slots=True)
class Outline:
    """All of them, and the templates that they need."""

    flows: Mapping[str, Script]
    journeys: Mapping[str, Script]
    templates: Mapping[str, str]

    def to_json(self) -> str:
        """As it is written down."""
        told = {name: {i: _plain(each) for i, each in getattr(self, name).items()} for name in ("flows", "journeys")}
        return json.dumps({**told, "templates": dict(self.templates)}, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Outline":
        """The inverse."""
        told = json.loads(text)
        flows, journeys = ({i: _script(each) for i, each in told[name].items()} for name in ("flows", "journeys"))
        return cls(flows, journeys, told["templates"])


@dataclass(frozen=True, slots=True)
class StepChange:
    """One step. `what`: added, removed, changed or texts; `then`: what becomes of people who stand there.

    `stays`, `moved` (to `target`), `again` (the first question without an answer), `restart`, `ended`.
    """

    step: str
    what: str
    then: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class ScriptChange:
    """One flow or journey (`kind`). `what`: added, removed or changed."""

    kind: str
    id: str
    what: str
    steps: tuple[StepChange, ...] = ()


def outline_of(flows: FlowSet) -> Outline:
    """What these flows are made of."""
    says = {name: _digest(_texts(each)) for name, each in flows.responses.items()}
    journeys: Mapping[str, Journey] = {**flows.asleep, **flows.journeys}
    return Outline(
        {name: _outlined(flow, says, "again") for name, flow in flows.flows.items()},
        {
            name: _outlined(each, says, "restart" if each.on_missing == "restart" else "ended")
            for name, each in journeys.items()
        },
        {name: _digest(repr(_worded(contract))) for name, contract in flows.templates.items()},
    )


def compare(running: Outline, fresh: Outline) -> list[ScriptChange]:
    """What is different, flows before journeys."""
    return [
        change
        for kind, old, new in (("flow", running.flows, fresh.flows), ("journey", running.journeys, fresh.journeys))
        for name in sorted({*old, *new})
        if (change := _compared(kind, name, old.get(name), new.get(name))) is not None
    ]


def needs_restart(running: Outline, fresh: Outline) -> list[str]:
    """The templates that were changed: who submits and chooses them is made at the start."""
    names = {*running.templates, *fresh.templates}
    return sorted(name for name in names if running.templates.get(name) != fresh.templates.get(name))


def _compared(kind: str, name: str, old: Script | None, new: Script | None) -> ScriptChange | None:
    if old is None:
        return ScriptChange(kind, name, "added")
    if new is None:
        gone = tuple(StepChange(step, "removed", "ended") for step in old.steps)
        return ScriptChange(kind, name, "removed", gone)
    steps = tuple(_steps(old, new))
    return ScriptChange(kind, name, "changed", steps) if steps else None


def _steps(old: Script, new: Script) -> Iterator[StepChange]:
    for step, was in old.steps.items():
        now = new.steps.get(step)
        if now is None:
            target = _target(new, step)
            yield StepChange(step, "removed", "moved" if target else new.missing, target)
        elif now.does != was.does:
            yield StepChange(step, "changed", "stays")
        elif now.says != was.says:
            yield StepChange(step, "texts", "stays")
    for step in new.steps:
        if step not in old.steps:
            yield StepChange(step, "added", "stays")


def _target(script: Script, step: str) -> str:
    """Where `moved:` leads in the end; empty where it does not."""
    seen: set[str] = set()
    while step not in script.steps and step in script.moved and step not in seen:
        seen.add(step)
        step = script.moved[step]
    return step if step in script.steps else ""


def _outlined(script: Flow | Journey, says: Mapping[str, str], missing: str) -> Script:
    steps = {name: Step(_digest(_does(step)), _says(step, says)) for name, step in script.steps.items()}
    return Script(steps, dict(script.moved), missing)


def _does(step: Any) -> str:
    names = [each.name for each in fields(step) if each.name not in _SKIPPED]
    ways = [(branch.target, branch.text) for branch in step.next]
    refused = [each.utter for each in getattr(step, "rejections", ())]
    return repr([type(step).__name__, *((name, getattr(step, name)) for name in names), ways, refused])


def _says(step: Any, says: Mapping[str, str]) -> str:
    named = said_by(step) if hasattr(step, "name") or hasattr(step, "slot") else [getattr(step, "utter", "")]
    return _digest("".join(says.get(each, "") for each in named if each))


def _texts(response: Response) -> str:
    variations = [
        (each.id, each.condition is None, each.texts, each.image, each.attachment, each.list_label, each.metadata)
        for each in response.variations
    ]
    buttons = [(one.key, _titles(one.titles)) for each in response.variations for one in each.buttons]
    overlays = [(code, o.texts, o.by_id, _titles(o.titles)) for code, o in response.overlays.items()]
    return repr([variations, buttons, overlays])


def _titles(titles: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return [(key, each.title, each.description) for key, each in titles.items()]


def _worded(contract: Any) -> Any:
    said = [
        (code, each.header, each.media, each.body, each.footer, [(b.kind, b.title, b.target) for b in each.buttons])
        for code, each in contract.wordings.items()
    ]
    return [contract.category, said, [(each.name, each.kind) for each in contract.variables.values()]]


def _plain(script: Script) -> list[Any]:
    return [{name: [step.does, step.says] for name, step in script.steps.items()}, dict(script.moved), script.missing]


def _script(told: list[Any]) -> Script:
    steps, moved, missing = told
    return Script({name: Step(*each) for name, each in steps.items()}, moved, missing)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:10]
