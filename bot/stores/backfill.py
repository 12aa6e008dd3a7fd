"""Orders that a store had before it called us, or while its webhooks were dead: read in afterwards, page by page.

Durable: a page is written down before its mark is, so whoever goes on after a death reads one page again, which
changes nothing. One process at a time is at a store; it puts `due_at` ahead with each page.
"""

import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import ValidationError

from bot.clock import Clock
from bot.jobs.access import Access
from bot.jobs.openers import Asked
from bot.jobs.stores import shopify_api, store_terms, woo_api
from bot.log import get_log
from bot.orders.facts import Told
from bot.storage.columns import from_micros, to_micros
from bot.storage.database import Database
from bot.stores.products import Heard
from bot.stores.record import Recorder
from bot.stores.shopify_graph import ORDERS, as_webhook
from bot.stores.shopify_orders import order as read_shopify
from bot.stores.sources import find_source
from bot.stores.woo_orders import order as read_woo
from catalog.feeds.loose import Record, record, records, text
from catalog.feeds.values import RowWrong, Values
from catalog.items import SourceFailed

log = get_log(__name__)

LEASE = timedelta(minutes=3)  # a slow store may take so long for one page
FIRST_RETRY, LONGEST_RETRY, MOST_ATTEMPTS = timedelta(minutes=1), timedelta(hours=1), 20
WAITING, DONE, FAILED = "waiting", "done", "failed"

ASK = """
    insert into order_backfill (source, since, tells, state, cursor, done, total, refused, error, attempts, asked_at,
      ended_at, due_at, runner)
    values ($1, $2::bigint, $3::int, 'waiting', '', 0, null, 0, '', 0, $4::bigint, null, $4::bigint, '')
    on conflict (source) do update set since = excluded.since, tells = excluded.tells, state = 'waiting', cursor = '',
      done = 0, total = null, refused = 0, error = '', attempts = 0, asked_at = excluded.asked_at, ended_at = null,
      due_at = excluded.due_at, runner = ''
"""
LIST_DUE = "select source from order_backfill where state = 'waiting' and due_at <= $1::bigint order by due_at"
TAKE = """
    update order_backfill set due_at = $2::bigint, runner = $3
    where source = $1 and state = 'waiting' and due_at <= $4::bigint
    returning since, tells, cursor, done, refused, attempts
"""
KEEP = """
    update order_backfill set cursor = $3, done = $4::int, total = $5::int, refused = $6::int, due_at = $7::bigint,
      attempts = 0, error = '' where source = $1 and runner = $2 and state = 'waiting'
"""
END = """
    update order_backfill set state = $3, error = $4, ended_at = $5::bigint where source = $1 and runner = $2
"""
PUT_OFF = """
    update order_backfill set error = $3, attempts = attempts + 1, due_at = $4::bigint, runner = ''
    where source = $1 and runner = $2
"""
LIST = (
    "select source, state, since, done, total, refused, error, asked_at, ended_at from order_backfill order by source"
)


@dataclass(frozen=True, slots=True)
class Page:
    """Orders as webhooks would tell them; the mark behind them (empty: that was all), and how many there are."""

    orders: list[Record]
    cursor: str
    total: int | None = None


@dataclass(slots=True)
class Progress:
    """How far a run is."""

    source: str
    done: int
    refused: int
    total: int | None = None
    why: str = ""


