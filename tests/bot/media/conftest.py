"""A house for each test, on both databases."""

from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.storage.database import Database
from tests.bot.media.made import House


@pytest.fixture
async def house(database: Database, tmp_path: Path, clock: ManualClock) -> House:
    """An empty one."""
    return House(database, tmp_path / "media", clock)
