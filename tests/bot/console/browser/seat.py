"""A browser with an agent in front of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from playwright.async_api import Browser, BrowserContext, Error, Locator, Page, expect

from tests.bot.console.browser.running import Person, Running

INBOX = "inbox"  # the page that all of these tests look at
expect.set_options(timeout=15_000)  # two cores, and a service beside the browser


class Seat:
    """One agent's browser. Faults of scripts and of the content policy are remembered."""

    def __init__(self, context: BrowserContext, site: Running) -> None:
        self.context, self.site = context, site
        self.faults: list[str] = []
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("console", self._hear)

    def _hear(self, said: Any) -> None:
        if "Content Security Policy" in said.text:
            self.faults.append(said.text)

    async def opens(self, person: Person | None = None, query: str = "view=all", ready: bool = True) -> Page:
        """The inbox, live, with this person's conversation."""
        page = await self.context.new_page()
        chosen = f"&c={person.id}" if person else ""
        await page.goto(f"{self.site.url}/console/{INBOX}?{query}{chosen}")
        if ready:
            await expect(page.locator(".light-on")).to_be_attached()
        if ready and person:
            await expect(page.locator(".bubble-row:not(.outline)").first).to_be_visible()
        return page


@asynccontextmanager
async def sit_down(browser: Browser, site: Running, as_: str = "joon", **kind: Any) -> AsyncIterator[Seat]:
    """A fresh profile; any fault on a page fails the test."""
    told = {"viewport": {"width": 1366, "height": 820}, "locale": "en-GB", **kind}
    context = await browser.new_context(**told)
    page = await context.new_page()
    await page.goto(f"{site.url}/console/login?as={as_}")
    await page.close()
    seat = Seat(context, site)
    yield seat
    await context.close()
    assert not seat.faults, "\n".join(seat.faults)


def writing(page: Page) -> Locator:
    """Where one writes."""
    return page.locator("#composer-text")


async def take_over(page: Page) -> None:
    """By its key, from the page: that shows it at once, and the thread says so when it is so."""
    await page.locator(".thread-head").click(position={"x": 2, "y": 2})
    await page.keyboard.press("t")
    await expect(page.locator(".chip-mine")).to_be_visible()
    await expect(page.get_by_text("took over").last).to_be_attached()


async def gap(page: Page) -> float:
    """How far the thread is from its end, in pixels."""
    return float(await page.locator(".scroller").evaluate("e => e.scrollHeight - e.scrollTop - e.clientHeight"))


async def comes_true(page: Page, expression: str) -> None:
    """Ask until the answer is yes, also over a page that is loaded meanwhile. The page's policy allows no
    `wait_for_function`, which asks with an eval."""
    for _ in range(150):
        with suppress(Error):
            if await page.evaluate(expression):
                return
        await asyncio.sleep(0.1)
    raise AssertionError(f"never so: {expression}")
