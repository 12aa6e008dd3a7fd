"""A stand-in for Twilio, and the channel that sends through it."""

from collections.abc import AsyncIterator

import pytest

from bot.whatsapp.contents import InMemoryContents
from bot.whatsapp.sender import TwilioWhatsApp
from tests.bot.whatsapp.fake_twilio import FakeTwilio, open_fake_twilio, settings_for


@pytest.fixture
async def twilio() -> AsyncIterator[FakeTwilio]:
    async with open_fake_twilio() as fake:
        yield fake


@pytest.fixture
async def whatsapp(twilio: FakeTwilio) -> AsyncIterator[TwilioWhatsApp]:
    channel = TwilioWhatsApp(settings_for(twilio.url), InMemoryContents())
    yield channel
    await channel.close()
