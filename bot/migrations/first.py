"""Bringing the database up to date while the rest of the program is still being read.

In a process of its own, whose memory goes with it (SQLAlchemy is loaded there alone); it begins before the
application is imported, and the start waits for its end.
"""

import asyncio
import multiprocessing
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from bot.errors import SettingsWrong
from bot.migrations.demo import has_demo, stock_demo
from bot.migrations.upgrade import has_newest, upgrade
from bot.settings import Settings
from bot.storage.database import Database

Answer = TypeVar("Answer")


@contextmanager
def being_prepared(settings: Settings) -> Iterator[None]:
    """The database is up to date when the block ends. Raises SettingsWrong when that cannot be done."""
    if asyncio.run(_is_prepared(settings)):
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


async def _is_prepared(settings: Settings) -> bool:
    if not await has_newest(settings.database_url):
        return False
    return not settings.shows_demo or await _on(settings.database_url, has_demo)


def _make_or_upgrade(settings: Settings) -> None:
    from bot.migrations.empty import make_newest

    url = settings.database_url
    if not asyncio.run(has_newest(url)) and not asyncio.run(make_newest(url)):
        upgrade(url)
    if settings.shows_demo:
        asyncio.run(_on(url, stock_demo))  # the wiring would do it, but here it costs the start no time


async def _on(database_url: str, work: Callable[[Database], Awaitable[Answer]]) -> Answer:
    database = Database(database_url)
    try:
        return await work(database)
    finally:
        await database.close()
