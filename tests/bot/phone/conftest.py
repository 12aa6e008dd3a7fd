"""A real Chromium, and the page before a stand-in of the emulator."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, expect

from tests.bot.phone.stand_in import Serving, World, build_stand_in

expect.set_options(timeout=15_000)  # two cores, and other tests beside this one


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def site(world: World) -> Iterator[Serving]:
    """The pages on a port of this machine."""
    serving = Serving(build_stand_in(world))
    yield serving
    serving.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A fresh profile; any error on a page fails the test."""
    faults: list[str] = []
    made = await browser.new_context(viewport={"width": 1366, "height": 860}, locale="en-GB")
    made.on("weberror", lambda error: faults.append(str(error.error)))
    made.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    yield made
    await made.close()
    assert not faults
