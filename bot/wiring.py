"""The one place where real parts are joined."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from starlette.applications import Starlette

from bot.account import check_signatures, open_clock, open_emulator, secret_keys, stock_up, with_demo_account
from bot.actions.searches import Searches, open_searches
from bot.actions.shelves import Shelves, catalog_folder
from bot.actions.shopfile.shop import Shop, read_shop
from bot.actions.showing.atmeta import wares_at_meta
from bot.bridges.setup import open_bridges
from bot.changes.state import read_changes
from bot.clock import Clock, SystemClock
from bot.coordination.coordinator import Coordinator
from bot.coordination.open import open_coordinator
from bot.doors.parts import DoorParts
from bot.doors.restock import EVENT as RESTOCKED
from bot.handoff.plan import keep_plan
from bot.hooks.deliver import HookClerk
from bot.hooks.tell import Wanted
from bot.inbox.keep import Inbox
from bot.jobs.access import access_of
from bot.jobs.clerk import SyncClerk
from bot.jobs.pairs import PairClerk
from bot.jobs.pictures import PictureClerk
from bot.jobs.sending import SendsCatalog, open_feed
from bot.journeys.clearing import JourneyClearing
from bot.journeys.fetches import FetchClerk
from bot.journeys.running import Running
from bot.keeper import FlowKeeper
from bot.live.clerk import LiveClerk
from bot.log import get_log
from bot.media.fetch import MediaFetcher
from bot.media.folder import MediaFolder
from bot.media.room import Room
from bot.migrations.upgrade import is_newest
from bot.outbox.contents import KeptContents
from bot.outbox.dispatch import Dispatcher
from bot.outbox.parts import OutboxParts
from bot.outbox.reconcile import Reconciler
from bot.outbox.statuses import Statuses
from bot.settings import Settings
from bot.storage.database import Database
from bot.stores.clerk import StoreClerk
from bot.stores.keep import StoreInbox
from bot.stores.parts import events_door, open_upkeep, record_terms, store_checks
from bot.stores.signature import BodyCheck
from bot.stores.upkeep import Upkeep
from bot.talking import Rebuild, turn_parts
from bot.templates.clerk import TemplateClerk
from bot.templates.parts import TemplateParts
from bot.turns.parts import TurnParts
from bot.turns.retention import RetentionClerk
from bot.turns.shards import open_shards
from bot.turns.timers import TimerClerk
from bot.turns.worker import TurnWorker
from bot.web import LateDoor
from bot.whatsapp.catchup import CatchUp
from bot.whatsapp.client import TwilioHttp, open_client
from bot.whatsapp.downloads import TwilioMedia
from bot.whatsapp.reasons import explain
from bot.whatsapp.sender import TwilioWhatsApp
from bot.whatsapp.signature import SignatureCheck
from bot.whatsapp.templates import TwilioTemplates
from bot.whatsapp.threshold import Threshold
from flows.engine.journeys.hear import listens_to

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
        return (*kept, *stores, *feed, self.hooks.run, *self._clearing())

    def _clearing(self) -> Sequence[Work]:
        """A loop only where the shop keeps something for a while alone."""
        return (self.retention.run,) if self.retention.is_needed else ()

    def use(self, parts: TurnParts) -> None:
        """Work with these flows from the next turn on."""
        self.turns = parts
        self.worker.use(parts)
        self.doors.restock.by_journey = listens_to(parts.flows.journeys, RESTOCKED)

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


async def join_parts(given: Settings, clock: Clock | None = None, http: TwilioHttp | None = None) -> Wiring:
    """Join the real parts; `http` is another way to Twilio.

    Raises SettingsWrong when flows, shop file or settings cannot be used.
    """
    database = Database(given.database_url)
    try:
        return await _join(given, database, clock or SystemClock(), http)
    except BaseException:
        await database.close()
        raise


async def _join(given: Settings, database: Database, machine: Clock, http: TwilioHttp | None) -> Wiring:
    shop = read_shop(Path(given.shop_file))
    keys = await secret_keys(given, database)
    settings = with_demo_account(given, keys[0])
    clock = await open_clock(settings, database, machine)
    coordinator = open_coordinator(settings.redis_url)
    shelves = Shelves(database, coordinator, clock, catalog_folder(settings))
    await stock_up(database, shop, settings, clock)
    await shelves.refresh()
    wanted = Wanted()
    inbox = Inbox(database, coordinator, wanted)
    threshold = Threshold(inbox)
    doors = DoorParts(shop.door_plan, shop.name, shop.languages, shelves.newest, database, inbox, clock, settings)
    await doors.keep_links()
    await keep_plan(database, shop.handoff_plan)
    client = open_client(settings, http)
    channel, office = TwilioWhatsApp(settings, KeptContents(database), client), TwilioTemplates(settings, client)
    searches = open_searches(settings, database)
    typing = channel.show_typing
    async with database.read() as tx:
        seen = await read_changes(tx)
    parts = turn_parts(settings, shop, database, coordinator, clock, shelves, searches, keys, typing, doors, seen)
    doors.restock.by_journey = listens_to(parts.flows.journeys, RESTOCKED)
    keeper = FlowKeeper(
        database, coordinator, clock, Rebuild(parts, settings, shop, shelves, seen), seen, parts.flows
    )
    contracts = parts.flows.templates
    wordings = TemplateParts.of(office.account, contracts, shop.languages, settings.rates_file)
    grace = timedelta(seconds=settings.send_grace)
    rates = settings.send_rate, settings.pair_rate
    running = Running(parts.flows.journeys)
    sending = OutboxParts(
        database, channel, coordinator, clock, keys, explain, *rates, grace, wordings, wanted, running
    )
    statuses = Statuses(sending)
    dispatcher = Dispatcher(sending, statuses)
    source = TwilioMedia(settings)
    access = access_of(settings, shop.languages)
    room = Room(MediaFolder(Path(settings.media_dir)), database, settings.media_max_gb)
    wiring = Wiring(
        settings=settings,
        database=database,
        coordinator=coordinator,
        clock=clock,
        shop=shop,
        shelves=shelves,
        searches=searches,
        inbox=inbox,
        statuses=statuses,
        channel=channel,
        dispatcher=dispatcher,
        reconciler=Reconciler(sending, statuses),
        worker=TurnWorker(parts, open_shards(database), dispatcher),
        timers=TimerClerk(database, coordinator, clock),
        live=LiveClerk(database, clock),
        hooks=HookClerk(database, coordinator, clock, await open_bridges(settings, database, clock, room.folder)),
        retention=RetentionClerk(database, clock, shop.privacy),
        templates=TemplateClerk(database, coordinator, clock, office, contracts, submits=settings.shows_demo),
        threshold=threshold,
        catch_up=CatchUp(channel, threshold, database, coordinator, settings.senders, clock),
        media_source=source,
        fetcher=MediaFetcher(database, coordinator, clock, source, room),
        syncs=SyncClerk(database, coordinator, clock, Path(settings.media_dir).parent / "feeds", access),
        pictures=PictureClerk(database, coordinator, clock, Path(settings.media_dir).parent / "pictures"),
        pairs=PairClerk(database, coordinator),
        search_feed=open_feed(settings, database, coordinator, clock),
        fetches=FetchClerk(database, coordinator, clock),
        clearing=JourneyClearing(database, coordinator, clock, timedelta(days=shop.journeys.keep_days)),
        stores=StoreClerk(database, coordinator, clock, access, partial(record_terms, shop, settings)),
        store_inbox=StoreInbox(database, coordinator),
        upkeep=open_upkeep(database, coordinator, clock, shop, settings),
        store_checks=store_checks(settings),
        event_door=events_door(settings, database, clock, machine),
        signature_check=check_signatures(settings),
        doors=doors,
        keys=keys,
        turns=parts,
        keeper=keeper,
        wordings=wordings,
        media=room,
        emulator_app=open_emulator(settings, clock, wares_at_meta(shelves.newest, shop)),
    )
    keeper.uses += [wiring.use, lambda used: running.use(used.flows.journeys)]
    return wiring
