"""Taking what a source tells: the one way into the catalog for full runs, changes and webhooks alike.

Idempotent, in any order: what is older than what is known changes nothing, what is the same costs a look.
"""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from catalog.errors import CatalogError
from catalog.items import Mark, SourceFailed, Told
from catalog.sync import queries
from catalog.sync.apply import Moment, Writing, apply
from catalog.sync.group import Group, groups_of, known_fingerprints
from catalog.sync.report import Report
from catalog.sync.rows import LabelKey, Origin
from catalog.sync.tables import Source

AT_ONCE = 1000  # told values that are read before they are written
FEW = 8  # so few are made ready here and now

Sessions = Callable[[], AbstractAsyncContextManager[AsyncSession]]
Tells = Iterable[Told] | AsyncIterable[Told]


class UnknownSource(CatalogError):
    """No source of this name has been added."""


@dataclass(slots=True)
class Reading:
    """How a source is read. Of a full run: `began` and `run_id`, under which it writes down what it has met.

    `keep` runs inside each transaction (progress, the lease); `changed` after each commit that changed anything.
    """

    began: datetime | None = None
    run_id: int | None = None
    report: Report = field(default_factory=Report)
    keep: Callable[[AsyncConnection, Report], Awaitable[None]] | None = None
    changed: Callable[[], None] | None = None
    labels: dict[LabelKey, str] = field(default_factory=dict)


async def take(
    sessions: Sessions, source: str, told: Tells, now: Callable[[], datetime], reading: Reading | None = None
) -> Report:
    """Write down what is told. Where the source fails on the way, what came before is kept and the report says why.

    Raises UnknownSource.
    """
    reading = reading or Reading()
    async with sessions() as session:
        origin = await read_origin(session, source)
    try:
        async for batch in _batches(told):
            for group in await _grouped(batch, origin):
                await _take_group(sessions, origin, group, now, reading)
    except SourceFailed as failed:
        reading.report.why, reading.report.may_pass = str(failed) or "the source failed", failed.may_pass
    return reading.report


async def read_origin(session: AsyncSession, name: str) -> Origin:
    """A source's language, currency and levels. Raises UnknownSource."""
    row = await session.get(Source, name)
    if row is None:
        raise UnknownSource(f"there is no source {name}: add it with `shopclerk catalog add`")
    low, surplus = row.settings.get("low_stock", 5), row.settings.get("surplus", 0)
    return Origin(row.name, row.language, row.currency, int(low), int(surplus))


async def _grouped(batch: list[Told], origin: Origin) -> list[Group]:
    if len(batch) <= FEW:
        return list(groups_of(batch, origin))
    return await asyncio.to_thread(lambda: list(groups_of(batch, origin)))


async def _take_group(
    sessions: Sessions, origin: Origin, group: Group, now: Callable[[], datetime], reading: Reading
) -> None:
    at = Moment(now(), reading.began)
    if len(group.items) > FEW:
        async with sessions() as session:
            known = await queries.find_products(await session.connection(), origin.name, sorted(group.ids))
        await asyncio.to_thread(group.prepare, known_fingerprints(list(known.values())), origin, at.known_at)
    report = reading.report.copy()
    async with sessions() as session:
        connection = await session.connection()
        await apply(Writing(connection, origin, at, report), group, reading.run_id, reading.labels)
        if reading.keep is not None:
            await reading.keep(connection, report)
    changed = report.version != reading.report.version
    reading.report = report
    if changed and reading.changed is not None:
        reading.changed()


async def _batches(told: Tells) -> AsyncIterator[list[Told]]:
    """Some at a time. What a source told before it failed comes first, then its failure is raised."""
    if isinstance(told, AsyncIterable):
        async for batch in _from_afar(told):
            yield batch
        return
    if isinstance(told, (list, tuple)) and len(told) <= FEW:
        yield list(told)
        return
    iterator = iter(told)
    while True:
        batch, failure = await asyncio.to_thread(_read_some, iterator)
        if batch:
            yield batch
        if failure is not None:
            raise failure
        if len(batch) < AT_ONCE:
            return


async def _from_afar(told: AsyncIterable[Told]) -> AsyncIterator[list[Told]]:
    batch: list[Told] = []
    failure: Exception | None = None
    try:
        async for each in told:
            batch.append(each)
            if len(batch) >= AT_ONCE or isinstance(each, Mark):  # a source may wait long behind its mark
                yield batch
                batch = []
    except Exception as error:  # noqa: BLE001 - raised below, after what came before it
        failure = error
    if batch:
        yield batch
    if failure is not None:
        raise failure


def _read_some(iterator: Iterator[Told]) -> tuple[list[Told], Exception | None]:
    batch: list[Told] = []
    try:
        for each in islice(iterator, AT_ONCE):
            batch.append(each)
    except Exception as error:  # noqa: BLE001 - raised after what came before it is written
        return batch, error
    return batch, None
