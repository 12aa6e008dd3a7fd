"""The bubble and the pop-up on a merchant's page, in a real Chromium and under a strict Content Security Policy."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from fastapi import FastAPI
from playwright.async_api import Browser, BrowserContext, Page, expect
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.clock import SystemClock
from bot.doors.demo import build_demo_router
from bot.doors.links import keep_door_links
from bot.doors.plan import Door, DoorKind, DoorPlan
from bot.doors.routes import DoorPages
from bot.doors.texts import Texts
from bot.settings import read_settings
from bot.storage.database import Database
from bot.whatsapp.emulator.server import serve_app
from tests.databases import make_stocked
from tests.made_once import shelf_of_demo

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MOST_BYTES = 6 * 1024
PLAN = DoorPlan.of(
    [Door(id=kind.value, kind=kind, campaign="welcome" if kind == "coupon" else "") for kind in DoorKind], []
)
PAGE = """<!doctype html><html lang="{lang}"><head><title>A shop</title></head><body><main><h1>A shop</h1></main>
<script src="{bot}/bubble.js" {attributes} async></script></body></html>"""


class Site:
    """The bot on one port, the merchant on another: two origins, as in life."""

    bot = ""
    merchant = ""
    attributes = 'data-door="bubble"'
    lang = "en"

    async def page(self, request: Request) -> Response:
        policy = f"default-src 'none'; script-src {self.bot}; style-src {self.bot}; img-src {self.bot}"
        html = PAGE.format(bot=self.bot, attributes=self.attributes, lang=self.lang)
        return HTMLResponse(html, headers={"Content-Security-Policy": policy})


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    url = f"sqlite:///{tmp_path_factory.mktemp('doors')}/doors.db"
    await make_stocked(url)
    database, clock, made = Database(url), SystemClock(), Site()
    shelf = await shelf_of_demo(database)
    async with database.write() as tx:
        await keep_door_links(tx, PLAN.doors, 0)
    settings = read_settings(_env_file=None, database_url=url)
    pages = DoorPages(PLAN, Texts(PLAN, "Mallo", ("en", "ko"), lambda: shelf), database, clock, settings)
    bot, merchant = FastAPI(), FastAPI()
    bot.include_router(pages.build_router())
    bot.include_router(build_demo_router("Mallo", lambda: shelf))
    merchant.add_route("/{path:path}", made.page)
    try:
        async with serve_app(bot) as made.bot, serve_app(merchant) as made.merchant:
            yield made
    finally:
        await database.close()


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A desktop; WhatsApp is played by a page that says hello. Any fault of a policy fails the test."""
    faults: list[str] = []
    made = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    made.on("weberror", lambda error: faults.append(str(error.error)))
    made.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    await made.route("https://wa.me/**", lambda route: route.fulfill(body="WhatsApp"))
    yield made
    await made.close()
    assert not faults


async def visit(context: BrowserContext, site: Site, path: str = "/products/calm-serum?x=1") -> Page:
    page = await context.new_page()
    await page.goto(site.merchant + path)
    return page


async def test_it_is_small(site: Site) -> None:
    """A1: 6 KB as it is, without a tool that squeezes it."""
    from bot.doors.routes import _read_script

    assert len(_read_script("bubble.js")) <= MOST_BYTES


async def test_a_click_opens_whatsapp_beside_the_page_and_shows_the_code(context: BrowserContext, site: Site) -> None:
    """A1: a new tab with the words written; the page itself shows the QR code for those who sit at a desk."""
    page = await visit(context, site)
    async with context.expect_page() as opened:
        await page.get_by_role("button", name="Chat with us on WhatsApp").click()
    whatsapp = await opened.value
    await whatsapp.wait_for_url("https://wa.me/**")
    assert "ref%20" in whatsapp.url
    code = page.get_by_role("img", name="Scan to chat on your phone")
    await expect(code).to_be_visible()
    assert await code.evaluate("e => e.decode().then(() => e.naturalWidth)") > 100
    assert page.url.startswith(site.merchant)


async def test_the_keyboard_is_enough(context: BrowserContext, site: Site) -> None:
    """A1: Tab, Enter, Escape; the focus can be seen and comes back."""
    page = await visit(context, site)
    button = page.get_by_role("button", name="Chat with us on WhatsApp")
    await button.wait_for()
    await page.keyboard.press("Tab")
    await expect(button).to_be_focused()
    assert await button.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    async with context.expect_page() as opened:
        await page.keyboard.press("Enter")
    await (await opened.value).close()
    await expect(button).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("Escape")
    await expect(button).to_have_attribute("aria-expanded", "false")
    await expect(button).to_be_focused()


async def test_attributes_choose_door_place_label_and_language(context: BrowserContext, site: Site) -> None:
    """A1: all by attributes of the script; two scripts are one bubble."""
    site.attributes = 'data-door="social" data-position="left" data-label="Ask Mallo" data-lang="ko"'
    page = await visit(context, site)
    button = page.get_by_role("button", name="Ask Mallo")
    box = await button.bounding_box()
    assert box is not None
    assert box["x"] < 100
    async with context.expect_page() as opened:
        await button.click()
    whatsapp = await opened.value
    await whatsapp.wait_for_url("https://wa.me/**")
    assert "SNS" in whatsapp.url
    await expect(page.get_by_role("img", name="휴대폰으로 스캔해 주세요")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
async def test_axe_finds_nothing(browser: Browser, site: Site, scheme: str, width: int) -> None:
    """A1, A4: the bubble opened, the demo shop and its pop-up."""
    made = await browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    await made.route("https://wa.me/**", lambda route: route.fulfill(body="WhatsApp"))
    page = await made.new_page()
    await page.goto(site.merchant)
    await page.get_by_role("button", name="Chat with us on WhatsApp").click()
    await _is_clean(page)
    demo = await made.new_page()
    await demo.goto(f"{site.bot}/demo/shop?popup=0&lang=en")
    await expect(demo.get_by_role("dialog", name="A coupon for you")).to_be_visible()
    await _is_clean(demo)
    await demo.get_by_role("button", name="No, thanks").click()
    await _is_clean(demo)
    await made.close()


async def test_the_pop_up_leads_into_the_chat_and_comes_once(context: BrowserContext, site: Site) -> None:
    """A4: one tap from the pop-up to WhatsApp; who has seen it is left in peace."""
    page = await context.new_page()
    await page.goto(f"{site.bot}/demo/shop?popup=0&lang=en")
    link = page.get_by_role("link", name="Unlock my coupon")
    await expect(link).to_be_visible()
    assert "/go/coupon?page=%2Fdemo%2Fshop" in str(await link.get_attribute("href"))
    await page.keyboard.press("Escape")
    await expect(link).to_be_hidden()
    await page.reload()
    await page.get_by_role("button", name="Chat with us on WhatsApp").wait_for()
    await expect(page.get_by_role("dialog", name="A coupon for you")).to_have_count(0)


async def _is_clean(page: Page) -> None:
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
