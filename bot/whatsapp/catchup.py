"""Looks for inbound messages that never reached us: at the start, back to when we last ran, and now and then.

Whoever opens the door does it: while no web process listens, the provider knocks in vain. New messages wait at the
threshold until the first look is over, so that older ones get their turn before them; not for long, though. What
could not be kept (the database was away) is looked for at once.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.errors import TryAgain
from bot.inbox.keep import UNKEPT
from bot.inbox.queries import SET_FACT, find_fact
from bot.log import get_log
from bot.storage.database import Database
from bot.whatsapp.missed import ListsInbound, take_in_missed
from bot.whatsapp.threshold import Threshold

log = get_log(__name__)

FACT = "heard_until"
EVERY = timedelta(minutes=10)
SOON = timedelta(seconds=5)  # after the start, and when our own database could not be asked
OVERLAP = timedelta(minutes=5)  # what was under way when we last looked
UNDER_WAY = timedelta(minutes=1)  # its webhook may still come, and tells more than the list: left to the next look
AGAIN = timedelta(seconds=30)  # when the provider cannot be asked
FARTHEST = timedelta(days=3)
HELD = timedelta(seconds=3)  # Twilio, as we ask it to, waits four for an answer


class CatchUp:
    """Remembers until when everything was heard; several processes may do it, messages are kept once."""

    def __init__(
        self,
        messages: ListsInbound,
        threshold: Threshold,
        database: Database,
        coordinator: Coordinator,
        senders: Sequence[str],
        clock: Clock,
    ) -> None:
        self._messages = messages
        self._threshold = threshold
        self._database = database
        self._coordinator = coordinator
        self._senders = tuple(senders)
        self._clock = clock
        self._is_listening = asyncio.Event()
        self._is_listening.set()

    def hold_new(self) -> None:
        """New messages wait from now on; the first look begins when somebody listens, so that none falls between."""
        self._threshold.close()
        self._is_listening.clear()

    def listening(self) -> None:
        """The provider reaches us again: look, then let new messages in."""
        self._is_listening.set()
        asyncio.get_running_loop().call_later(HELD.total_seconds(), self._threshold.open)

    async def run(self) -> None:
        """Look for ever."""
        await self._is_listening.wait()
        pause, leave = SOON, timedelta()
        while True:
            try:
                await self._look_and_open(leave)
                leave = UNDER_WAY if await self._rest(pause) and pause == EVERY else timedelta()
                pause = EVERY
            except TryAgain as error:
                log.warning("catchup.put_off", reason=str(error))
                await asyncio.sleep(AGAIN.total_seconds())
            except Exception:
                log.exception("catchup.failed")
                await asyncio.sleep(SOON.total_seconds())

    async def _look_and_open(self, leave: timedelta) -> None:
        try:
            await self.look(leave)
        finally:
            self._threshold.open()

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
            found = await take_in_missed(
                self._messages, self._threshold.for_missed(), self._senders, start, self._clock, leave
            )
        async with self._database.write() as tx:
            await tx.run(SET_FACT, FACT, now.isoformat())
        return found

    async def _heard_until(self) -> datetime | None:
        async with self._database.read() as tx:
            kept = await find_fact(tx, FACT)
        return datetime.fromisoformat(kept).astimezone(UTC) if kept else None
