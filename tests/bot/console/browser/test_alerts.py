"""What calls an agent: a sound and a notification of the desktop, and when they keep still."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.bot.console.browser.running import Running
from tests.bot.console.browser.seat import Seat, comes_true, sit_down

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

#: Notifications and tones are written down instead of shown; the test says whether the page is hidden.
LISTENING = """
  window.shown = []; window.tones = 0; window.isAway = false;
  window.Notification = class {
    static permission = "granted";
    static async requestPermission() { return "granted"; }
    constructor(title, options) { window.shown.push({ title, ...options, it: this }); }
    close() {}
  };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
  Object.defineProperty(document, "hidden", { get: () => window.isAway });
  Object.defineProperty(document, "visibilityState", { get: () => (window.isAway ? "hidden" : "visible") });
"""
ASKS = "I want to talk to a person"


async def listening(seat: Seat, **wishes: Any) -> Page:
    """The inbox of somebody with these wishes, who has touched the page."""
    await seat.context.grant_permissions(["notifications"])
    await seat.context.add_init_script(LISTENING)
    page = await seat.opens(query="view=waiting")
    await wishing(page, **wishes)
    return page


async def wishing(page: Page, *, sound: bool = True, notifications: bool = True, quiet: str = "") -> None:
    """By the dialog behind the bell."""
    await page.get_by_role("button", name="Sound and notifications").click()
    dialog = page.get_by_role("dialog", name="Sound and notifications")
    await dialog.get_by_label(re.compile("A sound")).set_checked(sound)
    await dialog.get_by_label(re.compile("A notification")).set_checked(notifications)
    start, _, end = quiet.partition("-")
    await dialog.get_by_label("From").fill(start)
    await dialog.get_by_label("To", exact=True).fill(end)
    async with page.expect_response(lambda told: told.url.endswith("/api/me") and told.ok):
        await dialog.get_by_role("button", name="Save").click()


async def away(page: Page, is_away: bool = True) -> None:
    """The page goes into the background, or comes back."""
    await page.evaluate(
        "away => { window.isAway = away; document.dispatchEvent(new Event('visibilitychange')); }", is_away
    )


async def shown(page: Page) -> list[str]:
    """The names that notifications were shown with."""
    return list(await page.evaluate("window.shown.map(each => each.title)"))


async def waits(site: Running, page: Page, name: str) -> str:
    """Somebody asks for a person, and this page has heard of it; their conversation."""
    person = await site.person(ASKS, name=name)
    await expect(page.locator(f".row-item[data-id='{person.id}']")).to_be_attached()
    await page.wait_for_timeout(300)
    return person.id


async def test_who_waits_is_announced_while_the_page_is_hidden(browser: Browser, site: Running) -> None:
    async with sit_down(browser, site) as seat:
        page = await listening(seat)
        await waits(site, page, "Vera Visible")
        assert await shown(page) == []  # who looks at the page sees it
        assert await page.evaluate("window.tones") == 2
        assert re.match(r"\(\d+\) ", await page.title())
        await page.wait_for_timeout(2_600)  # between two sounds
        await away(page)
        waiting = await waits(site, page, "Harry Hidden")
        assert await shown(page) == ["Harry Hidden"]
        assert await page.evaluate("window.shown[0].body") == "Waits for a person"
        assert await page.evaluate("window.tones") == 4
        await away(page, is_away=False)
        await page.evaluate("window.shown[0].it.onclick()")
        await expect(page).to_have_url(re.compile(f"c={waiting}"))


async def test_what_the_bot_answers_alone_calls_nobody(browser: Browser, site: Running) -> None:
    async with sit_down(browser, site) as seat:
        page = await listening(seat)
        await away(page)
        await site.person("hello", name="Bob Botley")
        await waits(site, page, "Wendy Waits")
        assert await shown(page) == ["Wendy Waits"]


async def test_wishes_and_quiet_hours_are_kept(browser: Browser, site: Running) -> None:
    """Neither sound nor notification where they were not wished for, nor in quiet hours; both when these end."""
    async with sit_down(browser, site) as seat:
        page = await listening(seat, sound=False, notifications=False)
        await away(page)
        await waits(site, page, "Mia Muted")
        await wishing(page, quiet="00:00-23:59")
        await waits(site, page, "Quentin Quiet")
        assert (await shown(page), await page.evaluate("window.tones")) == ([], 0)
        await wishing(page)
        await waits(site, page, "Lou Loud")
        assert (await shown(page), await page.evaluate("window.tones")) == (["Lou Loud"], 2)


async def test_of_several_tabs_one_tells_and_none_while_one_is_looked_at(browser: Browser, site: Running) -> None:
    """The tab that holds the stream may be behind the one that the agent looks at."""
    async with sit_down(browser, site) as seat:
        first = await listening(seat)
        second = await seat.opens(query="view=waiting")
        await away(first)
        await waits(site, second, "Sam Seen")
        assert await shown(first) == await shown(second) == []
        await away(second)
        await waits(site, second, "Ulla Unseen")
        assert sorted(await shown(first) + await shown(second)) == ["Ulla Unseen"]


async def test_what_changes_about_somebody_who_waits_already_is_not_news(browser: Browser, site: Running) -> None:
    """They may be on no page of the list that this tab has read: their state says nothing new."""
    async with sit_down(browser, site) as seat:
        person = await site.person(ASKS, name="Nora Known")
        page = await listening(seat)
        await page.get_by_role("tab", name=re.compile("^Snoozed")).click()
        await page.reload()
        await page.goto(f"{site.url}/console/inbox?view=snoozed")
        await expect(page.locator(".light-on")).to_be_attached()
        await away(page)
        assert (
            await page.request.post(
                f"{site.url}/api/conversations/{person.id}/tags",
                data={"add": ["vip"]},
                headers={"X-CSRF": await csrf(page), "Sec-Fetch-Site": "same-origin"},
            )
        ).ok
        await waits_unseen(site, page)
        assert await shown(page) == ["Zoe Zone"]


async def waits_unseen(site: Running, page: Page) -> None:
    await site.person(ASKS, name="Zoe Zone")
    await comes_true(page, "window.shown.some(each => each.title === 'Zoe Zone')")


async def csrf(page: Page) -> str:
    return str(await page.evaluate("JSON.parse(document.getElementById('settings').textContent).csrf"))
