"""The console of a whole shop, on both databases."""

from collections.abc import AsyncIterator

import pytest

from bot.clock import ManualClock
from tests.bot.console.visits import Visits
from tests.stories.shop import open_shop


@pytest.fixture
async def visits(database_url: str, clock: ManualClock) -> AsyncIterator[Visits]:
    """With a real account: nobody is signed in by themselves."""
    async with open_shop(database_url, clock) as opened:
        yield Visits(opened)


@pytest.fixture
async def demo(database_url: str, clock: ManualClock) -> AsyncIterator[Visits]:
    """A rehearsal on this machine alone: the demo is shown."""
    async with open_shop(database_url, clock, demo=True, public_url="http://127.0.0.1:8000") as opened:
        yield Visits(opened)
