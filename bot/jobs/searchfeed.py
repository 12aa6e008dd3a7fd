"""The loop that tells a search server of the catalog: all of it into a new index, then what changes.

Everything is sent again without harm, so whoever takes over a feed goes on at the last page that was written down.
"""

import secrets
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from datetime import timedelta

from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.coordination.loop import work_for_ever
from bot.jobs import queries
from bot.log import get_log
from bot.settings import Settings
from bot.storage.columns import to_micros
from bot.storage.database import Database
from catalog.queries import read_version
from catalog.search.server.api import UNFINISHED, SearchServer, ServerFailed, open_client
from catalog.search.server.document import document, kind, label_words, settings
from catalog.shelf.queries import read_labels
from catalog.shelf.rows import read_kept

log = get_log(__name__)

SECONDS = 30.0  # for one call
BELL, POLL = "search_feed", timedelta(seconds=3)  # the bell of the catalog belongs to the shelves
PAGE = 500  # products that are sent at once
LEASE = timedelta(minutes=2)
LOOK_EVERY = timedelta(minutes=1)  # whether the server still has its index
ENOUGH = 0.8  # of what is sold; what has just come may be on its way
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=5), timedelta(minutes=15)
NEW, BUILDING, SETTLING, LIVE = "new", "building", "settling", "live"


class FeedLost(Exception):
    """Another process works at this feed now."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A row of `search_feed`, as far as the work needs it."""

    state: str
    kind: str
    live: str
    next: str
    built: int
    version: int
    after: str
    sent: int
    task: int | None
    attempts: int


