"""What conversations are made of, joined: flows, actions, understanding and journeys."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from bot.account import where_products_are
from bot.actions.buying.picking import what_is_picked
from bot.actions.finding.search import what_is_named
from bot.actions.promises import promises_of
from bot.actions.reads import Reads
from bot.actions.registry import list_actions
from bot.actions.run import ActionRunner
from bot.actions.searches import Searches
from bot.actions.shelves import Shelves
from bot.actions.shopfile.campaigns import check_campaigns
from bot.actions.shopfile.shop import Shop
from bot.actions.showing.native import sku_of_ware
from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.doors.parts import DoorParts
from bot.journeys.parts import JourneyParts
from bot.journeys.readers import readers_of
from bot.log import get_log
from bot.settings import Settings
from bot.sources import read_flows
from bot.storage.database import Database
from bot.turns.parts import TurnParts
from bot.understanding.understand import LexicalUnderstanding
from catalog.search.embedded import search_of

log = get_log(__name__)


def turn_parts(  # noqa: PLR0913 - named at the one call that there is
    settings: Settings,
    shop: Shop,
    database: Database,
    coordinator: Coordinator,
    clock: Clock,
    shelves: Shelves,
    searches: Searches,
    keys: Sequence[bytes],
    show_typing: Callable[[str], Awaitable[None]],
    doors: DoorParts,
) -> TurnParts:
    """Flows, actions and understanding joined. Raises FlowFaults or SettingsWrong when they do not fit the shop."""
    pages = where_products_are(shop, settings)
    reads = Reads(shelves.newest, database, clock, shop, keys[0], settings.base_url, pages, searches)
    actions = ActionRunner(list_actions(reads, settings.own_flows))
    flows = read_flows(settings.own_flows, actions.names(), shop.journeys.tunings())
    check_campaigns(shop.coupons, flows.flows, flows.slots)
    if flows.overridden:
        log.info("flows.own_win", names=list(flows.overridden))
    doors.plan.check(flows.flows, flows.slots, [coupons.id for coupons in shop.coupons])
    return TurnParts(
        flows=flows,
        understanding=LexicalUnderstanding(
            flows,
            clock=clock,
            catalog=lambda text, language: what_is_named(search_of(shelves.newest()), text, language),
            variants=lambda sku, text, language: what_is_picked(shelves.newest(), sku, text, language),
            rates=shop.rates,
        ),
        actions=actions,
        database=database,
        coordinator=coordinator,
        clock=clock,
        button_keys=keys,
        languages=shop.languages,
        facts={"shop_name": shop.name, "currency": shop.currency},
        promises=promises_of(shop, shelves.newest),
        arrivals=doors.arrivals,
        find_ware=partial(sku_of_ware, reads),
        journeys=JourneyParts(flows, database, clock, readers_of(reads), shop.timezone, settings.senders, keys[0]),
        handoff=shop.handoff_plan,
        show_typing=show_typing,
    )
