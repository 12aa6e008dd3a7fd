"""One run of a source at a time, whoever runs it: a lease on its row, that a dead process lets go of by itself."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.errors import CatalogError
from catalog.sync.queries import table
from catalog.sync.tables import Run, Source

LEASE = timedelta(seconds=60)

_SOURCE, _RUN = table(Source), table(Run)


class LeaseLost(CatalogError):
    """Another process runs this source now: what this one has not committed is not written."""


async def take_lease(connection: AsyncConnection, source: str, runner: str, now: datetime) -> bool:
    """Whether the source is ours to run now."""
    free = or_(_SOURCE.c.leased_until.is_(None), _SOURCE.c.leased_until < now, _SOURCE.c.runner == runner)
    mine = update(_SOURCE).where(_SOURCE.c.name == source, free).values(runner=runner, leased_until=now + LEASE)
    return (await connection.execute(mine)).rowcount == 1


async def keep_lease(connection: AsyncConnection, source: str, runner: str, now: datetime) -> None:
    """Hold it on. Raises LeaseLost."""
    mine = update(_SOURCE).where(_SOURCE.c.name == source, _SOURCE.c.runner == runner)
    if (await connection.execute(mine.values(leased_until=now + LEASE))).rowcount != 1:
        raise LeaseLost(f"{source} is being read by another process now")


async def end_lease(connection: AsyncConnection, source: str, runner: str) -> None:
    """Let go of it."""
    mine = update(_SOURCE).where(_SOURCE.c.name == source, _SOURCE.c.runner == runner)
    await connection.execute(mine.values(leased_until=None, runner="", asked=""))


async def list_due(connection: AsyncConnection, now: datetime) -> list[str]:
    """Sources whose time has come, that somebody asked for, or whose run was left by a process that died."""
    left = select(_RUN.c.id).where(_RUN.c.source == _SOURCE.c.name, _RUN.c.state == "running").exists()
    due = select(_SOURCE.c.name).where(
        or_(_SOURCE.c.next_at <= now, _SOURCE.c.asked != "", left),
        or_(_SOURCE.c.leased_until.is_(None), _SOURCE.c.leased_until < now),
    )
    return [str(row[0]) for row in await connection.execute(due.order_by(_SOURCE.c.next_at, _SOURCE.c.name))]
