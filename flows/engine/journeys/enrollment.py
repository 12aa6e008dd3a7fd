"""One contact's passage through a journey: plain values that survive a JSON round trip between any two turns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Stage(StrEnum):
    """Where an enrollment stands. Only a live one is ever woken."""

    LIVE = "live"
    DONE = "done"  #: its last step is behind it
    EXITED = "exited"  #: something happened that ends it; `goal` says whether it was what it is for
    REPLACED = "replaced"  #: the same key was triggered anew
    LOST = "lost"  #: its journey or its step is gone


@dataclass(frozen=True, slots=True)
class Enrollment:
    """`key` and `entry` (how many times, from 1) make it one of its kind; `step` is an id, never a place."""

    journey: str
    key: str
    entry: int
    step: str
    began_at: datetime
    stage: Stage = Stage.LIVE
    pace: int = 0  # steps taken: a timer of an earlier pace is stale
    waiting: str = ""  # for what the step waits: wait, send, call or fetch
    until: tuple[str, ...] = ()  # events that end the wait
    wake_at: datetime | None = None
    context: Mapping[str, Any] = field(default_factory=dict)  # event, outcome, arm, visits …
    held_out: bool = False  # it walks along and sends nothing, so that the others can be compared with it
    goal: str = ""
    reason: str = ""
    ended_at: datetime | None = None

    @property
    def name(self) -> str:
        """Of its timer; unique for its contact."""
        return name_of(self.journey, self.key)

    @property
    def token(self) -> str:
        """What a timer must carry so as not to be stale."""
        return f"{self.entry}:{self.pace}"

    @property
    def is_live(self) -> bool:
        return self.stage is Stage.LIVE


@dataclass(frozen=True, slots=True)
class Happening:
    """What journeys hear: an event of the shop, `message.in`, `timer`, `flow.completed`, `fetched` …"""

    name: str
    data: Mapping[str, Any] = field(default_factory=dict)
    enrollment: str = ""  # the `name` of the one that it is for; empty: whoever listens


@dataclass(frozen=True, slots=True)
class Facts:
    """What journeys may know of their contact, as it was read for this turn."""

    contact: Mapping[str, Any] = field(default_factory=dict)  # name, language, country and profile answers
    timezone: str = "UTC"
    opted_out: bool = False
    consents: frozenset[str] = frozenset()  # purposes: updates, offers
    owner: str = "bot"
    sent: tuple[tuple[datetime, str], ...] = ()  # when and in which category journeys sent lately
    busy_until: datetime | None = None  # the contact is answering something else


def name_of(journey: str, key: str) -> str:
    """What the passage of this key is called, as `Enrollment.name` has it."""
    return f"journey:{journey}:{key}"
