"""Who answers a search: the embedded one, or a search server with the embedded one behind it."""

from typing import Protocol

from bot.settings import Settings
from bot.storage.database import Database
from catalog.search.backend import MOST
from catalog.search.embedded import search_of
from catalog.search.query import Query, Results
from catalog.shelf import Shelf


class Searches(Protocol):
    """Finds products for a query that the shelf's own search has read."""

    async def find(self, shelf: Shelf, query: Query, language: str, limit: int = MOST) -> Results:
        """Products of this shelf that fit, best first. Never raises."""

    async def close(self) -> None:
        """Let go of connections."""


class EmbeddedSearches:
    """The search in this process."""

    async def find(self, shelf: Shelf, query: Query, language: str, limit: int = MOST) -> Results:  # noqa: ARG002
        return search_of(shelf).find(query, limit=limit)

    async def close(self) -> None:
        return None


def open_searches(settings: Settings, database: Database) -> Searches:
    """As the shop has set it. What only a search server needs is imported only with one."""
    if not settings.search_url:
        return EmbeddedSearches()
    from bot.actions.serversearches import BUDGET, ServerSearches
    from bot.jobs.searchfeed import open_server

    return ServerSearches(open_server(settings, BUDGET), database, settings.search_index)
