"""A real Chromium, driven by playwright."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",  # a microphone that beeps
    "--use-fake-ui-for-media-stream",
]


@asynccontextmanager
async def open_chromium() -> AsyncIterator[Browser]:
    """A running one; where there is none, the test is skipped and says so."""
    found = os.environ.get("SHOPCLERK_TEST_CHROMIUM") or shutil.which("chromium")
    if not found:
        pytest.skip("no chromium on this machine (apt-get install chromium, or set SHOPCLERK_TEST_CHROMIUM)")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield started
        await started.close()
