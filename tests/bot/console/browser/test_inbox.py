"""What agents do in the inbox, and what users of other inboxes suffer (F1, F2, P16, P17, P39)."""

import asyncio
import re

import pytest
from playwright.async_api import Browser, Route, expect

from tests.bot.console.browser.running import Running
from tests.bot.console.browser.seat import Seat, sit_down, take_over, writing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_an_answer_reaches_the_phone_and_its_ticks_come_back(site: Running, joon: Seat) -> None:
    robin = await site.person("I want to talk to a person")
    page = await joon.opens(robin, query="view=waiting")
    await expect(page.locator(".row-name").filter(has_text="Robin Reed").first).to_be_visible()
    await take_over(page)
    await writing(page).fill("Hello *Robin*, Joon here")
    await writing(page).press("Enter")
    mine = page.locator(".row-out .bubble").filter(has_text="Joon here")
    await expect(mine).to_have_count(1)
    await expect(mine.get_by_role("button", name="Undo")).to_be_visible()
    assert (await robin.has_got("Joon here"))["text"] == "Hello *Robin*, Joon here"
    await expect(mine.locator(".tick-delivered, .tick-read")).to_have_count(1, timeout=15_000)
    await robin.writes("thank you!")
    await expect(page.locator(".row-in").filter(has_text="thank you!")).to_be_visible()
    assert not any("menu" in each["text"].lower() for each in (await site.phone_of(robin.number))[-2:])


async def test_eight_tabs_hear_the_same_message(site: Running, joon: Seat) -> None:
    """Six connections are all that a browser has: the tabs share one stream."""
    robin = await site.person()
    pages = [await joon.opens(robin) for _ in range(8)]
    await robin.writes("is anybody there?")
    for page in pages:
        await expect(page.locator(".row-in").filter(has_text="is anybody there?")).to_have_count(1)
    await pages[0].close()  # the one that held the stream
    await robin.writes("and now?")
    for page in pages[1:]:
        await expect(page.locator(".row-in").filter(has_text="and now?")).to_have_count(1)


async def test_the_second_take_asks_first(site: Running, joon: Seat, mina: Seat) -> None:
    """P16: two agents never answer the same shopper without knowing it."""
    robin = await site.person("I want to talk to a person")
    late = await mina.opens(robin)
    await mina.context.set_offline(True)  # she does not hear that Joon takes it
    first = await joon.opens(robin)
    await take_over(first)
    await late.route("**/api/events*", lambda route: route.abort())
    await mina.context.set_offline(False)
    await late.locator(".head-main").get_by_text("Take over").click()
    dialog = late.get_by_role("dialog", name="Joon has it")
    await expect(dialog).to_be_visible()
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(late.locator(".chip-agent").filter(has_text="Joon").first).to_be_visible()
    await expect(first.locator(".chip-mine")).to_be_visible()
    await late.locator(".head-main").get_by_text("Take over").click()
    await late.get_by_role("dialog").get_by_role("button", name="Take anyway").click()
    await expect(late.locator(".chip-mine")).to_be_visible()
    await expect(first.locator(".thread-head .chip-agent")).to_have_text("Mina")


async def test_colleagues_see_who_looks_and_writes(site: Running, joon: Seat, mina: Seat) -> None:
    robin = await site.person()
    page = await joon.opens(robin)
    other = await mina.opens(robin)
    await expect(page.locator(".presence")).to_have_text("Mina is viewing")
    await writing(other).press_sequentially("Let me")
    await expect(page.locator(".presence")).to_have_text("Mina is typing…")
    await other.close()
    await expect(page.locator(".presence")).to_be_hidden(timeout=25_000)


async def test_rows_hold_still_under_the_pointer(site: Running, joon: Seat) -> None:
    """Wrong conversations open where lists re-sort under the pointer."""
    first, second = await site.person(name="First Row"), await site.person(name="Second Row")
    page = await joon.opens()
    top = page.locator(".row-item .row-name").first
    await expect(top).to_have_text("Second Row")
    await page.locator(f"[data-id='{second.id}']").hover()
    await first.writes("hello again")
    await expect(page.locator(f"[data-id='{first.id}'] .row-preview")).to_contain_text(re.compile("."))
    await expect(page.get_by_role("button", name="The order has changed")).to_be_visible()
    await expect(top).to_have_text("Second Row")
    await page.locator(".list-head").hover()
    await expect(top).to_have_text("First Row")


