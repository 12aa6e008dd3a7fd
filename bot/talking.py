"""What conversations are made of, joined: flows, actions, understanding and journeys."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from bot.actions.buying.picking import what_is_picked
from bot.actions.finding.search import what_is_named
from bot.actions.outgoing import where_products_are
from bot.actions.promises import promises_of
from bot.actions.reads import Reads
from bot.actions.registry import list_actions
from bot.actions.run import ActionRunner
from bot.actions.shelves import Shelves
from bot.actions.shopfile.campaigns import check_campaigns
from bot.actions.shopfile.shop import Shop
from bot.actions.showing.native import sku_of_ware
from bot.changes.state import Changes
from bot.clock import Clock
from bot.ground import Ground, shop_with
from bot.journeys.parts import JourneyParts
from bot.journeys.readers import readers_of
from bot.log import get_log
from bot.sources import compile_shop, list_own
from bot.turns.parts import TurnParts
from bot.understanding.understand import LexicalUnderstanding
from catalog.search.embedded import search_of
from flows.engine.compile import Source
from flows.engine.flowset import FlowSet

log = get_log(__name__)


class LiveReads(Reads):
    """What actions read, with the shop as it is now."""

    def use(self, parts: TurnParts) -> None:
        """From the next action on."""
        self.shop = parts.shop


def reads_of(ground: Ground) -> LiveReads:
    """What actions read."""
    settings, shop = ground.settings, ground.shop
    pages = where_products_are(shop, settings)
    fixed = (ground.database, ground.clock, shop, ground.keys[0], settings.base_url, pages, ground.searches)
    return LiveReads(ground.shelves.newest, *fixed)


def turn_parts(
    ground: Ground, reads: Reads, show_typing: Callable[[str], Awaitable[None]], own: Sequence[Source]
) -> TurnParts:
    """Flows, actions and understanding joined; `own` are the shop's own flow files.

    Raises FlowFaults or SettingsWrong when they do not fit the shop.
    """
    settings, shop, shelves, doors = ground.settings, ground.shop, ground.shelves, ground.doors
    database, clock, keys = ground.database, ground.clock, ground.keys
    actions = ActionRunner(list_actions(reads, settings.own_flows))
    flows = compile_shop(own, actions.names(), shop.journeys.tunings(), ground.began, shop.limits.limits())
    check_campaigns(shop.coupons, flows.flows, flows.slots)
    if flows.overridden:
        log.info("flows.own_win", names=list(flows.overridden))
    doors.plan.check(flows.flows, flows.slots, [coupons.id for coupons in shop.coupons])
    return TurnParts(
        flows=flows,
        understanding=understanding_of(flows, shop, clock, shelves),
        actions=actions,
        database=database,
        coordinator=ground.coordinator,
        clock=clock,
        button_keys=keys,
        shop=shop,
        facts={"shop_name": shop.name, "currency": shop.currency},
        promises=promises_of(shop, shelves.newest),
        arrivals=doors.arrivals,
        find_ware=partial(sku_of_ware, reads),
        journeys=JourneyParts(flows, database, clock, readers_of(reads), shop.timezone, settings.senders, keys[0]),
        show_typing=show_typing,
    )


def understanding_of(flows: FlowSet, shop: Shop, clock: Clock, shelves: Shelves) -> LexicalUnderstanding:
    """What understands the words of these flows, and of this shop's catalog."""
    return LexicalUnderstanding(
        flows,
        clock=clock,
        catalog=lambda text, language: what_is_named(search_of(shelves.newest()), text, language),
        variants=lambda sku, text, language: what_is_picked(shelves.newest(), sku, text, language),
        rates=shop.rates,
    )


class Rebuild:
    """The same parts on flows that are compiled anew: takes half a second, so not in a loop.

    The shop's `own` files are those of the start, or of a publication since: what somebody is still writing is not
    used before it is published. Its own actions stay those that the process began with.
    """

    def __init__(self, parts: TurnParts, ground: Ground, own: Sequence[Source]) -> None:
        self._parts, self._file, self._shelves, self._began = parts, ground.file, ground.shelves, ground.began
        self._folder, self._own = ground.settings.own_flows, own

    def read_disk(self) -> tuple[tuple[str, str], ...]:
        """Path and text of the shop's own files as they are now. Raises SettingsWrong."""
        return tuple((each.path, each.text) for each in list_own(self._folder))

    def __call__(self, changes: Changes) -> TurnParts:
        """With these changes. Raises SettingsWrong."""
        parts, actions = self._parts, self._parts.actions
        assert isinstance(actions, ActionRunner)  # noqa: S101 - made above
        is_newer = changes.publication > self._began.publication
        own = [Source(path, text, own=True) for path, text in changes.published] if is_newer else self._own
        shop = shop_with(self._file, changes)
        flows = compile_shop(own, actions.names(), shop.journeys.tunings(), changes, shop.limits.limits())
        journeys = replace(parts.journeys, flows=flows) if parts.journeys else None
        understanding = understanding_of(flows, shop, parts.clock, self._shelves)
        return replace(parts, shop=shop, flows=flows, understanding=understanding, journeys=journeys)
