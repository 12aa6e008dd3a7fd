"""A stocked shop on SQLite: what actions compute does not depend on the database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from catalog.shelf import Shelf
from tests.bot.actions import make
from tests.databases import make_tables


@pytest.fixture
async def shop_database(tmp_path: Path) -> AsyncIterator[Database]:
    """Tables, demo products, coupons."""
    url = f"sqlite:///{tmp_path}/shop.db"
    await make_tables(url)
    opened = Database(url)
    await make.stock(opened)
    yield opened
    await opened.close()


@pytest.fixture
async def shelf(shop_database: Database) -> Shelf:
    return await make.stock(shop_database)
