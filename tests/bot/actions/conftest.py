"""A stocked shop on SQLite: what actions compute does not depend on the database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.rewards.campaigns import keep_campaigns
from bot.storage.database import Database
from catalog.shelf import Shelf
from tests.bot.actions import make
from tests.databases import make_stocked
from tests.made_once import shelf_of_demo


@pytest.fixture
async def shop_database(tmp_path: Path) -> AsyncIterator[Database]:
    """Tables, demo products, coupons."""
    url = f"sqlite:///{tmp_path}/shop.db"
    await make_stocked(url)
    opened = Database(url)
    async with opened.write() as tx:
        await keep_campaigns(tx, make.SHOP.campaigns)
    yield opened
    await opened.close()


@pytest.fixture
async def shelf(shop_database: Database) -> Shelf:
    return await shelf_of_demo(shop_database)
