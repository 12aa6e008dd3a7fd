"""Voice notes, spoken into the page: Chromium has a microphone that beeps."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from tests.bot.console.browser.running import Person, Running
from tests.bot.console.browser.seat import Seat, comes_true, sit_down, take_over, writing
from tests.bot.console.browser.test_reading import assert_clean

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

#: The microphones that were opened, to see that they are let go; `holdMicrophone` keeps the browser's question open.
WATCHED = """
  window.tracks = [];
  const devices = navigator.mediaDevices || {};  // about:blank has none
  const ask = devices.getUserMedia?.bind(devices);
  devices.getUserMedia = async (wanted) => {
    while (window.holdMicrophone) await new Promise((done) => setTimeout(done, 20));
    const stream = await ask(wanted);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
"""
ALL_ENDED = "window.tracks.length > 0 && window.tracks.every((each) => each.readyState === 'ended')"


async def opens(seat: Seat, site: Running) -> tuple[Person, Page]:
    """Somebody who is taken over, and the page with the recorder open."""
    await seat.context.grant_permissions(["microphone"])
    await seat.context.add_init_script(WATCHED)
    robin = await site.person()
    page = await seat.opens(robin)
    await take_over(page)
    await open_recorder(page)
    return robin, page


async def open_recorder(page: Page) -> None:
    await page.get_by_role("button", name="Attach", exact=True).click()
    await page.get_by_role("menuitem", name="Voice note").click()
    await expect(page.get_by_role("button", name="Start recording")).to_be_visible()


async def test_a_voice_note_reaches_the_phone_as_one(browser: Browser, site: Running) -> None:
    """30: recorded in the page, uploaded, sent, fetched by WhatsApp as Ogg with Opus."""
    async with sit_down(browser, site, reduced_motion="reduce") as seat:
        robin, page = await opens(seat, site)
        assert_clean(await Axe().run(page))
        await page.get_by_role("button", name="Start recording").click()
        await expect(page.locator(".voice-state")).to_have_text("0:01")
        await page.get_by_role("button", name="Stop and attach").click()
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(page.locator(".files li")).to_have_count(1)
        assert await page.evaluate(ALL_ENDED)
        await expect(page.locator(".files progress")).to_have_count(0)
        await writing(page).press("Enter")
        await expect(page.locator(".row-out .media-audio")).to_have_count(1)
        content_type, note = await robin.has_got_file()
        assert (content_type.partition(";")[0], note[:4]) == ("audio/ogg", b"OggS")
        assert b"OpusHead" in note[:200]


async def test_closing_throws_away_what_was_said(browser: Browser, site: Running) -> None:
    async with sit_down(browser, site) as seat:
        _, page = await opens(seat, site)
        await page.get_by_role("button", name="Start recording").click()
        await expect(page.get_by_role("button", name="Stop and attach")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await comes_true(page, ALL_ENDED)
        await expect(page.locator(".files li")).to_have_count(0)


async def test_the_microphone_is_let_go_when_the_dialog_was_closed_meanwhile(browser: Browser, site: Running) -> None:
    """The browser's own question may be answered after the agent has changed their mind, or pressed twice."""
    async with sit_down(browser, site) as seat:
        _, page = await opens(seat, site)
        await page.evaluate("window.holdMicrophone = true")
        await page.get_by_role("button", name="Start recording").click()
        await page.keyboard.press("Escape")
        await page.evaluate("window.holdMicrophone = false")
        await comes_true(page, ALL_ENDED)
        await open_recorder(page)
        await page.evaluate("window.holdMicrophone = true")
        await page.get_by_role("button", name="Start recording").dblclick()
        await page.evaluate("window.holdMicrophone = false")
        await expect(page.locator(".voice-state")).to_have_text("0:01")  # before, there may be nothing to attach
        await page.get_by_role("button", name="Stop and attach").click()
        await expect(page.locator(".files li")).to_have_count(1)
        await comes_true(page, ALL_ENDED)


async def test_who_refuses_the_microphone_is_told(browser: Browser, site: Running) -> None:
    async with sit_down(browser, site) as seat:
        _, page = await opens(seat, site)
        await page.evaluate(
            "() => { navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no'); }; }"
        )
        await page.get_by_role("button", name="Start recording").click()
        await expect(page.locator(".voice-state")).to_have_text("The browser does not allow the microphone")
        await expect(page.get_by_role("button", name="Start recording")).to_be_enabled()
