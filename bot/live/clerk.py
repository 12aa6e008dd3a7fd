"""The loop that keeps the stream short."""

import asyncio
from datetime import timedelta

from bot.clock import Clock
from bot.live.tail import purge
from bot.log import get_log
from bot.storage.columns import to_micros
from bot.storage.database import Database

log = get_log(__name__)

EVERY = timedelta(minutes=2)


class LiveClerk:
    """Takes old rows away until it is cancelled. Any number of them may run."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self) -> None:
        """Work for ever; an error of the database is waited out."""
        while True:
            try:
                await self.purge()
            except Exception:
                log.exception("live.loop_failed")
            await asyncio.sleep(EVERY.total_seconds())

    async def purge(self) -> int:
        """How many rows were taken away."""
        async with self._database.write() as tx:
            return await purge(tx, to_micros(self._clock.now()))
