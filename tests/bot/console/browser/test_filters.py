"""Filters by where people are and how they came: chosen, sent on by the address, saved."""

import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.bot.console.browser.running import Running
from tests.bot.console.browser.seat import Seat
from tests.bot.console.browser.test_reading import assert_clean

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def opens_filters(page: Page) -> None:
    await page.get_by_role("button", name="Filters").click()
    await expect(page.get_by_label("Any flow").locator("option[value=product_finder]")).to_be_attached()


async def test_a_flow_is_chosen_sent_on_and_saved(site: Running, joon: Seat) -> None:
    finder = await site.person("hello", "find a product", name="Flo Finder")
    other = await site.person("hello", name="Otto Other")
    page = await joon.opens()
    await expect(page.locator(f".row-item[data-id='{other.id}']")).to_be_attached()
    await opens_filters(page)
    for theme in ("light", "dark"):
        await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        assert_clean(await Axe().run(page))
    await page.get_by_label("Any flow").select_option("product_finder")
    await expect(page.locator(f".row-item[data-id='{other.id}']")).to_have_count(0)
    await expect(page.locator(f".row-item[data-id='{finder.id}']")).to_be_attached()
    await expect(page).to_have_url(re.compile(r"view=all&flow=product_finder$"))
    await page.locator(f".row-item[data-id='{finder.id}'] a").click()
    await expect(page).to_have_url(re.compile(f"view=all&flow=product_finder&c={finder.id}$"))
    await page.get_by_role("button", name="Save this view").click()
    await page.get_by_role("dialog").get_by_label("Name of the view").fill("In the finder")
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()

    colleague = await joon.context.new_page()  # who was sent the address
    await colleague.goto(page.url)
    await expect(colleague.locator(f".row-item[data-id='{finder.id}']")).to_be_attached()
    await expect(colleague.locator(f".row-item[data-id='{other.id}']")).to_have_count(0)
    await opens_filters(colleague)
    await expect(colleague.get_by_label("Any flow")).to_have_value("product_finder")
    await colleague.get_by_role("button", name="Clear").click()
    await expect(colleague.locator(f".row-item[data-id='{other.id}']")).to_be_attached()
    assert "flow=" not in colleague.url
    await colleague.get_by_role("button", name="Saved views").click()
    await colleague.get_by_role("menuitem", name="In the finder").click()
    await expect(colleague.locator(f".row-item[data-id='{other.id}']")).to_have_count(0)
    await expect(colleague.locator(f".row-item[data-id='{finder.id}']")).to_be_attached()
