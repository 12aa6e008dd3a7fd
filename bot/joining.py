"""The one place where real parts are joined."""

from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.account import check_signatures, open_emulator
from bot.actions.showing.atmeta import wares_at_meta
from bot.bridges.setup import open_bridges
from bot.clock import Clock, SystemClock
from bot.ground import Ground, lay_ground, spoken_in
from bot.hooks.deliver import HookClerk
from bot.jobs.access import access_of
from bot.jobs.clerk import SyncClerk
from bot.jobs.pairs import PairClerk
from bot.jobs.pictures import PictureClerk
from bot.jobs.sending import open_feed
from bot.journeys.clearing import JourneyClearing
from bot.journeys.fetches import FetchClerk
from bot.journeys.running import Running
from bot.keeper import FlowKeeper
from bot.live.clerk import LiveClerk
from bot.media.fetch import MediaFetcher
from bot.media.folder import MediaFolder
from bot.media.room import Room
from bot.outbox.contents import KeptContents
from bot.outbox.dispatch import Dispatcher
from bot.outbox.parts import OutboxParts
from bot.outbox.reconcile import Reconciler
from bot.outbox.statuses import Statuses
from bot.settings import Settings
from bot.sources import list_own
from bot.storage.database import Database
from bot.stores.clerk import StoreClerk
from bot.stores.keep import StoreInbox
from bot.stores.parts import events_door, open_upkeep, record_terms, store_checks
from bot.talking import Rebuild, reads_of, turn_parts
from bot.templates.clerk import TemplateClerk
from bot.templates.parts import TemplateParts
from bot.turns.retention import RetentionClerk
from bot.turns.shards import open_shards
from bot.turns.timers import TimerClerk
from bot.turns.worker import TurnWorker
from bot.whatsapp.catchup import CatchUp
from bot.whatsapp.client import TwilioHttp, open_client
from bot.whatsapp.downloads import TwilioMedia
from bot.whatsapp.reasons import explain
from bot.whatsapp.sender import TwilioWhatsApp
from bot.whatsapp.templates import TwilioTemplates
from bot.whatsapp.threshold import Threshold
from bot.wiring import Wiring


async def join_parts(given: Settings, clock: Clock | None = None, http: TwilioHttp | None = None) -> Wiring:
    """Join the real parts; `http` is another way to Twilio.

    Raises SettingsWrong when flows, shop file or settings cannot be used.
    """
    database = Database(given.database_url)
    try:
        return await _join(await lay_ground(given, database, clock or SystemClock()), http)
    except BaseException:
        await database.close()
        raise


async def _join(ground: Ground, http: TwilioHttp | None) -> Wiring:
    settings, database, shop, clock = ground.settings, ground.database, ground.shop, ground.clock
    coordinator, media = ground.coordinator, Path(settings.media_dir)
    client = open_client(settings, http)
    channel, office = TwilioWhatsApp(settings, KeptContents(database), client), TwilioTemplates(settings, client)
    own, reads = list_own(settings.own_flows), reads_of(ground)
    parts = turn_parts(ground, reads, channel.show_typing, own)
    keeper = FlowKeeper(database, coordinator, clock, Rebuild(parts, ground, own), ground.began, parts.flows)
    running = Running(parts.flows.journeys)
    contracts = parts.flows.templates
    wordings = TemplateParts.of(office.account, contracts, shop.languages, settings.rates_file)
    sending = _outbox_parts(ground, channel, wordings, running)
    statuses = Statuses(sending)
    dispatcher = Dispatcher(sending, statuses)
    source, threshold = TwilioMedia(settings), Threshold(ground.inbox)
    access = access_of(settings, spoken_in(shop, ground.file), shop.catalog.by_source, shop.timezone)
    room = Room(MediaFolder(media), database, settings.media_max_gb)
    wiring = Wiring(
        settings=settings,
        database=database,
        coordinator=coordinator,
        clock=clock,
        shop=shop,
        as_filed=ground.file,
        shelves=ground.shelves,
        searches=ground.searches,
        inbox=ground.inbox,
        statuses=statuses,
        channel=channel,
        dispatcher=dispatcher,
        reconciler=Reconciler(sending, statuses),
        worker=TurnWorker(parts, open_shards(database), dispatcher),
        timers=TimerClerk(database, coordinator, clock),
        live=LiveClerk(database, coordinator, clock),
        hooks=HookClerk(database, coordinator, clock, await open_bridges(settings, database, clock, room.folder)),
        retention=RetentionClerk(database, coordinator, clock, shop.privacy),
        templates=TemplateClerk(database, coordinator, clock, office, contracts, submits=settings.shows_demo),
        threshold=threshold,
        catch_up=CatchUp(channel, threshold, database, coordinator, settings.senders, clock),
        media_source=source,
        fetcher=MediaFetcher(database, coordinator, clock, source, room),
        syncs=SyncClerk(database, coordinator, clock, media.parent / "feeds", access),
        pictures=PictureClerk(database, coordinator, clock, media.parent / "pictures"),
        pairs=PairClerk(database, coordinator),
        search_feed=open_feed(settings, database, coordinator, clock),
        fetches=FetchClerk(database, coordinator, clock),
        clearing=JourneyClearing(database, coordinator, clock, timedelta(days=shop.journeys.keep_days)),
        stores=StoreClerk(database, coordinator, clock, access, partial(record_terms, shop, settings)),
        store_inbox=StoreInbox(database, coordinator),
        upkeep=open_upkeep(database, coordinator, clock, shop, settings),
        store_checks=store_checks(settings),
        event_door=events_door(settings, database, clock, ground.machine),
        signature_check=check_signatures(settings),
        doors=ground.doors,
        keys=ground.keys,
        turns=parts,
        keeper=keeper,
        wordings=wordings,
        media=room,
        emulator_app=open_emulator(settings, clock, wares_at_meta(ground.shelves.newest, shop)),
    )
    wiring.use(parts)
    keeper.uses += [wiring.use, reads.use, lambda used: running.use(used.flows.journeys)]
    return wiring


def _outbox_parts(ground: Ground, channel: TwilioWhatsApp, wordings: TemplateParts, running: Running) -> OutboxParts:
    settings = ground.settings
    return OutboxParts(
        ground.database,
        channel,
        ground.coordinator,
        ground.clock,
        ground.keys,
        explain,
        settings.send_rate,
        settings.pair_rate,
        timedelta(seconds=settings.send_grace),
        wordings,
        ground.hooks,
        running,
    )
