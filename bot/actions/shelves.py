"""The newest snapshot of the catalog, kept at hand and replaced when the catalog has changed."""

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.log import get_log
from bot.settings import Settings
from bot.storage.database import Database
from catalog.queries import read_version
from catalog.search import embedded, meaning
from catalog.search.embedded import search_of
from catalog.shelf import Shelf
from catalog.shelf.beside import Builder, NotBuilt
from catalog.shelf.stockroom import SMALL, Stockroom

log = get_log(__name__)

BUILD = "bot.actions.build"  # the module that builds large catalogs, in a process of its own
POLL = timedelta(seconds=1)  # a change in the store is seen in the next message


class Shelves:
    """Answers one immutable shelf at a time. `folder` holds the files of a large catalog."""

    def __init__(
        self, database: Database, coordinator: Coordinator, clock: Clock, folder: Path, *, small: int = SMALL
    ) -> None:
        self._database, self._coordinator, self._clock = database, coordinator, clock
        self._room = Stockroom(database.read, Builder(database.url, folder, BUILD), small=small)
        self._shelf = Shelf(version=-1)
        self._told: NotBuilt | None = None

    def newest(self) -> Shelf:
        """The snapshot of now."""
        return self._shelf

    async def refresh(self) -> None:
        """Read the catalog again if it has changed, or if a sale has begun or ended."""
        if not await self._is_stale():
            return
        shelf = await self._room.renew(self._shelf, self._clock.now())
        if shelf is not self._shelf:
            # a large catalog takes seconds: nobody waits for it
            await asyncio.to_thread(search_of, shelf, self._shelf)
            self._shelf = shelf
        self._tell_failure()

    async def run(self) -> None:
        """Refresh for ever."""
        while True:
            await self._coordinator.wait("catalog", POLL)
            try:
                await self.refresh()
            except Exception:
                log.exception("shelf.not_refreshed")

    async def close(self) -> None:
        """End what is under way."""
        await self._room.close()

    async def _is_stale(self) -> bool:
        shelf = self._shelf
        if shelf.next_change is not None and self._clock.now() >= shelf.next_change:
            return True
        async with self._database.read() as tx:
            version = await read_version(tx)
        return version != shelf.version or self._room.has_news(shelf)

    def _tell_failure(self) -> None:
        """A build that failed is told once; it is tried again."""
        if self._room.builder.failure is not self._told:
            self._told = self._room.builder.failure
            log.error("shelf.not_built", error=str(self._told or ""))


def use_meanings(settings: Settings) -> None:
    """Let searches of this process find by meaning, if the model is installed; it is loaded when first needed."""
    if meaning.is_installed():
        embedded.use_meanings(lambda: meaning.Store(meaning.E5(), catalog_folder(settings)))


def catalog_folder(settings: Settings) -> Path:
    """Where the files of a large catalog lie: beside the database's file, or where it is set."""
    if settings.catalog_dir:
        return Path(settings.catalog_dir)
    if settings.database_url.startswith("sqlite"):
        return Path(settings.database_url.removeprefix("sqlite:///")).parent / "catalog"
    return Path("var/catalog")
