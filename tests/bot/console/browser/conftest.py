"""The running service, and browsers that an agent sits at."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext

from tests.bot.console.browser.running import Running
from tests.bot.console.browser.seat import Seat, sit_down


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One for all tests of this folder: each brings people of its own."""
    running = Running(tmp_path_factory.mktemp("console"))
    yield running
    running.kill()


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Running]:
    """One that a test may kill: the others go on."""
    running = Running(tmp_path)
    yield running
    running.kill()


@pytest_asyncio.fixture(loop_scope="session")
async def joon(browser: Browser, site: Running) -> AsyncIterator[Seat]:
    async with sit_down(browser, site) as seat:
        yield seat


@pytest_asyncio.fixture(loop_scope="session")
async def mina(browser: Browser, site: Running) -> AsyncIterator[Seat]:
    async with sit_down(browser, site, as_="mina") as seat:
        yield seat


@pytest_asyncio.fixture(loop_scope="session")
async def context(joon: Seat) -> BrowserContext:
    return joon.context
