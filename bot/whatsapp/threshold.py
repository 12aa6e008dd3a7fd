"""Where new messages wait for a moment, at the opening, while older ones that were missed are taken in.

Nobody is turned away: a webhook that comes right at the opening is answered once its message is on disk, behind
those that the provider was sent before it.
"""

import asyncio

from bot.inbox.events import NewEvent
from bot.whatsapp.missed import Keeps


class Threshold:
    """The inbox as the door sees it. Open, until it is closed."""

    def __init__(self, inbox: Keeps) -> None:
        self._inbox = inbox
        self._waiting: dict[str, NewEvent] = {}
        self._is_open = asyncio.Event()
        self._is_open.set()

    async def keep(self, event: NewEvent) -> None:
        """As `Inbox.keep`, once it is open."""
        if not self._is_open.is_set():
            self._waiting[event.key] = event
            await self._is_open.wait()
        await self._inbox.keep(event)

    def close(self) -> None:
        """From now on new messages wait."""
        self._is_open.clear()

    def open(self) -> None:
        """Let all in, in the order in which they came."""
        self._is_open.set()
        self._waiting.clear()

    def for_missed(self) -> Keeps:
        """The inbox for what the provider lists."""
        return _Missed(self._inbox, self._waiting)


class _Missed:
    """Takes a message from the door, if it waits there: a webhook tells more than the list."""

    def __init__(self, inbox: Keeps, waiting: dict[str, NewEvent]) -> None:
        self._inbox = inbox
        self._waiting = waiting

    async def keep(self, event: NewEvent) -> None:
        await self._inbox.keep(self._waiting.get(event.key, event))
