"""What can happen to a conversation: the events that `advance()` takes."""

from dataclasses import dataclass, field
from typing import Any

from flows.engine.commands import Command


@dataclass(frozen=True, slots=True)
class Understood:
    """A message of the contact, already understood. `text` is what was typed or the tapped title."""

    commands: tuple[Command, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class ActionDone:
    """The answer of an action that the last outcome asked for: rasa-sdk's two lists, untouched."""

    name: str
    events: tuple[dict[str, Any], ...] = ()
    responses: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class ActionFailed:
    """The action raised, timed out or does not exist: leads to `pattern_internal_error`."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class TimerFired:
    """A timer that an earlier turn set has come due. Stale ones (other `token`) are ignored."""

    name: str
    token: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Happened:
    """Something happened outside of the conversation that it should tell: `flow` begins with these slots filled.

    While a person has the chat it waits until they give it back.
    """

    flow: str
    slots: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HandoffClosed:
    """A person has given the conversation back to the bot.

    `resume` says what becomes of the flow that was open: `resume`, `ask` (the contact chooses), `skip` (it is over,
    without a word), `restart`, or `quiet` (it waits until the contact writes). `meanwhile` is what was said.
    """

    resume: str = "resume"
    meanwhile: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class HandoffNews:
    """News for somebody who waits for a person: this pattern is said although the bot is silent otherwise."""

    pattern: str


@dataclass(frozen=True, slots=True)
class TurnFailed:
    """An earlier event of this contact was set aside after repeated failures: apologise, offer a person."""


Event = Understood | ActionDone | ActionFailed | TimerFired | Happened | HandoffClosed | HandoffNews | TurnFailed
