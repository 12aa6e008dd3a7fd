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
from bot.jobs.access import Access
from bot.jobs.openers import Asked
from bot.jobs.stores import fetch_product, fetch_stock, kept_paths, may_fetch, store_terms
from bot.storage.columns import from_micros
from bot.storage.database import Database
from bot.storage.transactions import Row
from bot.stores.clerk import Outcome
from bot.stores.events import AFTERSHIP, EASYPOST, EVENTS, WEB
from bot.stores.products import PRODUCT, STOCK, Answer, Ask, Handler, Heard
from bot.stores.queries import FIND_PARENT, FIND_PLACE, FIND_SOURCE, LIST_SOURCES
from bot.stores.record import Delivered, Recorder
from bot.stores.states import DONE, FAILED, IGNORED
from bot.stores.topics import RECORDS, TOPICS
from bot.stores.webhook import shop_of
from catalog.feeds.loose import NotJson, parse_record
from catalog.feeds.terms import Terms
from catalog.feeds.values import RowWrong, Values
from catalog.items import Gone, Item, Quote, SourceFailed, StockLevel, Told
from catalog.sync.take import take

AT_ONCE = 4  # products that are asked for at a store side by side
OF_NO_STORE = frozenset({EASYPOST, AFTERSHIP, WEB, EVENTS})  # or the store that they name
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

    def __init__(
        self, database: Database, clock: Clock, access: Access, changed: Callable[[], None], recorder: Recorder
    ) -> None:
        self._database, self._clock, self._access, self._changed = database, clock, access, changed
        self._recorder = recorder

    async def apply(self, rows: Sequence[Row]) -> list[Outcome]:
        """Take them in, store by store."""
        events = [Event.of(row) for row in rows]
        by_store: dict[tuple[str, str], list[Event]] = defaultdict(list)
        for event in sorted(events, key=lambda each: (each.told_at or each.received_at, each.id)):
            by_store[event.platform, event.shop].append(event)
        outcomes: list[Outcome] = []
        for (platform, shop), told in by_store.items():
            records = RECORDS[platform]
            goods = [each for each in told if each.topic not in records]
            people = [each for each in told if each.topic in records]
            if platform in OF_NO_STORE:
                outcomes += await self._record(shop or platform, Terms(), people)
                people = []
            if goods or people:
                outcomes += await self._of_store(platform, shop, goods, people)
        return outcomes

    async def _of_store(
        self, platform: str, shop: str, goods: Sequence[Event], people: Sequence[Event]
    ) -> list[Outcome]:
        """What needs a source of the catalog: that follows the store, or is named."""
        source = await self._find_source(platform, shop)
        if source is None:
            why = f"no source of the catalog is the store {shop or 'without a name'}"
            return [Outcome(each.id, each.attempts, IGNORED, why) for each in (*goods, *people)]
        return [*await self._take(source, goods), *await self._record(source.name, store_terms(source), people)]

    async def _record(self, source: str, terms: Terms, events: Sequence[Event]) -> list[Outcome]:
        """What tells of orders, carts, parcels and people."""
        told = [
            Delivered(each.id, RECORDS[each.platform][each.topic], each.body, each.told_at, each.received_at)
            for each in events
        ]
        attempts = {each.id: each.attempts for each in events}
        return [
            Outcome(
                each.number, attempts[each.number], None if each.again else FAILED if each.why else DONE, each.why
            )
            for each in await self._recorder.take_deliveries(source, terms, told)
        ]

    async def _take(self, source: Asked, events: Sequence[Event]) -> list[Outcome]:
        """First what was told in full, so that nobody waits for what is still to be asked for at the store."""
        told: list[tuple[Event, Sequence[Told]]] = []
        asks: list[tuple[Event, Ask]] = []
        outcomes: list[Outcome] = []
        for event in events:
            try:
                answer = await _read(source, event)
            except (NotJson, RowWrong) as error:
                outcomes.append(Outcome(event.id, event.attempts, FAILED, str(error)))
                continue
            if isinstance(answer, Ask):
                asks.append((event, answer))
            elif (instead := await self._ask_instead(source, answer)) is not None:
                asks.append((event, instead))
            else:
                told.append((event, answer))
        outcomes += await self._write(source, told)
        return outcomes + (await self._fetch(source, asks) if asks else [])

    async def _write(self, source: Asked, told: Sequence[tuple[Event, Sequence[Told]]]) -> list[Outcome]:
        timed = [(_moment_of(each, event), each) for event, answer in told for each in answer]
        ordered = [each for _, each in sorted(timed, key=lambda pair: pair[0])]
        if not ordered:
            return [Outcome(event.id, event.attempts, DONE) for event, _ in told]
        report = await take(self._database.session, source.name, ordered, self._clock.now)
        if report.version:
            self._changed()
        why = "; ".join(f"{where}: {why}" for where, why in report.refusals[:3])
        state = FAILED if why and len(told) == 1 else DONE
        return [Outcome(event.id, event.attempts, state, why) for event, _ in told]

    async def _fetch(self, source: Asked, asks: Sequence[tuple[Event, Ask]]) -> list[Outcome]:
        """Each product once, however many events name it; a few at a time."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def fetch(ask: Ask) -> Sequence[Told] | SourceFailed:
            try:
                async with gate:
                    if ask.what == STOCK:
                        return await fetch_stock(source, ask.external_id)
                    return await fetch_product(source, ask.external_id, self._clock.now())
            except SourceFailed as failed:
                return failed

        wanted = list(dict.fromkeys(ask for _, ask in asks))
        found = dict(zip(wanted, await asyncio.gather(*map(fetch, wanted)), strict=True))
        told: list[tuple[Event, Sequence[Told]]] = []
        outcomes: list[Outcome] = []
        for event, ask in asks:
            answer = found[ask]
            if isinstance(answer, SourceFailed) and ask.told and not answer.may_pass:
                told.append((event, ask.told))
            elif isinstance(answer, SourceFailed):
                state = None if answer.may_pass else FAILED
                outcomes.append(Outcome(event.id, event.attempts, state, str(answer)))
            else:
                told.append((event, [*answer, *ask.told]))
        return outcomes + await self._write(source, told)

    async def _ask_instead(self, source: Asked, answer: Sequence[Told]) -> Ask | None:
        """What one place says of an item that is new here is not all: stock is the sum of all places.

        And WooCommerce tells of a deleted variation as if it were a product.
        """
        if len(answer) != 1 or not may_fetch(source):
            return None
        only = answer[0]
        async with self._database.read() as tx:
            if isinstance(only, StockLevel) and not await tx.row(FIND_PLACE, source.name, only.inventory_id):
                return Ask(STOCK, only.inventory_id, (only,))
            if isinstance(only, Gone) and (row := await tx.row(FIND_PARENT, source.name, only.external_id)):
                return Ask(PRODUCT, str(row[0]))
        return None

    async def _find_source(self, platform: str, shop: str) -> Asked | None:
        """The source that follows this store; what is told at our own door names the source itself."""
        async with self._database.read() as tx:
            by_name = platform == EVENTS
            rows = await (tx.rows(FIND_SOURCE, shop) if by_name else tx.rows(LIST_SOURCES, platform))
        for name, kind, address, settings, language, currency, marks in rows:
            if by_name or (shop_of(address) == shop and shop):
                given, kept = (json.loads(each) if isinstance(each, str) else each for each in (settings, marks))
                folder = Path()
                return Asked(name, kind, address, given, language, currency, folder, marks=kept, access=self._access)
        return None


async def _read(source: Asked, event: Event) -> Answer:
    """Raises NotJson or RowWrong."""
    if len(event.body) > LARGE:
        return await asyncio.to_thread(_read_now, source, event)
    return _read_now(source, event)


def _read_now(source: Asked, event: Event) -> Answer:
    module, _, name = TOPICS[event.platform][event.topic].partition(":")
    handler: Handler = getattr(import_module(module), name)
    values = Values(store_terms(source))
    body = parse_record(event.body)
    return handler(Heard(body, values, event.told_at, event.received_at, kept_paths(source)))


def _moment_of(told: Told, event: Event) -> datetime:
    """When it was so, by the store's own clock."""
    dated = (Gone, StockLevel, Quote)
    moment = told.updated_at if isinstance(told, Item) else told.at if isinstance(told, dated) else None
    even = moment or event.told_at or event.received_at
    return even if even.tzinfo else even.replace(tzinfo=UTC)