async def test_without_a_mouse(site: Running, joon: Seat) -> None:
    robin = await site.person("I want to talk to a person", name="Key Board")
    page = await joon.opens(query="view=waiting")
    await expect(page.locator(f"[data-id='{robin.id}']")).to_be_visible()
    await page.keyboard.press("/")
    await page.keyboard.type("Key Board")
    await expect(page.locator(".row-item:not(.row-skeleton)")).to_have_count(1)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await page.keyboard.press("j")
    await expect(page.locator(".thread-head")).to_be_visible()
    await page.keyboard.press("Control+k")
    await page.keyboard.type("Key Board")
    await expect(page.get_by_role("option", name="Key Board")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.locator(".thread-head h2")).to_have_text("Key Board")
    await expect(page.locator(".head-main").get_by_text("Take over")).to_be_visible()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.keyboard.press("t")
    await expect(page.locator(".chip-mine")).to_be_visible()
    await page.keyboard.press("r")
    await page.keyboard.type("by keys alone")
    await page.keyboard.press("Enter")
    await expect(page.locator(".row-out .bubble").filter(has_text="by keys alone")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await expect(page.locator(".mode-is-note")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("b")
    await expect(page.locator(".chip-bot")).to_be_visible()


@pytest.mark.parametrize(("key", "script"), [("Control+k", "palette"), ("m", "templates")])
async def test_what_is_typed_while_something_opens_does_nothing_else(
    site: Running, joon: Seat, key: str, script: str
) -> None:
    """Letters after the key are no shortcuts, however late the script of what opens comes."""
    person = await site.person("I want to talk to a person", name="Slow Opener")

    async def late(route: Route) -> None:
        await asyncio.sleep(0.7)
        await route.continue_()

    await joon.context.route(f"**/{script}.js", late)
    page = await joon.opens(person)
    await take_over(page)
    await page.locator(".thread-head").click()
    await page.keyboard.press(key)
    await page.keyboard.type("eb")  # resolve, back to the bot
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert (await site.until(person.number, lambda row: True))["owner"]["kind"] == "agent"
    await expect(page.locator(".chip-mine")).to_be_visible()


async def test_several_at_once(site: Running, joon: Seat) -> None:
    people = [await site.person("I want to talk to a person", name=f"Many {n}") for n in range(2)]
    page = await joon.opens(query="view=waiting")
    for each in people:
        row = page.locator(f"[data-id='{each.id}']")
        await row.hover()
        await row.get_by_role("checkbox").check()
    bar = page.get_by_role("toolbar")
    await expect(bar).to_contain_text("2 selected")
    await bar.get_by_role("button", name="Resolve").click()
    for each in people:
        row = await site.until(each.number, lambda row: row["owner"]["kind"] == "bot")
        assert row["id"] == int(each.id)


async def test_the_split_view_shows_one_conversation_twice(browser: Browser, site: Running) -> None:
    async with sit_down(browser, site, viewport={"width": 1500, "height": 860}) as seat:
        page = await seat.context.new_page()
        await page.goto(f"{site.url}/?phone=%2B14155559901&name=Split%20View")
        await page.get_by_role("textbox", name="Message").first.fill("I want to talk to a person")
        await page.keyboard.press("Enter")
        inbox = page.frame_locator(".desk-frame")
        await expect(inbox.locator(".row-in").filter(has_text="talk to a person")).to_be_visible(timeout=20_000)
        await inbox.locator(".head-main").get_by_text("Take over").click()
        await inbox.locator("#composer-text").fill("Hello from the team")
        await inbox.locator("#composer-text").press("Enter")
        on_the_phone = page.locator(".row-in .bubble").filter(has_text="Hello from the team")
        await expect(on_the_phone).to_be_visible(timeout=20_000)
        for name in ("Two phones", "README", "Website with ads, buttons and QR"):
            await expect(page.get_by_role("link", name=name)).to_be_visible()
