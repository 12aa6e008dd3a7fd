"""How the inbox is read: a scroll that never jumps, silence that is caught up, every size, direction and theme."""

import asyncio
import base64
import io
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from PIL import Image
from playwright.async_api import Browser, Page, Route, expect

from tests.bot.console.browser.running import Person, Running
from tests.bot.console.browser.seat import Seat, comes_true, gap, sit_down, take_over, writing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NEAR = 60  # pixels from the end that count as “at the end”


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def talker(site: Running) -> Person:
    """Somebody with more to read than one page of 40."""
    return await site.person(*[f"message number {n}" for n in range(45)], name="Tal Kerr", answers=False)


def picture() -> dict[str, Any]:
    """A tall one: it opens a gap when it comes late."""
    file = io.BytesIO()
    Image.new("RGB", (300, 600), "teal").save(file, "PNG")
    media = {"content_type": "image/png", "data": base64.b64encode(file.getvalue()).decode()}
    return {"kind": "image", "text": "look at this", "media": media}


async def late(route: Route) -> None:
    await asyncio.sleep(1.5)
    await route.continue_()


async def test_pinned_to_the_end_while_a_picture_comes_late(site: Running, joon: Seat, talker: Person) -> None:
    page = await joon.opens(talker)
    await page.route("**/api/media/**", late)
    await at_the_end(page)
    await site.sends(talker.number, picture())
    shown = page.locator(".row-in .picture").last
    await expect(shown).to_be_visible()
    await comes_true(page, "[...document.querySelectorAll('.row-in .picture')].at(-1).naturalHeight > 0")
    await page.wait_for_timeout(300)
    assert await gap(page) < NEAR


async def test_reading_back_nothing_moves_and_older_pages_come(site: Running, joon: Seat, talker: Person) -> None:
    page = await joon.opens(talker)
    await at_the_end(page)
    first = page.locator("[data-item]").filter(has_text="message number 0")
    assert await first.count() == 0
    await page.locator(".scroller").hover()
    for _ in range(100):
        await page.mouse.wheel(0, -600)
        if await first.count():
            break
        await page.wait_for_timeout(100)
    await expect(first).to_have_count(1)
    assert await page.locator("[data-item]").count() <= 300
    await page.wait_for_timeout(500)
    seen = await first_in_view(page)
    await talker.writes("do not pull me down")
    await expect(page.locator(".to-end .unread")).to_have_text("1")
    assert await first_in_view(page) == seen
    await page.get_by_role("button", name="Go to the latest message").click()
    await expect(page.locator(".unread-line")).to_be_attached()
    await expect(page.locator(".row-in").filter(has_text="do not pull me down")).to_be_in_viewport()


async def first_in_view(page: Page) -> list[Any]:
    """The first bubble in view and where it is, in whole pixels."""
    found: list[Any] = await page.locator(".scroller").evaluate(
        "e => { const top = e.getBoundingClientRect().top; for (const row of e.querySelectorAll('[data-item]')) {"
        " const box = row.getBoundingClientRect();"
        " if (box.bottom > top + 8) return [row.dataset.item, Math.round(box.top - top)]; } return []; }"
    )
    return found


async def at_the_end(page: Page) -> None:
    """There, if need be by the button; and it stays there."""
    down = page.locator(".to-end")
    if await down.is_visible():
        await down.click()
    for _ in range(60):
        if await gap(page) < NEAR:
            return
        await page.wait_for_timeout(100)
    raise AssertionError(f"{await gap(page)} pixels from the end")


async def test_it_opens_at_the_first_unread(site: Running, joon: Seat) -> None:
    robin = await site.person(*[f"line {n}\n\n\n\n." for n in range(6)])
    page = await joon.opens(robin)
    await expect(page.locator(".unread-line")).to_be_in_viewport()
    await page.get_by_role("button", name="Go to the latest message").click()
    await site.until(robin.number, lambda row: row["unread"] == 0)


async def test_no_network_is_said_and_caught_up(site: Running, joon: Seat) -> None:
    robin = await site.person()
    page = await joon.opens(robin)
    await joon.context.set_offline(True)
    await expect(page.get_by_role("alert")).to_contain_text("No connection")
    await robin.writes("written meanwhile")
    await joon.context.set_offline(False)
    await expect(page.locator(".row-in").filter(has_text="written meanwhile")).to_be_visible()
    await expect(page.locator(".offline")).to_be_hidden()


async def test_a_killed_service_loses_nothing(browser: Browser, mortal: Running) -> None:
    """Not even what was written and not sent: it stays in red and goes out once, by its key."""
    robin = await mortal.person()
    async with sit_down(browser, mortal) as seat:
        page = await seat.opens(robin)
        await take_over(page)
        mortal.kill()
        await expect(page.locator(".offline")).to_be_visible()
        await writing(page).fill("into the void")
        await writing(page).press("Enter")
        failed = page.locator(".bubble-failed").filter(has_text="into the void")
        await expect(failed).to_contain_text("The server cannot be reached")
        await asyncio.to_thread(mortal.start)
        await expect(page.locator(".offline")).to_be_hidden(timeout=30_000)
        await failed.get_by_role("button", name="Send again").click()
        await robin.has_got("into the void")
        await robin.writes("and I answer")
        await expect(page.locator(".row-in").filter(has_text="and I answer")).to_be_visible()
        got = [each for each in await mortal.phone_of(robin.number) if "into the void" in each["text"]]
        assert len(got) == 1


