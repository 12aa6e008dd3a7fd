"""The loop that counts what is bought and looked at together: a little at a time, never in a turn."""

from datetime import timedelta

from bot.coordination.coordinator import Coordinator
from bot.coordination.loop import work_for_ever
from bot.orders.pairs import count_orders, count_views
from bot.storage.database import Database

POLL = timedelta(seconds=60)
LOCK = "select pg_advisory_xact_lock(7011)"


class PairClerk:
    """One per process. Two that count at once would count twice, so that one waits for the other."""

    def __init__(self, database: Database, coordinator: Coordinator) -> None:
        self._database, self._coordinator = database, coordinator

    async def run(self) -> None:
        """Count for ever; an error is logged and waited out."""
        await work_for_ever(self._work, self._coordinator, "pairs", POLL, failed="pairs.not_counted")

    async def _work(self) -> None:
        while await self.work_once():
            pass

    async def work_once(self) -> int:
        """Count some of what is new; answers how many orders and contacts."""
        async with self._database.write() as tx:
            if not self._database.is_sqlite:
                await tx.row(LOCK)
            return await count_orders(tx) + await count_views(tx)
