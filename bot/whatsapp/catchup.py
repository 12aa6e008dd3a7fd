"""Looks for inbound messages that never reached us: at the start, back to when we last ran, and now and then.

Whoever opens the door does it: while no web process listens, the provider knocks in vain. What comes between the
first look and the opening is found by a second look, and what could not be kept (the database was away) at once.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.errors import TryAgain
from bot.inbox.keep import UNKEPT, Inbox
from bot.inbox.queries import SET_FACT, find_fact
from bot.log import get_log
from bot.storage.database import Database
from bot.whatsapp.missed import ListsInbound, take_in_missed

log = get_log(__name__)

FACT = "heard_until"
EVERY = timedelta(minutes=10)
SOON = timedelta(seconds=5)  # after the start, and when our own database could not be asked
OVERLAP = timedelta(minutes=5)  # what was under way when we last looked
UNDER_WAY = timedelta(minutes=1)  # its webhook may still come, and tells more than the list: left to the next look
AGAIN = timedelta(seconds=30)  # when the provider cannot be asked
FARTHEST = timedelta(days=3)


class CatchUp:
    """Remembers until when everything was heard; several processes may do it, messages are kept once."""

    def __init__(
        self,
        messages: ListsInbound,
        inbox: Inbox,
        database: Database,
        coordinator: Coordinator,
        senders: Sequence[str],
        clock: Clock,
    ) -> None:
        self._messages = messages
        self._inbox = inbox
        self._database = database
        self._coordinator = coordinator
        self._senders = tuple(senders)
        self._clock = clock

    async def run(self) -> None:
        """Look for ever."""
        pause, leave = SOON, timedelta()
        while True:
            try:
                await self.look(leave)
                leave = UNDER_WAY if await self._rest(pause) and pause == EVERY else timedelta()
                pause = EVERY
            except TryAgain as error:
                log.warning("catchup.put_off", reason=str(error))
                await asyncio.sleep(AGAIN.total_seconds())
            except Exception:
                log.exception("catchup.failed")
                await asyncio.sleep(SOON.total_seconds())

    async def _rest(self, pause: timedelta) -> bool:
        """Until something could not be kept; True when nothing of the kind happened for so long."""
        loop = asyncio.get_running_loop()
        end = loop.time() + pause.total_seconds()
        await self._coordinator.wait(UNKEPT, pause)
        return loop.time() >= end

    async def look(self, leave: timedelta = timedelta()) -> int:
        """Take in what was missed since the last look; how many messages the provider listed. Raises TryAgain.

        What is younger than `leave` is left to the next look, which goes back far enough.
        """
        now = self._clock.now()
        since = await self._heard_until()
        found = 0
        if since is not None:
            start = max(since - OVERLAP, now - FARTHEST)
            found = await take_in_missed(self._messages, self._inbox, self._senders, start, self._clock, leave)
        async with self._database.write() as tx:
            await tx.run(SET_FACT, FACT, now.isoformat())
        return found

    async def _heard_until(self) -> datetime | None:
        async with self._database.read() as tx:
            kept = await find_fact(tx, FACT)
        return datetime.fromisoformat(kept).astimezone(UTC) if kept else None