async def test_arabic_runs_right_to_left_in_a_left_to_right_page(site: Running, joon: Seat) -> None:
    ahmed = await site.person("متى يصل طلبي رقم 10482؟", name="أحمد الخطيب")
    page = await joon.opens(ahmed)
    text = page.locator(".row-in .bubble-text").first
    await expect(text).to_have_attribute("dir", "auto")
    assert await text.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert await page.evaluate("document.documentElement.dir || 'ltr'") == "ltr"
    bubble, thread = await text.bounding_box(), await page.locator(".scroller").bounding_box()
    assert bubble
    assert thread
    assert bubble["x"] < thread["x"] + thread["width"] / 2  # the contact's side stays the contact's side
    assert await no_sideways(page)


async def test_at_200_percent_everything_is_reached(browser: Browser, site: Running, talker: Person) -> None:
    async with sit_down(browser, site, viewport={"width": 683, "height": 410}, device_scale_factor=2) as seat:
        page = await seat.opens(talker)
        assert await no_sideways(page)
        await expect(writing(page)).to_be_in_viewport()
        await page.get_by_role("button", name="Back to the list").click()
        await expect(page.locator(".list-tabs")).to_be_in_viewport()
        assert await no_sideways(page)


async def test_on_a_phone_list_thread_and_panel_take_turns(browser: Browser, site: Running, talker: Person) -> None:
    kind: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    async with sit_down(browser, site, **kind) as seat:
        page = await seat.opens()
        await expect(page.locator(".talk")).to_be_hidden()
        await page.locator(f"[data-id='{talker.id}'] a").tap()
        await expect(writing(page)).to_be_in_viewport()
        await expect(page.locator(".list")).to_be_hidden()
        assert await no_sideways(page)
        await page.locator(".head-side").tap()
        await expect(page.locator(".side-person")).to_be_in_viewport()
        await page.get_by_role("button", name="Back to the conversation").tap()
        await expect(writing(page)).to_be_in_viewport()
        await page.go_back()
        await expect(page.locator(".list-tabs")).to_be_in_viewport()


async def test_nothing_moves_for_those_who_asked_so(browser: Browser, site: Running, talker: Person) -> None:
    async with sit_down(browser, site, reduced_motion="reduce") as seat:
        page = await seat.opens(talker)
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog")).to_be_visible()
        moving = "document.getAnimations().filter((each) => each.effect.getComputedTiming().duration > 20).length"
        assert await page.evaluate(moving) == 0


async def test_the_page_is_light(site: Running, joon: Seat, talker: Person) -> None:
    """Everything that is loaded until a conversation stands there, as it comes over the wire: 100 kB at most."""
    page = await joon.context.new_page()
    devtools = await joon.context.new_cdp_session(page)
    await devtools.send("Network.enable")
    sizes: dict[str, float] = {}
    names: dict[str, str] = {}
    devtools.on("Network.requestWillBeSent", lambda told: names.update({told["requestId"]: told["request"]["url"]}))
    devtools.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
    await page.goto(f"{site.url}/console/inbox?view=all&c={talker.id}")
    await expect(page.locator(".side-part").first).to_be_visible()
    own = {names[each]: size for each, size in sizes.items() if "/console/" in names.get(each, "")}
    assert 0 < sum(own.values()) <= 100_000, sorted(own.items(), key=lambda each: -each[1])[:8]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "language"), [(1366, "en"), (1366, "ko"), (390, "en")])
async def test_axe_finds_nothing(
    browser: Browser, site: Running, talker: Person, theme: str, width: int, language: str
) -> None:
    kind: dict[str, Any] = {"viewport": {"width": width, "height": 820}, "reduced_motion": "reduce"}
    async with sit_down(browser, site, **kind) as seat:
        page = await seat.opens(query=f"view=all&theme={theme}&lang={language}")
        await expect(page.locator(".row-item:not(.row-skeleton)").first).to_be_visible()
        assert_clean(await Axe().run(page))
        await page.locator(f"[data-id='{talker.id}'] a").click()
        await expect(page.locator("[data-item]").last).to_be_visible()
        await page.wait_for_timeout(300)
        assert_clean(await Axe().run(page))
        await page.keyboard.press("n")
        assert_clean(await Axe().run(page))
        await page.keyboard.press("Escape")
        for key in ("m", "?", "Control+k"):
            await page.keyboard.press(key)
            await expect(page.locator("dialog[open]")).to_be_visible()
            await page.wait_for_timeout(300)
            assert_clean(await Axe().run(page))
            await page.keyboard.press("Escape")
            await expect(page.locator("dialog[open]")).to_have_count(0)


async def test_axe_finds_nothing_in_what_customers_send(browser: Browser, site: Running, talker: Person) -> None:
    await site.sends(talker.number, picture())
    place = {"latitude": 37.5, "longitude": 127.0, "label": "Shop", "address": "Seoul"}
    await site.sends(talker.number, {"kind": "location", **place})
    sound = {"content_type": "audio/ogg", "data": base64.b64encode(b"OggS" + b"0" * 400).decode()}
    await site.sends(talker.number, {"kind": "audio", "text": "", "media": sound})
    async with sit_down(browser, site, reduced_motion="reduce") as seat:
        for theme in ("light", "dark"):
            page = await seat.opens(talker, query=f"view=all&theme={theme}")
            await expect(page.locator(".media-place").first).to_be_attached()
            await expect(page.locator(".media-audio").first).to_be_attached()
            assert_clean(await Axe().run(page))


def assert_clean(results: Any) -> None:
    found = [
        (fault["id"], [(node["html"][:160], node["failureSummary"][:160]) for node in fault["nodes"]][:3])
        for fault in results.response["violations"]
    ]
    assert found == []


async def no_sideways(page: Page) -> bool:
    """Nothing sticks out of the page to the side."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
