"""The loop that runs what is due. A shop without sources pays one small question every half minute."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.coordination.loop import work_for_ever
from bot.jobs.access import Access
from bot.log import get_log
from bot.storage.database import Database

log = get_log(__name__)

BELL = "sync"
POLL = timedelta(seconds=30)
CLEAR_EVERY = timedelta(hours=6)
ANY = "select count(*) from catalog_source"


class SyncClerk:
    """One per process; any number of processes: each source is run by one at a time."""

    def __init__(
        self, database: Database, coordinator: Coordinator, clock: Clock, folder: Path, access: Access | None = None
    ) -> None:
        self._database, self._coordinator, self._clock, self._folder = database, coordinator, clock, folder
        self._access = access or Access()
        self._clear_at = clock.now()

    async def run(self) -> None:
        """Run whatever is due, for ever; an error is logged and waited out."""
        await work_for_ever(self.work_once, self._coordinator, BELL, POLL, failed="sync.not_run")

    async def work_once(self) -> int:
        """Run each source that is due now, one after the other; answers how many were run."""
        async with self._database.read() as tx:
            row = await tx.row(ANY)
        if not row or not row[0]:
            return 0
        ran = await self._run_due()
        if self._clock.now() >= self._clear_at:
            await self._clear()
            self._clear_at = self._clock.now() + CLEAR_EVERY
        return ran

    async def _run_due(self) -> int:
        from bot.jobs.sync import SyncJob
        from catalog.sync.lease import list_due

        async with self._database.reading() as session:
            due = await list_due(await session.connection(), self._clock.now())
        job = SyncJob(self._database, self._clock, self._folder, self._changed)
        job.access = self._access
        ended = [await job.run(name) for name in due]
        return sum(each is not None for each in ended)

    async def _clear(self) -> None:
        from bot.jobs.clearing import clear_away

        await clear_away(self._database, self._clock.now())

    @property
    def _changed(self) -> Callable[[], None]:
        return lambda: self._coordinator.wake("catalog")
