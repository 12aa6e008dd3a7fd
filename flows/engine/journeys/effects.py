"""What a journey wants done: values, carried out by the shell in the turn's own transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flows.engine.journeys.enrollment import Enrollment


@dataclass(frozen=True, slots=True)
class Send:
    """Say this response. `visit` counts how often this step has sent, so that the key is a business key; `again` how
    often this one was written anew, because what it said had changed."""

    enrollment: Enrollment
    step: str
    visit: int
    utter: str
    category: str
    reads: tuple[str, ...] = ()
    expires: timedelta | None = None
    again: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a step that came due, without a message: suppressed, deferred or merged, and why."""

    enrollment: Enrollment
    step: str
    visit: int
    outcome: str
    reason: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CallFlow:
    """Begin this conversation; its end comes back as `flow.completed` or `flow.cancelled`."""

    enrollment: Enrollment
    flow: str
    slots: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fetch:
    """Ask a web service; the answer comes back as `fetched`."""

    enrollment: Enrollment
    url: str
    method: str
    body: Mapping[str, Any]
    timeout: timedelta


@dataclass(frozen=True, slots=True)
class Emit:
    """Let this happen, to the same contact."""

    name: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Exposed:
    """This contact was dealt this arm, or held out: what an experiment is counted by."""

    enrollment: Enrollment
    split: str
    arm: str


JourneyEffect = Send | Outcome | CallFlow | Fetch | Emit | Exposed
