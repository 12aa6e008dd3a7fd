"""A house for each test; where the database has a say, on both."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import ManualClock
from tests.bot.console.merchant.house import House
from tests.stories.shop import open_shop


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """SQLite; with `on_both_databases` also PostgreSQL."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return f"sqlite:///{tmp_path}/shopclerk.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def house(database_url: str, clock: ManualClock) -> AsyncIterator[House]:
    """The demo's products, a real account, nobody signed in."""
    async with open_shop(database_url, clock) as opened:
        yield House(opened)
