"""What all rooms of one process stand on: its settings, its shop, its database and its clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.account import open_clock, secret_keys, stock_up, with_demo_account
from bot.actions.searches import Searches, open_searches
from bot.actions.shelves import Shelves, catalog_folder
from bot.actions.shopfile.overlay import lay_what_fits
from bot.actions.shopfile.shop import Shop, read_shop
from bot.changes.state import Changes, read_changes
from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.coordination.open import open_coordinator
from bot.doors.parts import DoorParts
from bot.handoff.plan import keep_plan
from bot.hooks.tell import Wanted
from bot.inbox.keep import Inbox
from bot.log import get_log
from bot.settings import Settings
from bot.storage.database import Database

log = get_log(__name__)


@dataclass(frozen=True, slots=True)
class Ground:
    """`machine` is the time of the machine, `clock` the shop's: it may jump in a demo. The first of `keys` signs.

    `file` is the shop as its file has it, `shop` with what the console had changed at the start (`began`).
    """

    settings: Settings
    machine: Clock
    database: Database
    coordinator: Coordinator
    clock: Clock
    file: Shop
    began: Changes
    shop: Shop
    shelves: Shelves
    searches: Searches
    keys: Sequence[bytes]
    hooks: Wanted
    inbox: Inbox
    doors: DoorParts


async def lay_ground(given: Settings, database: Database, machine: Clock) -> Ground:
    """Read what there is, and write down what rooms look up. Raises SettingsWrong."""
    file = read_shop(Path(given.shop_file))
    keys = await secret_keys(given, database)
    settings = with_demo_account(given, keys[0])
    clock = await open_clock(settings, database, machine)
    async with database.read() as tx:
        began = await read_changes(tx)
    shop = shop_with(file, began)
    coordinator = open_coordinator(settings.redis_url, database)
    shelves = Shelves(database, coordinator, clock, catalog_folder(settings))
    await stock_up(database, shop, settings, clock)
    await shelves.refresh()
    hooks = Wanted()
    inbox = Inbox(database, coordinator, hooks)
    doors = DoorParts(
        shop.door_plan, shop.name, spoken_in(shop, file), shelves.newest, database, inbox, clock, settings
    )
    await doors.keep_links()
    await keep_plan(database, shop.handoff_plan)
    searches = open_searches(settings, database)
    parts = (shelves, searches, keys, hooks, inbox, doors)
    return Ground(settings, machine, database, coordinator, clock, file, began, shop, *parts)


def spoken_in(shop: Shop, file: Shop) -> tuple[str, ...]:
    """Also what is switched off: links in it are out there, and products stay known in it."""
    return tuple(dict.fromkeys((*shop.languages, *file.languages)))


def shop_with(file: Shop, changes: Changes) -> Shop:
    """The shop as the console has changed it. What does not fit the file any more is left out, and said."""
    shop, unfit = lay_what_fits(file, changes.set)
    for name in unfit:
        log.warning("settings.not_used", name=name)
    return shop
