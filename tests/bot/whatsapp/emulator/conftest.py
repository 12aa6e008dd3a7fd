"""One town per test."""

import pytest

from tests.bot.whatsapp.emulator.shop_side import open_town


@pytest.fixture
async def town():
    async with open_town() as opened:
        yield opened
