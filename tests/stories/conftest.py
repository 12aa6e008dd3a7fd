"""A shop for each story, on both databases."""

from collections.abc import AsyncIterator

import pytest

from bot.clock import ManualClock
from tests.stories.shop import Shop, open_shop


@pytest.fixture
async def shop(database_url: str, clock: ManualClock) -> AsyncIterator[Shop]:
    """The demo shop with the emulator as its provider."""
    async with open_shop(database_url, clock) as opened:
        yield opened
