"""What journeys are heard with: handed in once, by the wiring; and the person whom a turn is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import Clock
from bot.journeys.readings import Reader
from bot.storage.database import Database
from flows.engine.flowset import FlowSet


@dataclass(frozen=True)
class JourneyParts:
    """`timezone` is the shop's; `senders` its numbers, the first one speaking where none is known yet."""

    flows: FlowSet
    database: Database
    clock: Clock
    readers: Mapping[str, Reader] = field(default_factory=dict)
    timezone: str = "UTC"
    senders: Sequence[str] = ()
    button_key: bytes = b""


@dataclass(frozen=True, slots=True)
class Person:
    """The contact of a turn, as the claim was read."""

    contact_id: int
    name: str
    language: str
    country: str
    opted_out: bool
    owner: str
    epoch: int
    sender: str
    address: str
    has_written: bool
    busy_until: datetime | None = None
