"""Offices on both databases."""

from collections.abc import AsyncIterator

import pytest

from bot.clock import ManualClock
from bot.storage.database import Database
from tests.bot.outbox.office import Office, Town, open_town
from tests.bot.outbox.scripted import ScriptedChannel


@pytest.fixture
def channel(clock: ManualClock) -> ScriptedChannel:
    return ScriptedChannel(clock)


@pytest.fixture
def office(database: Database, clock: ManualClock, channel: ScriptedChannel) -> Office:
    """With a provider that does what the test says."""
    return Office(database, clock, channel)


@pytest.fixture
async def town(database: Database, clock: ManualClock) -> AsyncIterator[Town]:
    """With Twilio's emulator over HTTP."""
    async with open_town(database, clock) as opened:
        yield opened
