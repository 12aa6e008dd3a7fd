"""The script on a merchant's page, in a real Chromium: nothing without consent, little with it (A9)."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from fastapi import FastAPI
from playwright.async_api import Browser, Page
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from bot.clock import SystemClock
from bot.stores.events import Delivery
from bot.stores.visits import VisitDoor, _read_script
from bot.whatsapp.emulator.server import serve_app

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PAGE = """<!doctype html><html lang="en"><head><title>A shop</title><script>{before}</script></head>
<body class="{body}"><h1>A kettle</h1><script src="{bot}/visits.js" {attributes}></script></body></html>"""


class Site:
    """The merchant's page, what its cart was told, and what came to our door."""

    bot = merchant = attributes = before = body = ""

    def __init__(self) -> None:
        self.kept: list[dict[str, Any]] = []
        self.attributes_of_cart: list[Any] = []

    async def keep(self, delivery: Delivery) -> None:
        self.kept.append(json.loads(delivery.body))

    async def page(self, request: Request) -> Response:
        if request.url.path == "/cart/update.js":
            self.attributes_of_cart.append((await request.json())["attributes"])
            return JSONResponse({})
        if request.url.path == "/wp-json/wc/store/v1/cart":
            return JSONResponse({"items": [{"id": 41, "sku": "KET-41", "quantity": 2}]})
        html = PAGE.format(bot=self.bot, attributes=self.attributes, before=self.before, body=self.body)
        return HTMLResponse(html)


@pytest_asyncio.fixture(loop_scope="session")
async def site() -> AsyncIterator[Site]:
    made = Site()
    bot, merchant = FastAPI(), FastAPI()
    bot.include_router(VisitDoor(made, SystemClock()).build_router())
    merchant.add_route("/{path:path}", made.page, methods=["GET", "POST"])
    async with serve_app(bot) as made.bot, serve_app(merchant) as made.merchant:
        yield made


async def visit(browser: Browser, site: Site, **given: str) -> Page:
    for name, value in given.items():
        setattr(site, name, value)
    page = await (await browser.new_context()).new_page()
    await page.goto(f"{site.merchant}/products/kettle")
    await page.wait_for_timeout(300)
    return page


async def test_it_is_small() -> None:
    """3 KB as it is, without a tool that squeezes it."""
    assert len(_read_script()) <= 3 * 1024


async def test_without_consent_nothing_is_kept_and_nothing_is_sent(browser: Browser, site: Site) -> None:
    page = await visit(browser, site, attributes='data-product="41"')
    assert site.kept == []
    assert await page.context.cookies() == []
    await page.evaluate("shopclerkVisits.consent(true)")
    await page.wait_for_timeout(300)
    [told] = site.kept
    assert told["view"] == "41"
    [cookie] = await page.context.cookies()
    assert (cookie["name"], cookie["value"]) == ("wa_anonymous", told["anonymous"])
    await page.evaluate("shopclerkVisits.consent(false)")
    assert await page.context.cookies() == []
    assert await page.evaluate("shopclerkVisits.view('42')") is False
    await page.context.close()


async def test_a_browser_that_asks_for_privacy_is_left_alone(browser: Browser, site: Site) -> None:
    """Global Privacy Control beats every attribute."""
    gpc = "Object.defineProperty(navigator, 'globalPrivacyControl', {get: () => true})"
    page = await visit(browser, site, attributes='data-product="41" data-consent="given"', before=gpc)
    assert site.kept == []
    assert await page.context.cookies() == []
    await page.context.close()


async def test_shopifys_banner_decides_and_the_cart_learns_the_browser(browser: Browser, site: Site) -> None:
    shopify = (
        "window.Shopify = {shop: 'kettles.myshopify.com', customerPrivacy: {analyticsProcessingAllowed: () => true}};"
        "window.ShopifyAnalytics = {meta: {product: {id: 632910392}}};"
    )
    page = await visit(browser, site, before=shopify)
    [told] = site.kept
    assert told["view"] == "632910392"
    assert site.attributes_of_cart == [{"wa_anonymous": told["anonymous"]}]
    await page.context.close()


async def test_woocommerces_page_tells_its_product_and_its_cart(browser: Browser, site: Site) -> None:
    body = "single single-product postid-41 woocommerce"
    page = await visit(browser, site, attributes='data-consent="given"', body=body)
    assert [{name: value for name, value in told.items() if name != "anonymous"} for told in site.kept] == [
        {"view": "41"},
        {"cart": [{"id": "41", "quantity": 2}]},
    ]
    await page.reload()
    await page.wait_for_timeout(300)
    assert len({told["anonymous"] for told in site.kept}) == 1
    await page.context.close()
