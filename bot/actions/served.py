"""What actions read when the stock rasa-sdk action server runs them: opened from the settings, once per loop.

`python -m rasa_sdk --actions bot.actions -p 5055` makes every action without arguments; the first call of one
opens the database, and each call looks whether the catalog has changed.
"""

import asyncio
import weakref
from dataclasses import dataclass, replace
from pathlib import Path

from bot.actions.reads import Reads
from bot.actions.shelves import Shelves, catalog_folder
from bot.actions.shopfile.overlay import lay_what_fits
from bot.actions.shopfile.shop import read_shop
from bot.changes.state import read_changes
from bot.clock import SystemClock
from bot.coordination.open import open_coordinator
from bot.inbox.queries import find_fact
from bot.settings import Settings, read_settings
from bot.storage.database import Database

_BY_LOOP: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Opened]" = weakref.WeakKeyDictionary()


@dataclass
class Opened:
    """The reads of one event loop and the shelves that they answer."""

    reads: Reads
    shelves: Shelves


async def open_reads() -> Reads:
    """What an action may read here and now. Raises SettingsWrong."""
    loop = asyncio.get_running_loop()
    opened = _BY_LOOP.get(loop)
    if opened is None:
        opened = _BY_LOOP[loop] = await _open(read_settings())
    await opened.shelves.refresh()
    shelf = opened.shelves.newest()
    return replace(opened.reads, shelf=lambda: shelf)


async def _open(settings: Settings) -> Opened:
    database = Database(settings.database_url)
    async with database.read() as tx:
        shop, _ = lay_what_fits(read_shop(Path(settings.shop_file)), (await read_changes(tx)).set)
    secret = await _secret(settings, database)
    clock = SystemClock()
    shelves = Shelves(database, open_coordinator(settings.redis_url), clock, catalog_folder(settings))
    return Opened(Reads(shelves.newest, database, clock, shop, secret, settings.base_url, shop.base_url), shelves)


async def _secret(settings: Settings, database: Database) -> bytes:
    """The first key that is set, else the one that the first start has made."""
    if settings.secret_key:
        return settings.secret_key[0].encode()
    async with database.read() as tx:
        return (await find_fact(tx, "secret_key") or "").encode()
