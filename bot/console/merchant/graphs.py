"""Flows and journeys as merchants read them: steps with what they say, and ways with their conditions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.console.charts.flowmap import Way
from flows.engine.flow import END, Branch, Flow, said_by
from flows.engine.flowset import FlowSet
from flows.engine.journeys.journey import Journey
from flows.engine.responses import Response

KINDS = {
    "Collect": "ask",
    "Action": "do",
    "SetSlots": "set",
    "Call": "call",
    "Link": "go",
    "Noop": "branch",
    "Wait": "wait",
    "SendResponse": "send",
    "Split": "split",
    "EmitEvent": "emit",
    "FetchFrom": "fetch",
}
_LONGEST_CONDITION = 80


@dataclass(frozen=True, slots=True)
class Said:
    """One way to say a response: its words, and what can be tapped below."""

    text: str
    choices: tuple[str, ...] = ()
    condition: str = ""


@dataclass(frozen=True, slots=True)
class StepView:
    """One step. `kind` is a word of KINDS or `say`; `about` names what it is about (a slot, an action, a flow)."""

    id: str
    kind: str
    about: str
    said: tuple[Said, ...] = ()
    utters: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The first of what it says."""
        return self.said[0].text if self.said else ""


def list_steps(flows: FlowSet, script: Flow | Journey, language: str) -> list[StepView]:
    """Every step of a flow or journey, with its texts in one language."""
    return [_view(flows, step, language) for step in script.steps.values()]


def list_ways(script: Flow | Journey, otherwise: str) -> list[Way]:
    """Every way from step to step; the last of several without a condition is called `otherwise`."""
    ways = []
    for step in script.steps.values():
        branches: Sequence[Branch] = step.next
        for branch in branches:
            label = plain_condition(branch.text) if branch.condition else otherwise if len(branches) > 1 else ""
            ways.append(Way(step.id, branch.target, label))
    return ways


def has_end(ways: Sequence[Way]) -> bool:
    """Whether some way leads to the end."""
    return any(way.end == END for way in ways)


def plain_condition(text: str) -> str:
    """`slots.match_count > 0` → `match count > 0`."""
    told = text
    for prefix in ("slots.", "context.", "event."):
        told = told.replace(prefix, "")
    told = told.replace("_", " ").replace('"', "")
    return told if len(told) <= _LONGEST_CONDITION else told[: _LONGEST_CONDITION - 1] + "…"


def words_of(text: str) -> str:
    """`action_skin_routine` → `skin routine`."""
    return text.removeprefix("action_").removeprefix("utter_").replace("_", " ").strip()


def utters_of(step: Any) -> tuple[str, ...]:
    """The responses that a step of a flow or of a journey says by name."""
    if hasattr(step, "name") or hasattr(step, "slot"):
        return tuple(dict.fromkeys(said_by(step)))
    utter = str(getattr(step, "utter", ""))
    return (utter,) if utter else ()


def _view(flows: FlowSet, step: Any, language: str) -> StepView:
    kind, utters = KINDS.get(type(step).__name__, "do"), utters_of(step)
    if kind == "do" and utters:
        kind = "say"
    return StepView(step.id, kind, _about(flows, step, language), tuple(_said(flows, utters[:1], language)), utters)


def _about(flows: FlowSet, step: Any, language: str) -> str:
    """What a step is about, in words."""
    kind = KINDS.get(type(step).__name__, "")
    if kind in ("call", "go"):
        return flows.name_of(step.flow, language)
    return _ABOUT[kind](step) if kind in _ABOUT else words_of(step.id)


def _arms(step: Any) -> str:
    total = sum(weight for _, weight in step.arms) or 1
    return " / ".join(f"{arm} {weight / total:.0%}" for arm, weight in step.arms)


def _span(step: Any) -> Iterator[str]:
    if seconds := int(step.span.total_seconds()):
        for length, unit in ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
            if seconds % length == 0:
                yield f"{seconds // length} {unit}"
                break
    if step.local is not None:
        yield f"{step.local:%H:%M}"


_ABOUT: Mapping[str, Callable[[Any], str]] = {
    "ask": lambda step: str(step.description or words_of(step.slot)),
    "set": lambda step: ", ".join(words_of(name) for name, _ in step.values),
    "wait": lambda step: ", ".join([*_span(step), *step.until]),
    "split": _arms,
    "emit": lambda step: str(step.event),
    "fetch": lambda step: str(step.save),
    "do": lambda step: words_of(step.name),
}


def _said(flows: FlowSet, utters: Sequence[str], language: str) -> Iterator[Said]:
    for utter in utters:
        response: Response | None = flows.responses.get(utter)
        if response is None:
            continue
        for number, variation in enumerate(response.variations):
            reply = response.render(number, lambda name: f"{{{name}}}", language)
            choices = tuple(button.title for button in reply.buttons)
            yield Said(reply.text, choices, "" if variation.condition is None else "if")


def languages_of(languages: Sequence[str], wished: str, reader: str) -> str:
    """The language to show texts in: what was asked for, else the reader's, else the shop's first."""
    wishes: Mapping[str, None] = dict.fromkeys((wished, reader, *languages))
    return next(each for each in wishes if each in languages)
