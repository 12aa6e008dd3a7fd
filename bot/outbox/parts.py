"""What the outbox is made with: handed in once, by the wiring."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.outbox.channel import Channel
from bot.outbox.reason import Explain, explain_plainly
from bot.storage.database import Database


@dataclass(frozen=True)
class OutboxParts:
    """`keys` is the ring that signs references: the first signs, all are believed. Rates are as in the settings."""

    database: Database
    channel: Channel
    coordinator: Coordinator
    clock: Clock
    keys: Sequence[bytes]
    explain: Explain = explain_plainly
    send_rate: float = 80.0
    pair_rate: str = "1/6s+10"