class SearchFeeder:
    """One per process; any number of processes: one at a time works. `name` is what the indexes begin with."""

    def __init__(
        self, database: Database, coordinator: Coordinator, clock: Clock, server: SearchServer, name: str
    ) -> None:
        self._database, self._coordinator, self._clock = database, coordinator, clock
        self._server, self._name = server, name
        self._runner = secrets.token_hex(8)
        self._look_at = clock.now()
        self._words: dict[tuple[str, str], str] = {}

    async def run(self) -> None:
        """Work for ever; an error is logged and waited out."""
        await work_for_ever(self.work_once, self._coordinator, BELL, POLL, failed="search_feed.not_worked")

    async def close(self) -> None:
        """Let go of connections."""
        await self._server.close()

    async def work_once(self) -> int:
        """Send all that is new; how many steps that took. A failure of the server is written down and waited out."""
        feed = await self._take()
        if feed is None:
            return 0
        steps = 0
        try:
            while (after := await self._step(feed)) is not None:
                await self._save(after)
                feed, steps = after, steps + 1
        except ServerFailed as failed:
            await self._put_off(feed, failed)
        except FeedLost:
            log.info("search_feed.taken_over", name=self._name)
        async with self._database.write() as tx:
            await tx.run(queries.LET_GO, self._name, self._runner)
        return steps

    async def _step(self, feed: Feed) -> Feed | None:
        """The next page or stage; None when there is nothing to do now. Raises ServerFailed."""
        if feed.state == NEW or (feed.state == LIVE and feed.kind != kind()):
            return await self._begin(feed)
        if feed.state == BUILDING:
            return await self._build(feed)
        if feed.state == SETTLING:
            return await self._settle(feed)
        return await self._follow(feed)

    async def _begin(self, feed: Feed) -> Feed:
        """A new index of its own name: whatever was left of another attempt does not matter."""
        if feed.next:
            await self._server.drop(feed.next)
        async with self._database.read() as tx:
            version = await read_version(tx)
            self._words = label_words(await read_labels(tx))
        index = f"{self._name}_{feed.built + 1}_{self._runner[:6]}"
        task = await self._server.create(index, settings())
        log.info("search_feed.built_anew", index=index, version=version)
        return replace(
            feed, state=BUILDING, next=index, built=feed.built + 1, version=version, after="", sent=0, task=task
        )

    async def _build(self, feed: Feed) -> Feed:
        async with self._database.read() as tx:
            ids = [str(row[0]) for row in await tx.rows(queries.IDS, feed.after, PAGE)]
        if not ids:
            return replace(feed, state=SETTLING)
        sent, task = await self._send(feed.next, ids)
        return replace(feed, after=ids[-1], sent=feed.sent + sent, task=task or feed.task)

    async def _settle(self, feed: Feed) -> Feed | None:
        """When the server has taken all in, the new index is the one that is asked."""
        if await self._is_unfinished(feed.task):
            return None
        held = await self._server.count(feed.next)
        if held != feed.sent:
            why = await self._server.first_failure(feed.next) or "the server does not say why"
            await self._save(replace(feed, state=NEW))
            raise ServerFailed("not_built", f"{held or 0} of {feed.sent} products have arrived: {why}")
        log.info("search_feed.live", index=feed.next, products=held)
        return replace(feed, state=LIVE, live=feed.next, next=feed.live, kind=kind(), after="", task=None)

    async def _follow(self, feed: Feed) -> Feed | None:
        """What has changed since; an index that the server has lost is built anew."""
        if feed.next:
            await self._server.drop(feed.next)
            return replace(feed, next="")
        if await self._is_lost(feed):
            log.warning("search_feed.index_lost", index=feed.live)
            return replace(feed, state=NEW, live="", task=None)
        if await self._is_unfinished(feed.task):
            return None
        if feed.task is not None:
            return await self._checked(feed)
        async with self._database.read() as tx:
            rows = await tx.rows(queries.CHANGED, feed.version, feed.after, PAGE)
            self._words = label_words(await read_labels(tx)) if rows else self._words
        if not rows:
            await self._done()
            return None
        _, task = await self._send(feed.live, [str(row[0]) for row in rows])
        return replace(feed, version=int(rows[-1][1]), after=str(rows[-1][0]), task=task)

    async def _is_lost(self, feed: Feed) -> bool:
        """Now and then: whether the index is not there, or holds too little. What is told to an index that is not
        there makes one without settings."""
        if self._clock.now() < self._look_at:
            return False
        self._look_at = self._clock.now() + LOOK_EVERY
        async with self._database.read() as tx:
            sold = await tx.row(queries.SOLD)
        held = await self._server.count(feed.live)
        return held is None or bool(sold and held < ENOUGH * int(sold[0]) and feed.task is None)

    async def _checked(self, feed: Feed) -> Feed:
        """The last page has arrived, or all is sent anew."""
        told = await self._server.task(feed.task or 0)
        if told.status == "succeeded":
            return replace(feed, task=None)
        log.warning("search_feed.page_refused", index=feed.live, why=told.why)
        return replace(feed, state=NEW, task=None)

    async def _send(self, index: str, ids: Sequence[str]) -> tuple[int, int | None]:
        """Tell of these products; how many are sold, and the number of the last task."""
        if not self._words:
            async with self._database.read() as tx:
                self._words = label_words(await read_labels(tx))
        async with self._database.read() as tx:
            sold = [kept.product async for kept in read_kept(tx, sorted(ids))]
        gone = sorted(set(ids) - {product.id for product in sold})
        task = await self._server.remove(index, gone) if gone else None
        if sold:
            task = await self._server.add(index, [document(product, self._words) for product in sold])
        return len(sold), task

    async def _is_unfinished(self, task: int | None) -> bool:
        return task is not None and (await self._server.task(task)).status in UNFINISHED

    async def _take(self) -> Feed | None:
        now = self._clock.now()
        async with self._database.write() as tx:
            await tx.run(queries.MAKE, self._name)
            row = await tx.row(queries.TAKE, self._name, self._runner, to_micros(now + LEASE), to_micros(now))
        return Feed(*row) if row else None

    async def _save(self, feed: Feed) -> None:
        """Write down how far it is. Raises FeedLost."""
        until = to_micros(self._clock.now() + LEASE)
        async with self._database.write() as tx:
            if not await tx.run(queries.SAVE, self._name, self._runner, *astuple(feed)[:-1], until):
                raise FeedLost

    async def _done(self) -> None:
        async with self._database.write() as tx:
            await tx.run(queries.DONE, self._name, self._runner, to_micros(self._clock.now()))

    async def _put_off(self, feed: Feed, failed: ServerFailed) -> None:
        own = FIRST_RETRY * (1 << min(feed.attempts, 10))
        wait = max(min(own, LONGEST_RETRY), timedelta(seconds=min(failed.retry_after or 0, 3600)))
        log.warning("search_feed.failed", code=failed.code, why=str(failed), again_in=wait.total_seconds())
        async with self._database.write() as tx:
            due = to_micros(self._clock.now() + wait)
            await tx.run(queries.FAIL, self._name, self._runner, str(failed), due)


def open_server(settings: Settings, seconds: float) -> SearchServer:
    """The shop's search server. `seconds` is how long one call may take."""
    return SearchServer(open_client(settings.search_url, settings.search_key.get_secret_value(), seconds))
