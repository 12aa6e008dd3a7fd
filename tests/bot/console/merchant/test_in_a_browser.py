"""Every page of merchants in a real browser, light and dark, wide and narrow: nothing keeps anybody out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.async_api import Browser, Page

from bot.staff.agents import Agent
from bot.whatsapp.emulator.server import serve_app
from tests.bot.console.merchant.house import House
from tests.chromium import open_chromium

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
VIOLATIONS = "axe.run().then((told) => told.violations.map((each) => [each.id, each.nodes[0].html]))"
PAGES = (
    "flows",
    "flows/skin_quiz?texts=ar",
    "flows/product_finder",
    "flows/changes",
    "journeys",
    "journeys/cart_recovery",
    "catalog",
    "templates?texts=ar",
    "faq",
    "settings/hours",
    "settings/canned",
    "settings/tags",
    "settings/privacy",
)
LOOKS = (("en", "light", 1280), ("ko", "dark", 390))


@asynccontextmanager
async def opened(house: House, browser: Browser, agent: Agent, **look: object) -> AsyncIterator[tuple[Page, str]]:
    """A page of a browser in which somebody is signed in, the address, and no word in its console."""
    assert house.shop.door.app is not None
    async with serve_app(house.shop.door.app) as base:
        context = await browser.new_context(**look)  # type: ignore[arg-type]
        await context.add_cookies([{"name": "shopclerk", "value": await house.signs_in(agent), "url": base}])
        page, said = await context.new_page(), list[str]()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        yield page, base
        await context.close()
        assert said == []


@pytest.mark.parametrize("look", LOOKS)
async def test_pages_can_be_used_by_everybody(house: House, look: tuple[str, str, int]) -> None:
    """axe finds nothing; no page is wider than its window."""
    language, scheme, wide = look
    await house.is_busy(4)
    agent = await house.hires("Joon", "admin", language)
    settings = {"color_scheme": scheme, "viewport": {"width": wide, "height": 844}, "bypass_csp": True}
    async with open_chromium() as browser, opened(house, browser, agent, **settings) as (page, base):
        for name in PAGES:
            answer = await page.goto(f"{base}/console/{name}")
            assert answer is not None
            assert answer.status == 200, name
            await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
            await page.evaluate(AXE)
            found = await page.evaluate(VIOLATIONS)
            assert found == [], name


async def test_a_journey_is_switched_and_a_question_answered_by_mouse(house: House) -> None:
    """The strict rules for scripts hold; what is clicked is done."""
    shop = house.shop
    asker = shop.phone()
    await shop.walks(asker, "hello", "does your ceo like jazz")
    agent = await house.hires("Joon", "admin")
    async with open_chromium() as browser, opened(house, browser, agent) as (page, base):
        page.on("dialog", lambda dialog: dialog.accept())
        await page.goto(f"{base}/console/journeys")
        switch = page.get_by_role("switch", name="Cart recovery")
        await switch.click()
        await page.get_by_text("“Cart recovery” is off.").wait_for()
        assert await switch.get_attribute("aria-checked") == "false"
        await page.goto(f"{base}/console/faq")
        await page.get_by_text("Answer this").click()
        await page.get_by_label("Answer (en)").fill("He plays the saxophone.")
        await page.get_by_role("button", name="Save the answer").click()
        await page.get_by_role("heading", name="Every question had an answer").wait_for()
    assert await shop.hears(asker, "does your ceo like jazz") == ["He plays the saxophone."]
    assert shop.wiring.turns.flows.journeys["cart_recovery"].off


async def test_hours_are_set_by_hand_and_taken_back(house: House) -> None:
    """Two fields are a span, a line is a day; what is not chosen is not shown."""
    agent = await house.hires("Joon", "admin")
    async with open_chromium() as browser, opened(house, browser, agent) as (page, base):
        page.on("dialog", lambda dialog: dialog.accept())
        await page.goto(f"{base}/console/settings/hours")
        assert not await page.get_by_label("How many, within how long").first.is_visible()
        await page.locator('select[name="always"]').select_option(label="By these hours")
        await page.get_by_label("Mon: from").fill("09:00")
        await page.get_by_label("Mon: to").fill("18:00")
        await page.get_by_label("Days that differ").fill("2026-12-25 12:00 - 18:00\n2027-01-01")
        await page.get_by_label("An answer is owed within").fill("15")
        await page.get_by_role("button", name="Save").first.click()
        await page.get_by_text("changed here", exact=True).first.wait_for()
        assert house.shop.wiring.shop.handoff.model_dump(mode="json", include={"hours", "special"}) == {
            "hours": {"mon": "09:00-18:00"},
            "special": {"2026-12-25": "12:00-18:00", "2027-01-01": ""},
        }
        await page.get_by_role("button", name="Back to what shop.toml says").click()
        await page.get_by_text("changed here", exact=True).first.wait_for(state="detached")
    assert house.shop.wiring.shop.handoff.hours == {}


async def test_a_wrong_value_is_told_beside_its_field(house: House) -> None:
    """Screen readers hear it with the field."""
    agent = await house.hires("Joon", "admin")
    async with open_chromium() as browser:
        context = await browser.new_context(bypass_csp=True)
        assert house.shop.door.app is not None
        async with serve_app(house.shop.door.app) as base:
            token = await house.signs_in(agent)
            await context.add_cookies([{"name": "shopclerk", "value": token, "url": base}])
            page = await context.new_page()
            await page.goto(f"{base}/console/settings/hours")
            await page.locator('select[name="always"]').select_option(label="By these hours")
            await page.get_by_label("Mon: from").fill("09:00")
            await page.get_by_role("button", name="Save").first.click()
            said = page.get_by_text("From and to, such as 10:00 – 20:00; both empty is closed.")
            await said.wait_for()
            described = await page.get_by_label("Mon: to").get_attribute("aria-describedby")
            assert await said.get_attribute("id") == described
            assert await page.get_by_label("Mon: to").get_attribute("aria-invalid") == "true"
            await page.evaluate(AXE)
            assert await page.evaluate(VIOLATIONS) == []
        await context.close()
    assert await house.shop.rows("select name from shop_setting") == []
