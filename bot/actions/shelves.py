"""The newest snapshot of the catalog, kept at hand and replaced when the catalog has changed."""

import asyncio
from datetime import timedelta

from bot.coordination.coordinator import Coordinator
from bot.log import get_log
from bot.storage.database import Database
from catalog.queries import read_version
from catalog.search.embedded import search_of
from catalog.shelf import Shelf, read_shelf

log = get_log(__name__)

POLL = timedelta(seconds=1)  # a change in the store is seen in the next message


class Shelves:
    """Answers one immutable shelf at a time."""

    def __init__(self, database: Database, coordinator: Coordinator) -> None:
        self._database = database
        self._coordinator = coordinator
        self._shelf = Shelf(version=-1)

    def newest(self) -> Shelf:
        """The snapshot of now."""
        return self._shelf

    async def refresh(self) -> None:
        """Read the catalog again if it has changed."""
        async with self._database.read() as tx:
            if await read_version(tx) == self._shelf.version:
                return
            shelf = await read_shelf(tx)
        await asyncio.to_thread(search_of, shelf)  # a large catalog takes seconds: nobody waits for it
        self._shelf = shelf

    async def run(self) -> None:
        """Refresh for ever."""
        while True:
            await self._coordinator.wait("catalog", POLL)
            try:
                await self.refresh()
            except Exception:
                log.exception("shelf.not_refreshed")
