"""A first start is prepared in a process of its own, and once for each edition of the demo."""

import asyncio
from pathlib import Path

from sqlmodel import delete

from bot.inbox.queries import SET_FACT
from bot.migrations.demo import FACT, has_demo, stock_demo
from bot.migrations.first import being_prepared
from bot.settings import read_settings
from bot.storage.database import Database
from catalog.shelf import Shelf, read_shelf
from catalog.tables import Label, Review


async def shelf_of(database: Database) -> Shelf:
    async with database.read() as tx:
        return await read_shelf(tx)


async def test_the_demo_is_loaded_once_for_each_edition(database: Database) -> None:
    """What somebody has taken out since then stays out until a release brings other products."""
    assert not await has_demo(database)
    await stock_demo(database)
    assert await has_demo(database)
    full = await shelf_of(database)
    async with database.session() as session:
        await session.exec(delete(Label))
        await session.exec(delete(Review))
    await stock_demo(database)
    assert (await shelf_of(database)).labels == {}
    async with database.write() as tx:
        await tx.run(SET_FACT, FACT, "of an earlier release")
    await stock_demo(database)
    again = await shelf_of(database)
    assert (len(again.products), again.labels) == (len(full.products), full.labels)
    assert len(full.products) >= 200


def test_a_demos_first_start_finds_its_products_there(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/shop.db"
    settings = read_settings(_env_file=None, database_url=url)

    async def look() -> tuple[bool, int]:
        database = Database(url)
        try:
            return await has_demo(database), len((await shelf_of(database)).products)
        finally:
            await database.close()

    with being_prepared(settings):
        pass
    first = asyncio.run(look())
    with being_prepared(settings):
        pass
    assert first == asyncio.run(look())
    assert first[0]
    assert first[1] >= 200
