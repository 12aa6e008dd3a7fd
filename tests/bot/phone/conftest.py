"""A real Chromium, and the page before a stand-in of the emulator."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright

from tests.bot.phone.stand_in import Serving, World, build_stand_in

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """Where Chromium is, or a skip that says so."""
    found = os.environ.get("SHOPCLERK_TEST_CHROMIUM") or shutil.which("chromium")
    if not found:
        pytest.skip("no chromium on this machine (apt-get install chromium, or set SHOPCLERK_TEST_CHROMIUM)")
    return found


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def site(world: World) -> Iterator[Serving]:
    """The pages on a port of this machine."""
    serving = Serving(build_stand_in(world))
    yield serving
    serving.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield started
        await started.close()


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
