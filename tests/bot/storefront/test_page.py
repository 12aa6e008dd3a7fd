"""The checkout page in a real browser: accessible, without a script, usable by keyboard alone."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.async_playwright import Axe

from bot.clock import ManualClock
from tests.chromium import open_chromium
from tests.stories.checkout import link_to_pay
from tests.stories.shop import Shop, open_shop
from tests.stories.test_cart import add_a_candle
from tests.stories.test_coupon import unlock

pytestmark = pytest.mark.browser


@asynccontextmanager
async def served(shop: Shop) -> AsyncIterator[str]:
    """The shop's pages on a port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert shop.door.app is not None
    server = uvicorn.Server(uvicorn.Config(shop.door.app, port=port, log_level="error", lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


async def faults_of(page: Any) -> list[str]:
    results = await Axe().run(page)
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in results.response["violations"]]


async def test_the_checkout_is_accessible_and_works_without_a_mouse(clock: ManualClock, tmp_path: Path) -> None:
    """C2: 0 axe violations in light, dark and Korean, at 320 px too; Enter on the button orders."""
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock) as shop:
        amina = shop.phone()
        await unlock(shop, amina)
        await add_a_candle(shop, amina)
        path = (await link_to_pay(shop, amina)).partition("example.com")[2].partition("?")[0]
        async with served(shop) as base, open_chromium() as browser:
            for scheme, language, width in (("light", "en", 390), ("dark", "en", 320), ("light", "ko", 1100)):
                page = await browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
                said: list[str] = []
                page.on("console", lambda message, said=said: said.append(message.text))
                await page.goto(f"{base}{path}?lang={language}")
                assert await page.evaluate("document.documentElement.scrollWidth") <= width
                assert await page.evaluate("getComputedStyle(document.querySelector('.card')).borderRadius") == "18px"
                assert await page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
                assert await faults_of(page) == []
                assert not [text for text in said if "Content Security Policy" in text]
            await page.focus(".place")
            await page.keyboard.press("Enter")
            await page.wait_for_selector(".done")
            assert "10001" in await page.inner_text(".done")
            assert await faults_of(page) == []
            await page.goto(f"{base}/checkout/nonsense?lang=ko")
            assert await faults_of(page) == []
        await shop.settles()
        assert len(await shop.rows("select id from shop_order")) == 1