class Backfill:
    """Runs what is asked for. `heard` hears of each page."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        access: Access,
        recorder: Recorder,
        heard: Callable[[Progress], None] | None = None,
    ) -> None:
        self._database, self._clock, self._access, self._recorder = database, clock, access, recorder
        self._heard = heard
        self._runner = secrets.token_hex(8)

    async def ask(self, source: str, since: datetime, *, tells: bool = False) -> None:
        """Have orders since then read in, by whoever comes first; what was under way begins anew."""
        async with self._database.write() as tx:
            now = to_micros(self._clock.now())
            await tx.run(ASK, source, to_micros(since), int(tells), now)

    async def run_due(self) -> int:
        """Run each store that is due, one after the other; how many pages that were."""
        async with self._database.read() as tx:
            rows = await tx.rows(LIST_DUE, to_micros(self._clock.now()))
        pages = 0
        for (source,) in rows:
            pages += await self.run(source)
        return pages

    async def run(self, source: str) -> int:
        """Go on with one store until its end, or until it fails; 0 when another process is at it."""
        now = self._clock.now()
        async with self._database.write() as tx:
            until = to_micros(now + LEASE)
            row = await tx.row(TAKE, source, until, self._runner, to_micros(now))
        if row is None:
            return 0
        since, tells, cursor, done, refused, attempts = row
        progress = Progress(source, done, refused)
        pages = 0
        try:
            async for page, asked in self._pages(source, from_micros(since), cursor):
                await self._take(page, asked, progress, tells=bool(tells))
                pages += 1
                if not await self._keep(page, progress):
                    return pages  # another process is at it by now
            await self._end(source, DONE, "")
        except SourceFailed as failed:
            progress.why = str(failed)
            await self._fail(source, failed, attempts)
        if self._heard:
            self._heard(progress)
        return pages

    async def _pages(self, source: str, since: datetime, cursor: str) -> "AsyncIterator[tuple[Page, Asked]]":
        asked = await find_source(self._database, source, self._access)
        if asked is None:
            raise SourceFailed(f"there is no source {source}")
        tell = shopify_pages if asked.kind == "shopify" else woo_pages
        async for page in tell(asked, since, cursor):
            yield page, asked

    async def _take(self, page: Page, asked: Asked, progress: Progress, *, tells: bool) -> None:
        read = read_shopify if asked.kind == "shopify" else read_woo
        facts: list[Told] = []
        for body in page.orders:
            try:
                facts += read(Heard(body, Values(store_terms(asked)), None, self._clock.now()))
            except (RowWrong, ValidationError) as error:
                progress.refused += 1
                log.warning("backfill.refused", source=asked.name, order=text(body.get("id")), why=str(error)[:200])
        await self._recorder.take(asked.name, facts, quiet=not tells)
        progress.done += len(page.orders)
        progress.total = page.total

    async def _keep(self, page: Page, progress: Progress) -> bool:
        if self._heard:
            self._heard(progress)
        until = to_micros(self._clock.now() + LEASE)
        counts = (progress.done, progress.total, progress.refused)
        async with self._database.write() as tx:
            return await tx.run(KEEP, progress.source, self._runner, page.cursor, *counts, until) == 1

    async def _end(self, source: str, state: str, why: str) -> None:
        async with self._database.write() as tx:
            await tx.run(END, source, self._runner, state, why, to_micros(self._clock.now()))
        log.info("backfill.ended", source=source, state=state)

    async def _fail(self, source: str, failed: SourceFailed, attempts: int) -> None:
        if not failed.may_pass or attempts + 1 >= MOST_ATTEMPTS:
            await self._end(source, FAILED, str(failed))
            return
        wait = min(FIRST_RETRY * (1 << min(attempts, 6)), LONGEST_RETRY)
        async with self._database.write() as tx:
            await tx.run(PUT_OFF, source, self._runner, str(failed), to_micros(self._clock.now() + wait))


async def shopify_pages(asked: Asked, since: datetime, cursor: str) -> AsyncIterator[Page]:
    """Orders that changed since then, the oldest change first. Raises SourceFailed."""
    query = f"updated_at:>='{since.astimezone(UTC).isoformat(timespec='seconds').replace('+00:00', 'Z')}'"
    after: str | None = cursor or None
    async with shopify_api(asked) as api:
        while True:
            told = record((await api.ask(ORDERS, after=after, query=query)).get("orders"))
            info = record(told.get("pageInfo"))
            after = text(info.get("endCursor")) or after
            yield Page([as_webhook(each) for each in records(told.get("nodes"))], after or "")
            if not info.get("hasNextPage"):
                return


async def woo_pages(asked: Asked, since: datetime, cursor: str) -> AsyncIterator[Page]:
    """Orders that were placed since then, by their ids. Raises SourceFailed."""
    after = since.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "")
    wanted: dict[str, Any] = {
        "orderby": "id",
        "order": "asc",
        "status": "any",
        "after": after,
        "dates_are_gmt": "true",
    }
    number = int(cursor) if cursor.isdecimal() else 1
    async with woo_api(asked) as api:
        while True:
            rows, pages, total = await api.page("orders", number, **wanted)
            number += 1
            yield Page(rows, str(number), total)
            if number > pages or not rows:
                return
