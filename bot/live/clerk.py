"""The loop that keeps the stream short."""

from datetime import timedelta

from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.coordination.loop import work_for_ever
from bot.live.tail import purge
from bot.storage.columns import to_micros
from bot.storage.database import Database

EVERY = timedelta(minutes=2)
BELL = "purging"


class LiveClerk:
    """Takes old rows away until it is cancelled. Any number of them may run."""

    def __init__(self, database: Database, coordinator: Coordinator, clock: Clock) -> None:
        self._database, self._coordinator, self._clock = database, coordinator, clock

    async def run(self) -> None:
        """Work for ever; an error of the database is waited out."""
        await work_for_ever(self.purge, self._coordinator, BELL, EVERY, failed="live.loop_failed")

    async def purge(self) -> int:
        """How many rows were taken away."""
        async with self._database.write() as tx:
            return await purge(tx, to_micros(self._clock.now()))
