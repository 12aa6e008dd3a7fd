"""A run of a source from its beginning to its end; what a complete one has not met is gone, unless that is too much.

Killed anywhere, the run is still there as `running`: whoever has the source next goes on from its cursor.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.errors import CatalogError
from catalog.sync import queries
from catalog.sync.apply import Moment, Writing, finish
from catalog.sync.queries import table
from catalog.sync.report import Report
from catalog.sync.rows import Origin
from catalog.sync.tables import Run, Seen, Source

RUNNING, DONE, FAILED, HELD = "running", "done", "failed", "held"

_RUN, _SEEN, _SOURCE = table(Run), table(Seen), table(Source)

Row = dict[str, Any]


class NothingHeld(CatalogError):
    """There is no run of this source that waits to be confirmed."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A run under way: new, or left by a process that died."""

    id: int
    is_full: bool
    started_at: datetime
    report: Report


async def begin_run(connection: AsyncConnection, source: str, *, is_full: bool, now: datetime) -> Begun:
    """The run that was left unfinished, else a new one."""
    left = select(_RUN).where(_RUN.c.source == source, _RUN.c.state == RUNNING).order_by(_RUN.c.id.desc())
    row = (await connection.execute(left)).mappings().first()
    if row is not None:
        return Begun(row["id"], row["is_full"], row["started_at"], Report.of(dict(row)))
    report = Report()
    new = {"source": source, "is_full": is_full, "state": RUNNING, "started_at": now, **report.columns()}
    run_id = (await connection.execute(insert(_RUN).values(new).returning(_RUN.c.id))).scalar_one()
    return Begun(int(run_id), is_full, now, report)


async def keep_progress(connection: AsyncConnection, run_id: int, report: Report) -> None:
    """What came of it so far, in the transaction that wrote it."""
    await connection.execute(update(_RUN).where(_RUN.c.id == run_id).values(report.columns()))


async def end_run(connection: AsyncConnection, run: Begun, origin: Origin, report: Report, now: datetime) -> str:
    """The end of a run whose source told all it had (or says in `report.why` that it did not); answers its state.

    Only a complete full run takes away what it has not met; one that lost more than the source's share is held.
    """
    await queries.lock_source(connection, origin.name)
    state = FAILED if report.why else DONE
    if state == DONE and run.is_full:
        state = await _settle_absent(connection, run, origin, report, now)
    await _close(connection, run.id, state, report, now)
    if state == DONE:
        await _forget_held(connection, origin.name, run)
    times = {"failures": 0, "since": run.started_at, **({"full_at": run.started_at} if run.is_full else {})}
    values = {"failures": _SOURCE.c.failures + 1} if state == FAILED else times
    await connection.execute(update(_SOURCE).where(_SOURCE.c.name == origin.name).values(values))
    return state


async def confirm_held(connection: AsyncConnection, origin: Origin, now: datetime) -> int:
    """Take away what the newest held run has not met; answers how many. Raises NothingHeld."""
    await queries.lock_source(connection, origin.name)
    held = select(_RUN).where(_RUN.c.source == origin.name, _RUN.c.state == HELD).order_by(_RUN.c.id.desc())
    row = (await connection.execute(held)).mappings().first()
    if row is None:
        raise NothingHeld(f"no run of {origin.name} waits to be confirmed")
    report = Report.of(dict(row))
    report.why = ""
    absent = await queries.list_absent(connection, origin.name, row["id"], row["started_at"])
    await _take_away(Writing(connection, origin, Moment(now), report), absent, row["started_at"])
    await _close(connection, row["id"], DONE, report, now)
    return len(absent)


async def _settle_absent(
    connection: AsyncConnection, run: Begun, origin: Origin, report: Report, now: datetime
) -> str:
    absent = await queries.list_absent(connection, origin.name, run.id, run.started_at)
    present = await queries.count_present(connection, origin.name)
    share = (await connection.execute(select(_SOURCE.c.share).where(_SOURCE.c.name == origin.name))).scalar_one()
    if len(absent) * 100 > share * present:
        report.why = (
            f"{len(absent)} of {present} products are missing, more than {share} %: nothing was taken away. "
            f"Look at the source; if it is right, `shopclerk catalog sync {origin.name} --confirm`"
        )
        return HELD
    if absent and len(absent) <= report.unread:
        report.note("end", f"{len(absent)} products were not met; as many could not be read, so they stay")
        return DONE
    await _take_away(Writing(connection, origin, Moment(now), report), absent, run.started_at)
    return DONE


async def _take_away(writing: Writing, absent: list[Row], began: datetime) -> None:
    """Gone as of when the run began: what came after that is newer."""
    await queries.bury(writing.connection, [{"key": row["id"], "at": began} for row in absent])
    writing.touched.update(row["id"] for row in absent)
    writing.report.gone += len(absent)
    await finish(writing)


async def _close(connection: AsyncConnection, run_id: int, state: str, report: Report, now: datetime) -> None:
    values = {**report.columns(), "state": state, "ended_at": now}
    await connection.execute(update(_RUN).where(_RUN.c.id == run_id).values(values))
    if state != HELD:
        await connection.execute(delete(_SEEN).where(_SEEN.c.run_id == run_id))


async def _forget_held(connection: AsyncConnection, source: str, run: Begun) -> None:
    """What an earlier full run held is settled by one that came through."""
    if not run.is_full:
        return
    held = select(_RUN.c.id).where(_RUN.c.source == source, _RUN.c.state == HELD, _RUN.c.id < run.id)
    await connection.execute(delete(_SEEN).where(_SEEN.c.run_id.in_(held)))
    settled = update(_RUN).where(_RUN.c.source == source, _RUN.c.state == HELD, _RUN.c.id < run.id)
    await connection.execute(settled.values(state=DONE, why=f"run {run.id} came through after it"))
