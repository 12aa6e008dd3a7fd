"""Items and sources that take only what a test is about, and a source that is run as a job would run it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.storage.database import Database
from catalog.items import Item, ItemText, ItemVariant, Money, Told
from catalog.sync.report import Report
from catalog.sync.run import Begun, begin_run, end_run, keep_progress
from catalog.sync.tables import Source
from catalog.sync.take import Reading, read_origin, take

START = datetime(2026, 11, 22, 9, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """So many minutes after nine."""
    return START + timedelta(minutes=minutes)


def variant(external_id: str, price: int | None = 1000, stock: int | None = 5, **more: Any) -> ItemVariant:
    money = None if price is None else Money(price, more.pop("currency", "USD"))
    left = None if stock is None else Decimal(stock)
    return ItemVariant(external_id, price=money, stock=left, **more)


def item(
    external_id: str, *variants: ItemVariant, title: str = "A dress", told: float | None = 0, **more: Any
) -> Item:
    """A product that the source changed `told` minutes after nine; None: it does not say when."""
    updated = None if told is None else at(told)
    texts = more.pop("texts", {"en": ItemText(title)})
    return Item(external_id, texts, variants or (variant(f"v{external_id}"),), updated_at=updated, **more)


async def add_source(database: Database, name: str = "shop", **more: Any) -> None:
    async with database.session() as session:
        fields = {"kind": "lines", "address": "shop.jsonl", "currency": "USD", "added_at": START} | more
        session.add(Source(name=name, **fields))


async def hear(database: Database, *told: Told, now: float = 0, source: str = "shop") -> Report:
    """What a webhook would bring."""
    return await take(database.session, source, told, lambda: at(now))


async def run(database: Database, told: Iterable[Told], now: float, source: str = "shop") -> tuple[str, Report]:
    """A full run that begins and ends `now`."""
    begun = await begin(database, now, source)
    report = await read(database, begun, told, now, source)
    return await end(database, begun, report, now, source), report


async def begin(database: Database, now: float, source: str = "shop") -> Begun:
    async with database.session() as session:
        return await begin_run(await session.connection(), source, is_full=True, now=at(now))


async def read(database: Database, begun: Begun, told: Iterable[Told], now: float, source: str = "shop") -> Report:
    async def keep(connection: Any, report: Report) -> None:
        await keep_progress(connection, begun.id, report)

    reading = Reading(begun.started_at, begun.id, begun.report, keep)
    return await take(database.session, source, told, lambda: at(now), reading)


async def end(database: Database, begun: Begun, report: Report, now: float, source: str = "shop") -> str:
    async with database.session() as session:
        origin = await read_origin(session, source)
        await session.rollback()
        return await end_run(await session.connection(), begun, origin, report, at(now))


async def rows(database: Database, sql: str, *args: Any) -> list[tuple[Any, ...]]:
    """What the database holds."""
    async with database.read() as tx:
        return [tuple(row) for row in await tx.rows(sql, *args)]


async def events(database: Database) -> list[tuple[str, str]]:
    """Name and SKU of every shop event, in order."""
    return [(name, sku) for name, sku in await rows(database, "select name, sku from shop_event order by id")]
