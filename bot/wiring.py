"""All parts of one process, and their work in the background."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette

from bot.actions.searches import Searches
from bot.actions.shelves import Shelves
from bot.actions.shopfile.shop import Shop
from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.doors.goodsnews import NAMES as NEWS_OF_GOODS
from bot.doors.parts import DoorParts
from bot.doors.restock import EVENT as RESTOCKED
from bot.hooks.deliver import HookClerk
from bot.inbox.keep import Inbox
from bot.jobs.clerk import SyncClerk
from bot.jobs.pairs import PairClerk
from bot.jobs.pictures import PictureClerk
from bot.jobs.sending import SendsCatalog
from bot.journeys.clearing import JourneyClearing
from bot.journeys.fetches import FetchClerk
from bot.keeper import FlowKeeper
from bot.live.clerk import LiveClerk
from bot.log import get_log
from bot.media.fetch import MediaFetcher
from bot.media.room import Room
from bot.migrations.upgrade import is_newest
from bot.outbox.dispatch import Dispatcher
from bot.outbox.reconcile import Reconciler
from bot.outbox.statuses import Statuses
from bot.settings import Settings
from bot.storage.database import Database
from bot.stores.clerk import StoreClerk
from bot.stores.keep import StoreInbox
from bot.stores.signature import BodyCheck
from bot.stores.upkeep import Upkeep
from bot.templates.clerk import TemplateClerk
from bot.templates.parts import TemplateParts
from bot.turns.parts import TurnParts
from bot.turns.retention import RetentionClerk
from bot.turns.timers import TimerClerk
from bot.turns.worker import TurnWorker
from bot.web import LateDoor
from bot.whatsapp.catchup import CatchUp
from bot.whatsapp.downloads import TwilioMedia
from bot.whatsapp.sender import TwilioWhatsApp
from bot.whatsapp.signature import SignatureCheck
from bot.whatsapp.threshold import Threshold
from flows.engine.journeys.hear import heard_names, listens_to

log = get_log(__name__)

Work = Callable[[], Coroutine[Any, Any, None]]


@dataclass
class Wiring:
    """All parts of one process, joined."""

    settings: Settings
    database: Database
    coordinator: Coordinator
    clock: Clock
    shop: Shop
    as_filed: Shop  # without what was changed in the console
    shelves: Shelves
    searches: Searches
    inbox: Inbox
    statuses: Statuses
    channel: TwilioWhatsApp
    dispatcher: Dispatcher
    reconciler: Reconciler
    worker: TurnWorker
    timers: TimerClerk
    live: LiveClerk
    hooks: HookClerk
    retention: RetentionClerk
    templates: TemplateClerk
    threshold: Threshold
    catch_up: CatchUp
    media_source: TwilioMedia
    fetcher: MediaFetcher
    syncs: SyncClerk
    pictures: PictureClerk
    pairs: PairClerk
    search_feed: SendsCatalog | None  # only with a search server
    fetches: FetchClerk
    clearing: JourneyClearing
    stores: StoreClerk
    store_inbox: StoreInbox
    upkeep: Upkeep
    store_checks: dict[str, BodyCheck]
    event_door: LateDoor
    signature_check: SignatureCheck
    doors: DoorParts
    keys: Sequence[bytes]  # sign buttons and links; the first signs, all are believed
    turns: TurnParts
    keeper: FlowKeeper
    wordings: TemplateParts
    media: Room
    emulator_app: Starlette | None = None
    loops: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    ends: list[Callable[[], None]] = field(default_factory=list)  # each lets go of whoever reads along

    @asynccontextmanager
    async def working(self, roles: Sequence[str]) -> AsyncIterator[None]:
        """Work in the background while the block lasts; then finish what is under way and close everything."""
        works: dict[str, Sequence[Work]] = {
            "web": (self.catch_up.run,),
            "turns": (self.worker.run, self.shelves.run, self.doors.restock.run),
            "sends": (self.dispatcher.run, self.reconciler.run),
            "timers": (
                self.timers.run,
                self.live.run,
                self.fetcher.run,
                self.fetches.run,
                self.clearing.run,
                *self._catalog_work(),
            ),
        }
        for work in (self.keeper.run, *(work for role in roles for work in works.get(role, ()))):
            name = work.__qualname__.partition(".")[0]
            self.loops[name] = asyncio.create_task(work(), name=name)
            self.loops[name].add_done_callback(_report_end)
        try:
            yield
        finally:
            for task in self.loops.values():
                task.cancel()
            await asyncio.gather(*self.loops.values(), return_exceptions=True)
            await self.close()

    def _catalog_work(self) -> Sequence[Work]:
        """What keeps the catalog, what is known of it, and templates. Stores have a loop only where one calls."""
        is_called = bool(self.settings.events_secrets) or any(each.is_set for each in self.store_checks.values())
        stores = (self.stores.run, self.upkeep.run) if is_called else ()
        feed = (self.search_feed.run,) if self.search_feed else ()
        kept = (self.syncs.run, self.pictures.run, self.pairs.run, self.templates.run)
        return (*kept, *stores, *feed, self.hooks.run, self.retention.run)

    def use(self, parts: TurnParts) -> None:
        """Work with these flows from the next turn on."""
        self.turns, self.shop = parts, parts.shop
        self.doors.texts.offered = parts.languages
        self.worker.use(parts)
        self.retention.use(parts.shop.privacy)
        journeys = parts.flows.journeys
        self.doors.restock.by_journey = listens_to(journeys, RESTOCKED)
        self.statuses.becomings.listened = heard_names(journeys)
        self.doors.restock.listened = [name for name in NEWS_OF_GOODS if listens_to(journeys, name)]

    def end_streams(self) -> None:
        """Let go of whoever watches a simulated phone or the console: they would hold up the end."""
        for end in self.ends:
            end()
        if self.emulator_app is not None:
            self.emulator_app.state.emulator.end_streams()

    async def list_faults(self) -> list[str]:
        """What keeps this process from being ready; empty when nothing does."""
        ended = [f"{name} has stopped" for name, task in self.loops.items() if task.done()]
        return ended + await self._list_database_faults()

    async def _list_database_faults(self) -> list[str]:
        try:
            async with asyncio.timeout(2):
                return [] if await is_newest(self.database) else ["the database has an older schema"]
        except Exception as error:  # noqa: BLE001 - told to whoever asks
            return [f"the database does not answer: {type(error).__name__}"]

    async def close(self) -> None:
        """Let go of every connection, the database last."""
        await self.worker.stop()
        await self.dispatcher.finish()
        await self.channel.close()
        await self.media_source.close()
        if self.emulator_app is not None:
            await self.emulator_app.state.emulator.close()
        await self.shelves.close()
        await self.searches.close()
        if self.search_feed is not None:
            await self.search_feed.close()
        await self.coordinator.close()
        await self.database.close()


def _report_end(task: "asyncio.Task[None]") -> None:
    if not task.cancelled():
        log.error("loop.ended", name=task.get_name(), error=type(task.exception()).__name__)
