"""A compiled journey: what begins it, what ends it, what it may cost the contact's attention, and its steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from flows.engine.conditions.compile import Condition
from flows.engine.faults import Place
from flows.engine.flow import Branch

if TYPE_CHECKING:
    from flows.engine.journeys.enrollment import Happening
    from flows.engine.journeys.walk import Walk

MARKETING, UTILITY, SERVICE = "marketing", "utility", "service"
PURPOSES: Mapping[str, str] = {MARKETING: "offers", UTILITY: "updates", SERVICE: ""}  # what consent is for


class JourneyStep(Protocol):
    """One node. `enter` when the journey arrives; `hear` when something happens while it waits there."""

    @property
    def id(self) -> str: ...
    @property
    def next(self) -> tuple[Branch, ...]: ...
    @property
    def place(self) -> Place: ...

    def enter(self, walk: "Walk") -> None: ...
    def hear(self, walk: "Walk", happening: "Happening") -> None: ...


@dataclass(frozen=True, slots=True)
class On:
    """An event, and what must hold of it. `goal` names what an exit has reached."""

    event: str
    place: Place
    condition: Condition | None = None
    text: str = ""
    goal: str = ""


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many messages of a category within so long."""

    most: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Policy:
    """When and how often it may speak. `priority`: the higher one goes first."""

    category: str = UTILITY
    quiet: tuple[time, time] | None = None
    caps: tuple[Cap, ...] = ()
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Reentry:
    """Whether the same key may be triggered again: `never`, `always`, `replace`, or `after` a while."""

    how: str = "always"
    after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Journey:
    """`key` is the path of the value that there is one live enrollment for; without one, there is one a contact."""

    id: str
    triggers: tuple[On, ...]
    steps: Mapping[str, JourneyStep]
    first: str
    place: Place
    key: tuple[str, ...] = ()
    exits: tuple[On, ...] = ()
    reentry: Reentry = Reentry()
    policy: Policy = Policy()
    holdout: float = 0.0  # share, 0–1
    description: str = ""
    moved: Mapping[str, str] = field(default_factory=dict)
    on_missing: str = "exit"
    origin: int = 1
    off: str = ""  # why it is switched off: nobody begins it, and whoever is under way leaves

    def step_at(self, step_id: str) -> JourneyStep | None:
        """The step, following `moved:`; None when it is gone."""
        seen: set[str] = set()
        while step_id not in self.steps and step_id in self.moved and step_id not in seen:
            seen.add(step_id)
            step_id = self.moved[step_id]
        return self.steps.get(step_id)

    def policy_at(self, step_id: str) -> Policy:
        """The policy, with the quiet hours of the step where it has some of its own."""
        quiet = getattr(self.step_at(step_id), "quiet", None)
        return self.policy if quiet is None else replace(self.policy, quiet=quiet)

    def key_of(self, data: Mapping[str, Any]) -> str | None:
        """The value of the key in an event; `-` where there is no key, None when the event lacks it."""
        if not self.key:
            return "-"
        value: Any = data
        for name in self.key:
            if not isinstance(value, Mapping) or value.get(name) in (None, ""):
                return None
            value = value[name]
        return str(value)[:100]
