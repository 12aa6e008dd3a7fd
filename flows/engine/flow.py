"""A compiled flow: its steps by id, and where each one leads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from flows.engine.conditions.compile import Condition
from flows.engine.faults import Place

if TYPE_CHECKING:
    from flows.engine.state import Frame
    from flows.engine.turn import Turn

END = "END"


@dataclass(frozen=True, slots=True)
class Branch:
    """One way on: taken when its condition holds; no condition means always."""

    target: str
    condition: Condition | None = None
    text: str = ""
    place: Place | None = None


class Step(Protocol):
    """One node of a flow. `run` does its part of the turn and moves the frame on, or waits."""

    @property
    def id(self) -> str: ...
    @property
    def next(self) -> tuple[Branch, ...]: ...
    @property
    def place(self) -> Place: ...

    def run(self, turn: "Turn", frame: "Frame") -> None: ...


@dataclass(frozen=True, slots=True)
class Flow:
    """A conversation script. `origin` is 0 for the engine's own, 1 shipped, 2 the shop's."""

    id: str
    steps: Mapping[str, Step]
    first: str
    place: Place
    name: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    guard: Condition | None = None
    guard_text: str = ""
    persisted: frozenset[str] = frozenset()
    completes: bool = True
    gives_way: bool = False  # another flow or the menu ends it instead of interrupting it
    moved: Mapping[str, str] = field(default_factory=dict)
    origin: int = 1

    @property
    def is_pattern(self) -> bool:
        """A repair pattern rather than a conversation of the shop."""
        return self.id.startswith("pattern_")

    def step_at(self, step_id: str) -> Step | None:
        """The step, following `moved:`; None when it is gone."""
        seen: set[str] = set()
        while step_id not in self.steps and step_id in self.moved and step_id not in seen:
            seen.add(step_id)
            step_id = self.moved[step_id]
        return self.steps.get(step_id)


def next_of(step: Step, slots: Mapping[str, Any], context: Mapping[str, Any]) -> str:
    """Where the conversation goes after this step."""
    for branch in step.next:
        if branch.condition is None or branch.condition(slots, context):
            return branch.target
    return END


class Leads(Protocol):
    """A step of a flow or of a journey, as far as ways are concerned."""

    @property
    def next(self) -> tuple[Branch, ...]: ...


def targets_of(step: Leads) -> Iterator[str]:
    """Every step that may follow."""
    return (branch.target for branch in step.next)


def said_by(step: Step) -> Iterator[str]:
    """The responses that a step says by name."""
    names = (getattr(step, "utter", ""), getattr(step, "name", ""), getattr(step, "refill_utter", ""))
    yield from (name for name in names if name.startswith("utter_"))
    yield from (rejection.utter for rejection in getattr(step, "rejections", ()))
