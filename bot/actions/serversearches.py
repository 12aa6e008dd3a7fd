"""Searches that a search server ranks.

Asking the server is a read with a small budget. When it is slow, down or unsure the embedded search answers, and the
server is left alone for a while.
"""

import asyncio

from prometheus_client import Counter

from bot.actions.searches import EmbeddedSearches
from bot.jobs.queries import LIVE
from bot.log import get_log
from bot.storage.database import Database
from catalog.search.backend import MOST
from catalog.search.query import Query, Results, nothing_to_ask
from catalog.search.server.answer import answer
from catalog.search.server.api import SearchServer, ServerFailed
from catalog.search.server.ladder import as_search, ladder
from catalog.shelf import Shelf

log = get_log(__name__)

BUDGET = 0.4  # seconds of a turn
REST = 5.0  # seconds in which a server that failed is not asked

ASKED = Counter(
    "shopclerk_search_server",
    "Searches by who answered: server, or embedded for a reason (slow, away, resting, no_index …)",
    ["outcome"],
)


class ServerSearches:
    """A search server; `name` is that of its feed, which says what index to ask."""

    def __init__(self, server: SearchServer, database: Database, name: str, budget: float = BUDGET) -> None:
        self._server, self._database, self._name, self._budget = server, database, name, budget
        self._embedded = EmbeddedSearches()
        self._rests_until = 0.0

    async def find(self, shelf: Shelf, query: Query, language: str, limit: int = MOST) -> Results:
        known = nothing_to_ask(query)
        if known is not None:
            return known
        try:
            async with asyncio.timeout(self._budget):
                found = await self._ask(shelf, query, language, limit)
        except TimeoutError:
            return await self._instead(shelf, query, limit, ServerFailed("slow", f"no answer in {self._budget:g} s"))
        except ServerFailed as failed:
            return await self._instead(shelf, query, limit, failed)
        ASKED.labels("server").inc()
        if found.results or found.on_request:
            return found
        return await self._embedded.find(shelf, query, "", limit)  # it knows more ways, and says what it missed

    async def close(self) -> None:
        await self._server.close()

    async def _ask(self, shelf: Shelf, query: Query, language: str, limit: int) -> Results:
        if asyncio.get_running_loop().time() < self._rests_until:
            raise ServerFailed("resting", "it has failed a moment ago")
        async with self._database.read() as tx:
            row = await tx.row(LIVE, self._name)
        if row is None or not row[0]:
            raise ServerFailed("no_index", "the catalog has not been sent yet")
        rungs = ladder(query)
        ids = await self._server.search([as_search(rung, query, row[0], language, limit) for rung in rungs])
        return answer(shelf, query, rungs, ids, limit)

    async def _instead(self, shelf: Shelf, query: Query, limit: int, failed: ServerFailed) -> Results:
        ASKED.labels(failed.code).inc()
        if failed.code not in ("resting", "no_index"):
            rest = min(max(failed.retry_after or 0.0, REST), 60.0)
            self._rests_until = asyncio.get_running_loop().time() + rest
            log.warning("search_server.not_used", code=failed.code, rests=rest)  # why may hold what was asked
        return await self._embedded.find(shelf, query, "", limit)
