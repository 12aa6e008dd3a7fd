"""What is known of passages that ended long ago goes: what was said, decided and dealt, step by step.

Of each key the newest passage stays as a bare row, so that what may begin only once does not begin again, and no key
of a message is used a second time.
"""

from datetime import timedelta

from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.coordination.loop import work_for_ever
from bot.journeys import queries
from bot.storage.columns import to_micros
from bot.storage.database import Database

AT_ONCE = 100  # passages of one transaction: nobody waits for long
EVERY = timedelta(hours=6)
BELL = "clearing"


class JourneyClearing:
    """One per process; any number of processes. `keeps` is how long ended passages stay explicable."""

    def __init__(self, database: Database, coordinator: Coordinator, clock: Clock, keeps: timedelta) -> None:
        self._database, self._coordinator, self._clock, self._keeps = database, coordinator, clock, keeps

    async def run(self) -> None:
        """Clear away now and then, for ever; an error is logged and waited out."""
        await work_for_ever(self.work_once, self._coordinator, BELL, EVERY, failed="journeys.not_cleared")

    async def work_once(self) -> int:
        """Clear away all that is old, a few at a time; how many passages that were."""
        before, cleared = to_micros(self._clock.now() - self._keeps), 0
        while count := await self._clear_some(before):
            cleared += count
        async with self._database.write() as tx:
            await tx.run(queries.CLEAR_FETCHES, before)
        return cleared

    async def _clear_some(self, before: int) -> int:
        async with self._database.write() as tx:
            rows = await tx.rows(queries.LIST_OLD, before, AT_ONCE)
            for _, *whose in rows:
                await tx.run(queries.CLEAR_STEPS, *whose)
                await tx.run(queries.CLEAR_EXPOSURES, *whose)
            ids = [row[0] for row in rows]
            await tx.run(queries.CLEAR_EARLIER, ids)
            await tx.run(queries.CLEAR_CONTEXT, ids)
        return len(rows)
