"""A shop for each story; those where the database has a say run on both."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import ManualClock
from tests.stories.people import People
from tests.stories.shop import Shop, open_shop


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """SQLite; with `on_both_databases` also PostgreSQL."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return f"sqlite:///{tmp_path}/shopclerk.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def shop(database_url: str, clock: ManualClock) -> AsyncIterator[Shop]:
    """The demo shop with the emulator as its provider."""
    async with open_shop(database_url, clock) as opened:
        yield opened


@pytest.fixture
async def people(shop: Shop) -> AsyncIterator[People]:
    """The agents; and after every story here nobody is stranded (P17)."""
    at_work = People(shop)
    yield at_work
    assert await at_work.stranded() == []
