"""Events of stores taken into the catalog, in the order in which they happened."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from bot.clock import Clock
from bot.jobs.openers import Access, Asked
from bot.jobs.stores import fetch_product, fetch_stock, kept_paths, may_fetch, store_terms
from bot.storage.columns import from_micros
from bot.storage.database import Database
from bot.storage.transactions import Row
from bot.stores.clerk import Outcome
from bot.stores.products import Answer, Ask, Handler, Heard
from bot.stores.queries import FIND_PLACE, LIST_SOURCES
from bot.stores.states import DONE, FAILED, IGNORED
from bot.stores.topics import TOPICS
from bot.stores.webhook import shop_of
from catalog.feeds.loose import NotJson, parse_record
from catalog.feeds.values import RowWrong, Values
from catalog.items import Gone, Item, SourceFailed, StockLevel, Told
from catalog.sync.take import take

LARGE = 50_000  # characters of a body that is better read in a thread


@dataclass(frozen=True, slots=True)
class Event:
    """A row of `store_event`."""

    id: int
    platform: str
    shop: str
    topic: str
    body: str
    told_at: datetime | None
    received_at: datetime
    attempts: int

    @classmethod
    def of(cls, row: Row) -> "Event":
        """As `TAKE_UP` returns it."""
        told = None if row[5] is None else from_micros(row[5])
        return cls(row[0], row[1], row[2], row[3], row[4], told, from_micros(row[6]), row[7])


class Applying:
    """One lot of events."""

    def __init__(self, database: Database, clock: Clock, access: Access, changed: Callable[[], None]) -> None:
        self._database, self._clock, self._access, self._changed = database, clock, access, changed

    async def apply(self, rows: Sequence[Row]) -> list[Outcome]:
        """Take them in, store by store."""
        events = [Event.of(row) for row in rows]
        by_store: dict[tuple[str, str], list[Event]] = defaultdict(list)
        for event in sorted(events, key=lambda each: (each.told_at or each.received_at, each.id)):
            by_store[event.platform, event.shop].append(event)
        outcomes: list[Outcome] = []
        for (platform, shop), told in by_store.items():
            source = await self._find_source(platform, shop)
            if source is None:
                why = f"no source of the catalog is the store {shop or 'without a name'}"
                outcomes += [Outcome(each.id, each.attempts, IGNORED, why) for each in told]
            else:
                outcomes += await self._take(source, told)
        return outcomes

    async def _take(self, source: Asked, events: Sequence[Event]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        told: list[tuple[datetime, Told]] = []
        for event in events:
            try:
                told += [(_moment_of(each, event), each) for each in await self._told(source, event)]
                outcomes.append(Outcome(event.id, event.attempts, DONE))
            except (NotJson, RowWrong) as error:
                outcomes.append(Outcome(event.id, event.attempts, FAILED, str(error)))
            except SourceFailed as failed:
                state = None if failed.may_pass else FAILED
                outcomes.append(Outcome(event.id, event.attempts, state, str(failed)))
        ordered = [each for _, each in sorted(told, key=lambda pair: pair[0])]
        report = await take(self._database.session, source.name, ordered, self._clock.now)
        if report.version:
            self._changed()
        refused = "; ".join(f"{where}: {why}" for where, why in report.refusals[:3])
        if refused and len(events) == 1:
            return [Outcome(each.event_id, each.attempts, FAILED, refused) for each in outcomes]
        return outcomes

    async def _told(self, source: Asked, event: Event) -> Sequence[Told]:
        """Raises NotJson, RowWrong or SourceFailed."""
        work = asyncio.to_thread(_read, source, event) if len(event.body) > LARGE else None
        answer = await work if work is not None else _read(source, event)
        if isinstance(answer, Ask):
            return await fetch_product(source, answer.external_id, self._clock.now())
        return [*await self._other_places(source, answer), *answer]

    async def _other_places(self, source: Asked, told: Sequence[Told]) -> Sequence[Told]:
        """Stock is the sum of all places: of an item that is new here the others are asked for, too."""
        items = [each.inventory_id for each in told if isinstance(each, StockLevel)]
        if not items or not may_fetch(source):
            return ()
        async with self._database.read() as tx:
            if await tx.row(FIND_PLACE, source.name, items[0]):
                return ()
        return await fetch_stock(source, items[0])

    async def _find_source(self, platform: str, shop: str) -> Asked | None:
        """The source that follows this store."""
        async with self._database.read() as tx:
            rows = await tx.rows(LIST_SOURCES, platform)
        for name, kind, address, settings, language, currency, marks in rows:
            if shop_of(address) == shop and shop:
                given, kept = (json.loads(each) if isinstance(each, str) else each for each in (settings, marks))
                folder = Path()
                return Asked(name, kind, address, given, language, currency, folder, marks=kept, access=self._access)
        return None


def _read(source: Asked, event: Event) -> Answer:
    module, _, name = TOPICS[event.platform][event.topic].partition(":")
    handler: Handler = getattr(import_module(module), name)
    values = Values(store_terms(source))
    body = parse_record(event.body)
    return handler(Heard(body, values, event.told_at, event.received_at, kept_paths(source)))


def _moment_of(told: Told, event: Event) -> datetime:
    """When it was so, by the store's own clock."""
    moment = told.updated_at if isinstance(told, Item) else told.at if isinstance(told, (Gone, StockLevel)) else None
    even = moment or event.told_at or event.received_at
    return even if even.tzinfo else even.replace(tzinfo=UTC)
