"""What `shopclerk catalog add|sync|status|runs|remove` do."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from babel.numbers import list_currencies
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.actions.shopfile.shop import read_shop
from bot.clock import SystemClock
from bot.coordination.coordinator import Coordinator
from bot.coordination.open import open_coordinator
from bot.desk.lengths import seconds_of
from bot.desk.searchfeed import list_feeds
from bot.errors import BotError, SettingsWrong
from bot.inbox.queries import SET_FACT
from bot.jobs.access import access_of
from bot.jobs.clerk import BELL
from bot.jobs.openers import KINDS, STORES
from bot.jobs.stores import is_store, store_url
from bot.jobs.sync import Ended, SyncJob
from bot.settings import Settings
from bot.storage.database import Database
from catalog.collecting import collect_seldom
from catalog.demo.edition import FACT, REMOVED
from catalog.sync.queries import table
from catalog.sync.report import Report
from catalog.sync.run import FAILED, HELD, NothingHeld, confirm_held
from catalog.sync.tables import InventoryLevel, Run, Source
from catalog.sync.take import read_origin
from catalog.sync.withdraw import withdraw_all
from catalog.tables import Product

console = Console(markup=False)

_NAME = re.compile(r"[A-Za-z0-9_]{1,24}")
DEMO = "demo"  # what the products that come with the program are called here
SHOWN = 10  # refusals of a run in `status` and `sync`


class NoSuchSource(BotError):
    """No source is called that."""


class SyncFailed(BotError):
    """A run did not come through; the message says why."""


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source as it is asked for. `every` is a length of time, `levels` become its settings."""

    name: str
    kind: str
    address: str
    language: str
    currency: str
    every: str
    share: int
    levels: dict[str, Any]


async def add_source(settings: Settings, new: NewSource) -> None:
    """Write a source down, to be read at once. Raises SettingsWrong."""
    shop = read_shop(Path(settings.shop_file))
    currency = (new.currency or shop.currency).upper()
    _check(new, currency)
    now = SystemClock().now()
    facts = {
        "kind": new.kind,
        "address": _address(new),
        "language": new.language or shop.languages[0],
        "currency": currency,
        "every": seconds_of(new.every),
        "share": new.share,
        "next_at": now,
    }
    async with _opened(settings) as (database, coordinator):
        async with database.session() as session:
            kept = await session.get(Source, new.name) or Source(
                name=new.name, kind="", address="", added_at=now, currency=""
            )
            kept.sqlmodel_update({**facts, "settings": {**kept.settings, **new.levels}, "marks": {}})
            session.add(kept)
        coordinator.wake(BELL)
    console.print(f"{new.name} is read by the running shop, or now with: shopclerk catalog sync {new.name}")


def _address(new: NewSource) -> str:
    if new.kind in STORES:
        return store_url(new.address)
    return new.address if "://" in new.address else str(Path(new.address).resolve())


def _check(new: NewSource, currency: str) -> None:
    if not _NAME.fullmatch(new.name):
        raise SettingsWrong(f"{new.name} cannot be a source's name: letters, digits and _, 24 at most")
    if new.kind not in KINDS:
        raise SettingsWrong(f"there is no kind {new.kind}: {', '.join(KINDS)}")
    if currency not in list_currencies():
        raise SettingsWrong(f"{currency} is no currency (ISO 4217)")
    if new.kind in STORES and not is_store(new.address):
        raise SettingsWrong(f"{new.address} is no store's address, such as my-shop.myshopify.com")
    if (
        "://" not in new.address
        and KINDS[new.kind].opener.startswith("bot.jobs.files")
        and not Path(new.address).is_file()
    ):
        raise SettingsWrong(f"there is no file {new.address}")


async def sync_sources(settings: Settings, *, name: str, full: bool) -> None:
    """Run one source or all, with a bar. Raises NoSuchSource, or SyncFailed when one did not come through."""
    collect_seldom()
    failed = []
    async with _opened(settings) as (database, coordinator):
        for each in await _names(database, name):
            ended = await _sync(database, coordinator, settings, each, full=full)
            if ended is not None and ended.state in (FAILED, HELD):
                failed.append(f"{each}: {ended.report.why}")
    if failed:
        raise SyncFailed("\n".join(failed))


async def _sync(
    database: Database, coordinator: Coordinator, settings: Settings, name: str, *, full: bool
) -> Ended | None:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True, markup=False)) as progress:
        task = progress.add_task(name, total=None)

        def heard(report: Report) -> None:
            total = report.total and max(report.total, report.done)  # a source can only guess beforehand
            progress.update(task, completed=report.done, total=total, description=f"{name} {_short(report)}")

        folder = Path(settings.media_dir).parent / "feeds"
        job = SyncJob(database, SystemClock(), folder, lambda: coordinator.wake("catalog"), heard)
        shop = read_shop(Path(settings.shop_file))
        job.access = access_of(settings, shop.languages, shop.catalog.by_source, shop.timezone)
        ended = await job.run(name, full=full)
        if ended is not None:
            heard(ended.report)
    if ended is None:
        console.print(f"{name} is being read by another process now.")
        return None
    console.print(f"{name}: {ended.state}. {_short(ended.report)}")
    _print_reasons(ended.report.refusals, ended.report.refused)
    return ended


