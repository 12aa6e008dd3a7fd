"""Tables on SQLite."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.databases import make_tables


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    url = f"sqlite:///{tmp_path}/shop.db"
    await make_tables(url)
    opened = Database(url)
    yield opened
    await opened.close()
