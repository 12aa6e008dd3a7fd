"""A provider in memory that does what a test tells it, call by call."""

from datetime import datetime
from typing import Literal

from bot.clock import Clock
from bot.errors import BotError, TryAgain, Unsettled
from bot.outbox.channel import Accepted, Send, Sighting

Fate = BotError | Literal["sent", "swallowed", "dropped"]


class ScriptedChannel:
    """A `Channel`. `fates` are used up first; then every call is answered and sent."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.fates: list[Fate] = []
        self.sent: list[Send] = []  # what the contacts have on their phones, in order
        self.calls = 0
        self.listed = 0
        self.list_fails = False
        self._sightings: list[tuple[str, str, Sighting]] = []

    @property
    def texts(self) -> list[str]:
        return [send.content.text for send in self.sent]

    @property
    def last_id(self) -> str:
        return f"SM{len(self.sent)}"

    async def send(self, message: Send) -> Accepted:
        self.calls += 1
        fate = self.fates.pop(0) if self.fates else "sent"
        if isinstance(fate, BotError):
            raise fate
        if fate == "dropped":
            raise Unsettled("no answer")
        self.sent.append(message)
        seen = Sighting(self.last_id, self._clock.now(), "sent", message.content.text)
        self._sightings.append((message.sender, message.to, seen))
        if fate == "swallowed":
            raise Unsettled("no answer")
        return Accepted(self.last_id)

    async def list_sent(self, sender: str, to: str, since: datetime) -> list[Sighting]:
        self.listed += 1
        if self.list_fails:
            raise TryAgain("the provider cannot be reached")
        return [
            seen
            for seen_sender, seen_to, seen in self._sightings
            if (seen_sender, seen_to) == (sender, to) and seen.created_at >= since
        ]

    async def show_typing(self, inbound_id: str) -> None:
        return None