async def confirm_source(settings: Settings, name: str) -> None:
    """Let a held run take away what it lost. Raises NoSuchSource or SyncFailed."""
    async with _opened(settings) as (database, coordinator):
        await _names(database, name)
        async with database.reading() as session:
            origin = await read_origin(session, name)
        try:
            async with database.session() as session:
                gone = await confirm_held(await session.connection(), origin, SystemClock().now())
        except NothingHeld as error:
            raise SyncFailed(str(error)) from error
        coordinator.wake("catalog")
    console.print(f"{gone} products of {name} are sold no more.")


async def show_sources(settings: Settings) -> None:
    """Every source with its last run."""
    async with _opened(settings) as (database, _), database.read() as tx, database.reading() as session:
        for line in await list_feeds(tx):
            console.print(line, soft_wrap=True)
        connection = await session.connection()
        sources = [dict(row) for row in (await connection.execute(select(table(Source)))).mappings()]
        rows = [(row, await _count(connection, row["name"]), await _last(connection, row["name"])) for row in sources]
    if not rows:
        console.print("No source yet: shopclerk catalog add --help")
        return
    shown = Table("source", "kind", "products", "last run", "ended", "came of it", "next")
    for source, count, last in rows:
        state, ended, told = (last["state"], last["ended_at"], _short(Report.of(last))) if last else ("", None, "")
        facts = (source["name"], source["kind"], str(count), state, _moment(ended), told)
        shown.add_row(*facts, _moment(source["next_at"]))
    Console(markup=False).print(shown)
    for source, _, last in rows:
        if last and (last["why"] or last["refusals"]):
            console.print(f"{source['name']}: {last['why'] or 'refused:'}", soft_wrap=True)
            _print_reasons(last["refusals"], last["refused"])


async def show_runs(settings: Settings, name: str, *, limit: int, details: bool) -> None:
    """The last runs of a source. Raises NoSuchSource."""
    async with _opened(settings) as (database, _):
        await _names(database, name)
        async with database.reading() as session:
            rows = await _runs(await session.connection(), name, limit)
    shown = Table("run", "full", "state", "started", "ended", "came of it", "why")
    for row in rows:
        told = (str(row["id"]), "yes" if row["is_full"] else "no", row["state"], _moment(row["started_at"]))
        shown.add_row(*told, _moment(row["ended_at"]), _short(Report.of(row)), row["why"])
    Console(markup=False).print(shown)
    for row in rows if details else ():
        console.print(f"run {row['id']}")
        _print_reasons([*row["refusals"], *row["notes"]], row["refused"] + len(row["notes"]), shown=1000)


async def remove_source(settings: Settings, name: str) -> None:
    """Its products are sold no more and it is read no more. `demo` are the products that the program brings along,
    unless a source has that name. Raises NoSuchSource."""
    async with _opened(settings) as (database, coordinator):
        is_demo = name == DEMO and not await _is_source(database, name)
        if not is_demo:
            await _names(database, name)
        async with database.session() as session:
            connection = await session.connection()
            gone = await withdraw_all(connection, "" if is_demo else name, SystemClock().now())
            for model, column in ((Run, "source"), (InventoryLevel, "source"), (Source, "name")):
                await connection.execute(delete(table(model)).where(table(model).c[column] == name))
        if is_demo:  # nor is it loaded at the next start, or by the next release
            async with database.write() as tx:
                await tx.run(SET_FACT, FACT, REMOVED)
        coordinator.wake("catalog")
    console.print(f"{name} is forgotten; {gone} products are sold no more.")


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Database, Coordinator]]:
    database = Database(settings.database_url)
    coordinator = open_coordinator(settings.redis_url, database)
    try:
        yield database, coordinator
    finally:
        await coordinator.close()
        await database.close()


async def _is_source(database: Database, name: str) -> bool:
    async with database.read() as tx:
        return await tx.row("select 1 from catalog_source where name = $1", name) is not None


async def _names(database: Database, name: str) -> list[str]:
    """That one, or all. Raises NoSuchSource."""
    async with database.read() as tx:
        names = [str(row[0]) for row in await tx.rows("select name from catalog_source order by name")]
    if name and name not in names:
        raise NoSuchSource(f"there is no source {name}" + (f"; there are {', '.join(names)}" if names else ""))
    if not names:
        raise NoSuchSource("no source has been added yet: shopclerk catalog add --help")
    return [name] if name else names


async def _count(connection: AsyncConnection, source: str) -> int:
    products = table(Product)
    asked = (
        select(func.count()).select_from(products).where(products.c.source == source, products.c.gone_at.is_(None))
    )
    return int((await connection.execute(asked)).scalar_one())


async def _last(connection: AsyncConnection, source: str) -> dict[str, Any] | None:
    found = await _runs(connection, source, 1)
    return found[0] if found else None


async def _runs(connection: AsyncConnection, source: str, limit: int) -> list[dict[str, Any]]:
    runs = table(Run)
    asked = select(runs).where(runs.c.source == source).order_by(runs.c.id.desc()).limit(limit)
    return [dict(row) for row in (await connection.execute(asked)).mappings()]


def _short(report: Report) -> str:
    names = ("added", "changed", "gone", "same", "late", "refused")
    return ", ".join(f"{getattr(report, name)} {name}" for name in names if getattr(report, name)) or "nothing new"


def _print_reasons(reasons: list[list[str]], count: int, shown: int = SHOWN) -> None:
    for where, why in reasons[:shown]:
        console.print(f"  {where}: {why}", soft_wrap=True, markup=False, highlight=False)
    if count > shown:
        console.print(f"  … and {count - shown} more")


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat(" ", "minutes").partition("+")[0]
