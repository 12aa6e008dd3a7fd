"""What a conversation wants done: values, carried out by the shell."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flows.engine.replies import Reply


@dataclass(frozen=True, slots=True)
class Say:
    """Send this to the contact."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class RunAction:
    """Run this action and come back with `ActionDone` or `ActionFailed` in the same turn. Always the last."""

    name: str


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Let `TimerFired(name, token)` enter the inbox at `due_at`; a timer of the same name is replaced."""

    name: str
    token: str
    due_at: datetime
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CancelTimer:
    """Forget the timer of this name."""

    name: str


@dataclass(frozen=True, slots=True)
class HandOff:
    """The bot gives way: the conversation goes to the people's queue."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Perform:
    """Business done in the turn's own transaction: `opt_out`, `opt_in`, `issue_coupon`, `set_language` …

    Every one is safe to do twice (its data holds a business key).
    """

    name: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth counting: `flow.started`, `flow.completed`, `slot.set`, `faq.answered`, `not_understood`."""

    name: str
    data: dict[str, Any] = field(default_factory=dict)


Effect = Say | RunAction | SetTimer | CancelTimer | HandOff | Perform | Note
