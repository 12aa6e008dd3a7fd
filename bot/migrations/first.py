"""Bringing the database up to date while the rest of the program is still being read.

In a process of its own, whose memory goes with it; it begins before the application is imported, and the start
waits for its end.
"""

import asyncio
import multiprocessing
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import SettingsWrong
from bot.migrations.upgrade import has_newest, make_newest, upgrade
from bot.settings import Settings
from bot.storage.database import Database


@contextmanager
def being_prepared(settings: Settings) -> Iterator[None]:
    """The database is up to date when the block ends. Raises SettingsWrong when that cannot be done."""
    if asyncio.run(has_newest(settings.database_url)):
        yield
        return
    can_fork = sys.platform == "linux"  # quicker, and safe here: nothing runs yet
    context = multiprocessing.get_context("fork") if can_fork else multiprocessing.get_context("spawn")
    migration = context.Process(target=_make_or_upgrade, args=(settings,))
    migration.start()
    try:
        yield
    finally:
        migration.join()
    if migration.exitcode:
        raise SettingsWrong("the database could not be brought up to date: see above")


def _make_or_upgrade(settings: Settings) -> None:
    url = settings.database_url
    if not asyncio.run(make_newest(url)):
        upgrade(url)
    elif settings.shows_demo:
        asyncio.run(_stock_demo(url))


async def _stock_demo(database_url: str) -> None:
    """Not needed here, the wiring would do it; but here it costs the start no time."""
    from catalog.demo.load import load_demo

    database = Database(database_url)
    try:
        async with database.session() as session:
            await load_demo(session)
    finally:
        await database.close()
