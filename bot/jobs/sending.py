"""The loop that sends the catalog to a search server, where the shop has one; nothing of it is imported without."""

from typing import Protocol

from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.settings import Settings
from bot.storage.database import Database


class SendsCatalog(Protocol):
    """`bot.jobs.searchfeed.SearchFeeder`, as the wiring sees it."""

    async def run(self) -> None:
        """Send for ever; an error is logged and waited out."""

    async def work_once(self) -> int:
        """Send all that is new; how many steps that took."""

    async def close(self) -> None:
        """Let go of connections."""


def open_feed(settings: Settings, database: Database, coordinator: Coordinator, clock: Clock) -> SendsCatalog | None:
    """As the shop has set it; None without a search server."""
    if not settings.search_url:
        return None
    from bot.jobs.searchfeed import SECONDS, SearchFeeder, open_server

    return SearchFeeder(database, coordinator, clock, open_server(settings, SECONDS), settings.search_index)
