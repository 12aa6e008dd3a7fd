"""One run of one source, from lease to report. Durable: what a killed process leaves, the next one goes on with."""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.jobs.access import Access
from bot.jobs.openers import KINDS, Asked, Opened, open_source
from bot.log import get_log
from bot.storage.database import Database
from catalog.items import SourceFailed
from catalog.sync.lease import LEASE, LeaseLost, end_lease, keep_lease, take_lease
from catalog.sync.queries import table
from catalog.sync.report import Report
from catalog.sync.run import FAILED, Begun, begin_run, end_run, keep_progress
from catalog.sync.tables import Source
from catalog.sync.take import Reading, UnknownSource, read_origin, take

log = get_log(__name__)

CHANGES_EVERY = 900  # seconds between looks at what has changed, where a kind can tell
JITTER = 0.1  # of the time between runs
FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=6)

_SOURCE = table(Source)


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a run."""

    run_id: int
    state: str
    report: Report


class SyncJob:
    """Runs sources for one process. `changed` wakes readers, `heard` hears of progress, `access` opens stores."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        folder: Path,
        changed: Callable[[], None],
        heard: Callable[[Report], None] | None = None,
    ) -> None:
        self._database, self._clock, self._folder = database, clock, folder
        self._changed, self._heard = changed, heard
        self._runner = secrets.token_hex(8)
        self.access = Access()

    async def run(self, source: str, *, full: bool = False) -> Ended | None:
        """Read a source now; None when another process is at it. Raises UnknownSource."""
        begun = await self._begin(source, full=full)
        if begun is None:
            return None
        row, run = begun
        log.info("sync.started", source=source, run=run.id, full=run.is_full)
        try:
            async with self._holding(source):
                ended = await self._carry_out(row, run)
        except LeaseLost:
            log.warning("sync.taken_over", source=source, run=run.id)
            return None
        except (DBAPIError, OSError, asyncio.CancelledError):
            await self._let_go(source)  # the run stays as it is: whoever is next goes on with it
            raise
        log.info("sync.ended", source=source, run=run.id, state=ended.state, **_counts(ended.report))
        return ended

    async def _begin(self, source: str, *, full: bool) -> tuple[Source, Begun] | None:
        now = self._clock.now()
        async with self._database.session() as session:
            connection = await session.connection()
            if not await take_lease(connection, source, self._runner, now):
                if await session.get(Source, source) is None:
                    raise UnknownSource(f"there is no source {source}")
                return None
            row = await session.get_one(Source, source)
            is_full = full or row.asked == "full" or _is_full_due(row, now)
            return row, await begin_run(connection, source, is_full=is_full, now=now)

    async def _carry_out(self, row: Source, run: Begun) -> Ended:
        report, marks = run.report, dict(row.marks)
        try:
            async with open_source(self._asked(row, run)) as opened:
                report = await self._read(row, run, opened)
                marks = dict(opened.marks) or marks
                run = replace(run, is_full=run.is_full and opened.told is not None)
        except SourceFailed as failed:
            report.why, report.may_pass = str(failed), failed.may_pass
        except (LeaseLost, DBAPIError, OSError):
            raise
        except Exception as error:
            log.exception("sync.broke", source=row.name, run=run.id)
            report.why = f"an error in Shopclerk: {type(error).__name__}"
        return await self._end(row, run, report, marks)

    async def _read(self, row: Source, run: Begun, opened: Opened) -> Report:
        if opened.told is None:
            run.report.note(row.address, "nothing has changed since the last time")
            return run.report
        if not opened.goes_on:
            run.report.done = run.report.same = 0
        reading = Reading(run.started_at if run.is_full else None, run.id if run.is_full else None, run.report)
        reading.changed = self._changed

        async def keep(connection: Any, report: Report) -> None:
            await keep_progress(connection, run.id, report)
            await keep_lease(connection, row.name, self._runner, self._clock.now())
            if self._heard is not None:
                self._heard(report)

        reading.keep = keep
        return await take(self._database.session, row.name, opened.told, self._clock.now, reading)

    async def _end(self, row: Source, run: Begun, report: Report, marks: dict[str, str]) -> Ended:
        now = self._clock.now()
        async with self._database.reading() as session:
            origin = await read_origin(session, row.name)
        async with self._database.session() as session:
            connection = await session.connection()
            state = await end_run(connection, run, origin, report, now)
            await keep_lease(connection, row.name, self._runner, now)
            next_at = _next_at(row, now, failed=state == FAILED, may_pass=report.may_pass)
            kept = {"next_at": next_at, "marks": marks if state != FAILED or _tells_changes(row) else {}}
            await connection.execute(update(_SOURCE).where(_SOURCE.c.name == row.name).values(kept))
            await end_lease(connection, row.name, self._runner)
        self._changed()
        return Ended(run.id, state, report)

    def _asked(self, row: Source, run: Begun) -> Asked:
        return Asked(
            row.name,
            row.kind,
            row.address,
            row.settings,
            row.language,
            row.currency,
            self._folder,
            None if run.is_full else row.since,
            run.report.cursor,
            row.marks,
            self.access,
        )

    @asynccontextmanager
    async def _holding(self, source: str) -> AsyncIterator[None]:
        """Hold the lease while the block lasts, also through long silences of the source. Raises LeaseLost."""
        holder = asyncio.current_task()
        beating = asyncio.create_task(self._beat(source, holder))
        try:
            yield
        except asyncio.CancelledError:
            if beating.done() and not beating.cancelled() and isinstance(beating.exception(), LeaseLost):
                raise LeaseLost(source) from None
            raise
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)

    async def _beat(self, source: str, holder: "asyncio.Task[Any] | None") -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 4)
            try:
                async with self._database.session() as session:
                    await keep_lease(await session.connection(), source, self._runner, self._clock.now())
            except LeaseLost:
                if holder is not None:
                    holder.cancel()
                raise
            except (DBAPIError, OSError):
                log.warning("sync.lease_not_kept", source=source)

    async def _let_go(self, source: str) -> None:
        try:
            async with self._database.session() as session:
                await end_lease(await session.connection(), source, self._runner)
        except (DBAPIError, OSError):
            log.warning("sync.lease_not_returned", source=source)


def _tells_changes(row: Source) -> bool:
    return row.kind in KINDS and KINDS[row.kind].tells_changes


def _is_full_due(row: Source, now: datetime) -> bool:
    """A kind that cannot tell changes is always read in full."""
    if not _tells_changes(row):
        return True
    return row.full_at is None or row.since is None or bool(row.every and now >= row.full_at + _seconds(row.every))


def _next_at(row: Source, now: datetime, *, failed: bool, may_pass: bool) -> datetime | None:
    """When to look again: with jitter, so that many shops do not ask at once; soon after what may pass."""
    usual = row.every
    if _tells_changes(row):
        usual = int(row.settings.get("changes_every", min(CHANGES_EVERY, row.every or CHANGES_EVERY)))
    if failed and may_pass:
        wait: timedelta = min(FIRST_RETRY * (1 << 2 * min(row.failures, 6)), LONGEST_RETRY)
        return now + (min(wait, _seconds(usual)) if usual else wait)
    return now + _seconds(usual * random.uniform(1 - JITTER, 1 + JITTER)) if row.every else None


def _seconds(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def _counts(report: Report) -> dict[str, Any]:
    names = ("added", "changed", "gone", "same", "late", "refused")
    return {name: getattr(report, name) for name in names}
