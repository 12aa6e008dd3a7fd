"""What the outbox is made with: handed in once, by the wiring."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.hooks.tell import Wanted
from bot.outbox.becomings import Becomings
from bot.outbox.channel import Channel
from bot.outbox.policy import Runs
from bot.outbox.reason import Explain, explain_plainly
from bot.storage.database import Database
from bot.templates.parts import TemplateParts


@dataclass(frozen=True)
class OutboxParts:
    """`keys` is the ring that signs references: the first signs, all are believed. Rates are as in the settings.

    `grace` is how old an attempt must be before its absence from the provider's list proves that nothing was sent.
    `journeys` are those that are switched on; None: all.
    """

    database: Database
    channel: Channel
    coordinator: Coordinator
    clock: Clock
    keys: Sequence[bytes]
    explain: Explain = explain_plainly
    send_rate: float = 80.0
    pair_rate: str = "1/6s+10"
    grace: timedelta = timedelta(seconds=60)
    templates: TemplateParts = field(default_factory=TemplateParts)
    hooks: Wanted = field(default_factory=Wanted)
    journeys: Runs | None = None
    becomings: Becomings = field(default_factory=Becomings)

    @property
    def lease(self) -> timedelta:
        """How long an entry is its taker's own, and when an attempt in doubt is first looked into."""
        return self.grace / 2

    @property
    def call_limit(self) -> timedelta:
        """One send with all its calls ends before the lease does: a late one must not meet its successor."""
        return self.lease * 5 / 6
