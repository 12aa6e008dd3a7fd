"""The phone in a real browser: what a shopper does, and what must not go wrong meanwhile."""

import asyncio
import re
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tests.bot.phone.stand_in import PIXEL, Serving, World

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

DELIVERED = ".row-out:has(.tick-delivered)"
AMINA = "+14155550101"
SEOYEON = "+821055550102"
AHMED = "AE.13491208655302741918"
BUTTONS = [{"id": "sig.find", "title": "Find a product"}, {"id": "sig.coupon", "title": "Coupon"}]
ROWS = [
    {"id": f"sig.{n}", "title": name, "description": f"about {name}"}
    for n, name in enumerate(["Dry", "Oily", "Mixed"])
]


async def open_phone(
    context: BrowserContext, site: Serving, query: str = "", theme: Any = None, motion: Any = None
) -> Page:
    page = await context.new_page()
    await page.emulate_media(color_scheme=theme, reduced_motion=motion)
    await page.goto(f"{site.url}/phone{query}")
    await expect(page.locator(".head-state").first).to_have_text(re.compile("online|온라인|متصل"))
    return page


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message").first


async def write(page: Page, text: str) -> None:
    await box(page).fill(text)
    await box(page).press("Enter")


async def scroll_state(page: Page) -> dict[str, float]:
    """How far the thread is from its end, in pixels."""
    return await page.locator(".scroller").first.evaluate(
        "e => ({gap: e.scrollHeight - e.scrollTop - e.clientHeight, top: e.scrollTop})"
    )


async def test_a_text_is_sent_once_and_gets_its_ticks(context: BrowserContext, site: Serving, world: World) -> None:
    page = await open_phone(context, site)
    await write(page, "Hi *there*")
    bubble = page.locator(".row-out .bubble")
    await expect(bubble).to_have_count(1)
    await expect(bubble.locator("strong")).to_have_text("there")
    await expect(bubble.locator(".tick-delivered")).to_be_visible()
    assert [(number, said["kind"], said["text"], said["copies"]) for number, said in world.sent] == [
        (AMINA, "text", "Hi *there*", 1)
    ]
    world.status(AMINA, world.bubbles[AMINA][0]["sid"], "read")
    await expect(bubble.locator(".tick-read")).to_be_visible()


async def test_enter_during_composition_sends_nothing(context: BrowserContext, site: Serving, world: World) -> None:
    """The Enter that ends a Hangul syllable must not send half a word."""
    page = await open_phone(context, site)
    await box(page).focus()
    devtools = await context.new_cdp_session(page)
    await devtools.send("Input.imeSetComposition", {"text": "안녀", "selectionStart": 2, "selectionEnd": 2})
    for kind in ("rawKeyDown", "keyUp"):
        await devtools.send(
            "Input.dispatchKeyEvent", {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
        )
    await box(page).evaluate(
        "e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    await devtools.send("Input.insertText", {"text": "안녕"})
    assert world.sent == []
    await expect(box(page)).to_have_value("안녕")
    await box(page).press("Shift+Enter")
    await expect(box(page)).to_have_value("안녕\n")
    assert world.sent == []
    await box(page).press("Enter")
    await expect(page.locator(DELIVERED)).to_have_count(1)
    assert [said["text"] for _, said in world.sent] == ["안녕"]


async def test_buttons_stay_tappable_after_a_tap(context: BrowserContext, site: Serving, world: World) -> None:
    """G5: old buttons must work."""
    sid = world.shop_says(AMINA, "What may I do?", buttons=BUTTONS)
    page = await open_phone(context, site)
    button = page.locator(".thread").get_by_role("button", name="Coupon")
    await button.click()
    await expect(page.locator(DELIVERED)).to_have_count(1)
    await expect(page.locator(".row-out .quote")).to_contain_text("What may I do?")
    await expect(button).to_have_class(re.compile("choice-tapped"))
    await button.click()
    await expect(page.locator(DELIVERED)).to_have_count(2)
    assert [(said["kind"], said["sid"], said["id"], said["title"]) for _, said in world.sent] == [
        ("tap", sid, "sig.coupon", "Coupon")
    ] * 2


async def test_only_the_tapped_bubbles_button_is_marked(context: BrowserContext, site: Serving, world: World) -> None:
    """A question that is asked again carries the same signed references."""
    world.shop_says(AMINA, "Which?", buttons=BUTTONS)
    world.shop_says(AMINA, "Please: which?", buttons=BUTTONS)
    page = await open_phone(context, site)
    await page.locator(".thread").get_by_role("button", name="Coupon").last.click()
    await expect(page.locator(".choice-tapped")).to_have_count(1)
    await expect(page.locator(".row-in").last.locator(".choice-tapped")).to_have_text("Coupon")


async def test_buttons_that_lead_away_answer_nothing(context: BrowserContext, site: Serving, world: World) -> None:
    links = [
        {"id": "", "title": "Track", "type": "URL", "target": "https://track.example/1"},
        {"id": "", "title": "Call", "type": "PHONE_NUMBER", "target": "+15550100000"},
        {"id": "", "title": "Odd", "type": "URL", "target": "javascript:alert(1)"},
    ]
    world.shop_says(AMINA, "Your parcel", buttons=links, template=True)
    page = await open_phone(context, site)
    thread = page.locator(".thread")
    await expect(thread.get_by_role("link", name="Track")).to_have_attribute("href", "https://track.example/1")
    await expect(thread.get_by_role("link", name="Call")).to_have_attribute("href", "tel:+15550100000")
    await thread.get_by_role("button", name="Odd").click()
    await expect(thread.locator("[href^='javascript']")).to_have_count(0)
    assert world.sent == []


async def test_a_swipe_quotes_and_a_drag_down_does_not(browser: Browser, site: Serving, world: World) -> None:
    world.shop_says(AMINA, "Which size?")
    context = await browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, locale="en-GB")
    page = await open_phone(context, site)
    place = await page.locator(".row-in .bubble").bounding_box()
    assert place
    for by_x, by_y, quoted in ((10, 120, False), (120, 4, True)):
        await drag(context, page, place["x"] + 20, place["y"] + 12, by_x, by_y)
        await expect(page.locator(".composer-extra")).to_be_visible(visible=quoted)
    await context.close()


async def drag(context: BrowserContext, page: Page, x: float, y: float, by_x: float, by_y: float) -> None:
    """One finger, in ten steps."""
    devtools = await context.new_cdp_session(page)
    await devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 11):
        point = {"x": x + by_x * step / 10, "y": y + by_y * step / 10}
        await devtools.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    await devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


async def test_a_list_opens_as_a_sheet_that_keeps_the_focus(
    context: BrowserContext, site: Serving, world: World
) -> None:
    rows = [*ROWS[:2], {"id": "sig.2", "title": "Mixed", "description": "\u2063"}]  # nothing that is seen
    sid = world.shop_says(AMINA, "Your skin?", list={"label": "Skin types", "rows": rows})
    page = await open_phone(context, site)
    opener = page.get_by_role("button", name="Skin types")
    await opener.click()
    sheet = page.get_by_role("dialog", name="Skin types")
    await expect(sheet.locator(".sheet-row small")).to_have_text(["about Dry", "about Oily"])
    await expect(sheet.get_by_role("button", name="Send")).to_be_disabled()
    for _ in range(8):
        await page.keyboard.press("Tab")
        assert await sheet.evaluate("e => e.contains(document.activeElement)")
    await page.keyboard.press("Escape")
    await expect(sheet).to_have_count(0)
    await expect(opener).to_be_focused()
    assert world.sent == []
    await opener.click()
    await sheet.get_by_role("radio", name="Oily").check()
    await sheet.get_by_role("button", name="Send").click()
    await expect(page.locator(DELIVERED)).to_contain_text("Oily")
    assert [(said["kind"], said["sid"], said["id"], said["title"]) for _, said in world.sent] == [
        ("row", sid, "sig.1", "Oily")
    ]


async def test_a_reply_quotes_its_message(context: BrowserContext, site: Serving, world: World) -> None:
    sid = world.shop_says(AMINA, "Which *size*?")
    page = await open_phone(context, site)
    await page.locator(".row-in .bubble").hover()
    await page.get_by_role("button", name="Message menu").click()
    await page.keyboard.press("Enter")
    await expect(page.locator(".composer-extra")).to_contain_text("Which size?")
    await write(page, "M")
    await expect(page.locator(".row-out .quote")).to_contain_text("Which size?")
    await expect(page.locator(".composer-extra")).to_be_hidden()
    await write(page, "and in red")
    await expect(page.locator(DELIVERED)).to_have_count(2)
    assert [said.get("quote") for _, said in world.sent] == [sid, None]


async def test_details_say_how_far_a_message_has_come(context: BrowserContext, site: Serving, world: World) -> None:
    page = await open_phone(context, site)
    await write(page, "Hi")
    await expect(page.locator(".row-out .tick-delivered")).to_have_count(1)
    await page.locator(".row-out .bubble").click(button="right")
    await page.get_by_role("menuitem", name="Details").click()
    await expect(page.get_by_role("dialog", name="Details")).to_contain_text("delivered")
    await expect(page.get_by_role("dialog", name="Details")).to_contain_text(world.bubbles[AMINA][0]["sid"])


async def test_every_kind_of_attachment_is_sent_and_shown(
    context: BrowserContext, site: Serving, world: World
) -> None:
    page = await open_phone(context, site)
    await attach(page, "Photo or video", {"name": "skin.png", "mimeType": "image/png", "buffer": PIXEL})
    await expect(page.locator(".row-out .picture")).to_have_count(1)
    await attach(page, "Document", {"name": "order.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    await expect(page.locator(".row-out .media-file")).to_contain_text("order.pdf")
    await attach(page, "Audio", {"name": "hello.mp3", "mimeType": "audio/mpeg", "buffer": b"ID3"})
    await expect(page.locator(".row-out .media-audio")).to_have_count(1)
    await page.get_by_role("button", name="Attach").click()
    await page.get_by_role("menuitem", name="Location").click()
    await page.get_by_role("button", name="Dubai Mall").click()
    await expect(page.locator(".row-out .media-place")).to_contain_text("Dubai Mall")
    await page.get_by_role("button", name="Attach").click()
    await page.get_by_role("menuitem", name="Contact").click()
    await page.get_by_role("dialog", name="Contact").get_by_role("button", name="Send").click()
    await expect(page.locator(DELIVERED)).to_have_count(5)
    kinds = [said["kind"] for _, said in world.sent]
    assert kinds == ["image", "document", "audio", "location", "contact"]
    assert world.files["ME0"] == ("image/png", PIXEL)
    assert world.sent[3][1]["latitude"] == pytest.approx(25.1972)
    assert world.files["ME3"][1].startswith(b"BEGIN:VCARD")


async def attach(page: Page, entry: str, file: Any) -> None:
    await page.get_by_role("button", name="Attach").click()
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("menuitem", name=entry).click()
    await (await choosing.value).set_files(file)


async def test_a_wrong_place_is_refused_beside_its_field(
    context: BrowserContext, site: Serving, world: World
) -> None:
    page = await open_phone(context, site)
    await page.get_by_role("button", name="Attach").click()
    await page.get_by_role("menuitem", name="Location").click()
    await page.get_by_label("Latitude").fill("127")
    await page.get_by_label("Longitude").fill("37")
    await page.get_by_role("button", name="Send location").click()
    await expect(page.get_by_role("alert").filter(has_text="90")).to_be_visible()
    assert world.sent == []


async def test_too_large_files_are_refused_before_they_travel(
    context: BrowserContext, site: Serving, world: World
) -> None:
    page = await open_phone(context, site)
    await attach(
        page, "Document", {"name": "big.bin", "mimeType": "application/zip", "buffer": b"0" * (5 * 1024 * 1024 + 1)}
    )
    await expect(page.get_by_role("dialog", name="The file is too large")).to_contain_text("big.bin")
    assert world.sent == []


async def test_an_ad_goes_with_the_next_message_only(context: BrowserContext, site: Serving, world: World) -> None:
    page = await open_phone(context, site)
    await page.get_by_role("button", name="Spring sale").click()
    await expect(page.locator(".composer-extra")).to_contain_text("Spring sale")
    await box(page).press("Enter")
    await expect(page.locator(".row-out .ad-card")).to_contain_text("Spring sale")
    await page.get_by_role("button", name="Forwarded message").click()
    await box(page).press("Enter")
    await expect(page.locator(".row-out .bubble-forwarded")).to_have_count(1)
    await write(page, "thanks")
    await expect(page.locator(DELIVERED)).to_have_count(3)
    first, second, third = (said for _, said in world.sent)
    assert first["referral"]["source_id"] == "120219876543210987"
    assert first["referral"]["ctwa_clid"]
    assert "referral" not in second
    assert second["forwarded"] is True
    assert "referral" not in third
    assert "forwarded" not in third


async def test_copies_and_faults_reach_the_emulator(context: BrowserContext, site: Serving, world: World) -> None:
    page = await open_phone(context, site)
    await page.get_by_text("Trouble on demand").click()
    await page.get_by_label("Deliver each message").select_option("3")
    await page.get_by_role("button", name="Too busy (429)").click()
    await expect(page.get_by_text("“Too busy (429)” will happen once.")).to_be_visible()
    await page.get_by_label("Status reports arrive").select_option("reversed")
    await write(page, "thrice")
    await expect(page.locator(DELIVERED)).to_have_count(1)
    assert world.sent[0][1]["copies"] == 3
    assert world.faults[0]["refuse"]["status"] == 429
    assert world.faults[1] == {"statuses": "reversed"}


async def test_a_failed_message_says_why_in_words(context: BrowserContext, site: Serving, world: World) -> None:
    sid = world.shop_says(AMINA, "Are you there?", status="sent")
    page = await open_phone(context, site)
    world.status(AMINA, sid, "failed", {"code": 63016, "message": "x"})
    await expect(page.locator(".row-in .bubble-fault")).to_contain_text("24-hour window is closed")
    world.status(AMINA, sid, "delivered")
    await expect(page.locator(".row-in .bubble-fault")).to_be_hidden()
    world.status(AMINA, sid, "failed", {"code": 63024, "message": "x"})
    world.status(AMINA, sid, "read")
    await expect(page.locator(".row-in .bubble-failed")).to_have_count(0)


async def test_typing_shows_until_the_answer_comes(context: BrowserContext, site: Serving, world: World) -> None:
    page = await open_phone(context, site)
    await write(page, "Hi")
    world.typing(AMINA)
    await expect(page.locator(".head-state")).to_have_text("typing…")
    await expect(page.locator(".bubble-typing")).to_be_visible()
    world.shop_says(AMINA, "Hello!")
    await expect(page.locator(".head-state")).to_have_text("online")
    await expect(page.locator(".bubble-typing")).to_have_count(0)


async def test_two_phones_are_two_people(context: BrowserContext, site: Serving, world: World) -> None:
    page = await open_phone(context, site, "?two=1")
    one, other = (page.locator(".phone").nth(n) for n in (0, 1))
    for phone, text in ((one, "from one"), (other, "from the other")):
        await phone.get_by_role("textbox", name="Message").fill(text)
        await phone.get_by_role("textbox", name="Message").press("Enter")
        await expect(phone.locator(DELIVERED)).to_have_count(1)
    world.shop_says(SEOYEON, "only for the other", buttons=BUTTONS)
    await expect(other.locator(".row-in")).to_have_count(1)
    await expect(one.locator(".row-in")).to_have_count(0)
    assert [number for number, _ in world.sent] == [AMINA, SEOYEON]
    await page.get_by_role("button", name="Two phones").click()
    await expect(page.locator(".phone")).to_have_count(1)


async def test_somebody_without_a_number_is_known_by_the_bsuid(
    context: BrowserContext, site: Serving, world: World
) -> None:
    page = await open_phone(context, site)
    await page.get_by_role("button", name="أحمد").click()
    await expect(page.locator(".head-state")).to_have_text("online")
    await write(page, "مرحبا")
    await expect(page.locator(DELIVERED)).to_have_count(1)
    assert world.sent[0][0] == AHMED
    assert world.profiles[AHMED]["bsuid"] == AHMED


async def test_ones_own_number_is_checked_and_kept_in_the_address(
    context: BrowserContext, site: Serving, world: World
) -> None:
    page = await open_phone(context, site)
    await page.get_by_text("Another number").click()
    await page.get_by_label("Number (+…) or BSUID").fill("010-1234")
    await page.get_by_role("button", name="Use this phone").click()
    await expect(page.get_by_role("alert").filter(has_text="Like +82")).to_be_visible()
    await page.get_by_label("Number (+…) or BSUID").fill("+82 10-5555-0199")
    await page.get_by_label("Name", exact=True).fill("민준")
    await page.get_by_role("button", name="Use this phone").click()
    await expect(page).to_have_url(re.compile(r"phone=%2B821055550199"))
    await page.reload()
    await expect(page.locator(".head-state")).to_have_text("online")
    await write(page, "hello")
    await expect(page.locator(DELIVERED)).to_have_count(1)
    assert world.sent[0][0] == "+821055550199"
    assert world.profiles["+821055550199"]["name"] == "민준"


async def test_after_a_restart_nothing_is_missing_and_nothing_doubled(
    context: BrowserContext, site: Serving, world: World
) -> None:
    """The server goes away; what happened meanwhile is caught up with, statuses too."""
    page = await open_phone(context, site)
    world.answer = lambda world, number, said: world.shop_says(number, f"echo {said['text']}")
    await write(page, "one")
    await expect(page.locator(".row-in")).to_have_count(1)
    site.stop()
    await expect(page.locator(".offline")).to_be_visible()
    world.status(AMINA, world.bubbles[AMINA][0]["sid"], "read")
    for n in range(3):
        world.shop_says(AMINA, f"missed {n}")
    await write(page, "while it was away")
    await expect(page.locator(".row-out .bubble-failed")).to_contain_text("cannot be reached")
    site.start()
    await expect(page.locator(".offline")).to_be_hidden(timeout=15_000)
    await expect(page.locator(".row-in")).to_have_text(
        [re.compile("echo one"), *(re.compile(f"missed {n}") for n in range(3))]
    )
    await expect(page.locator(".row-out .tick-read")).to_have_count(1)
    await page.get_by_role("button", name="Try again").click()
    await expect(page.locator(".row-in").last).to_contain_text("echo while it was away", timeout=15_000)
    assert [said["text"] for _, said in world.sent] == ["one", "while it was away"]
    await expect(page.locator(".row-out")).to_have_count(2)


async def test_an_emulator_that_begins_anew_is_noticed(context: BrowserContext, site: Serving, world: World) -> None:
    """Its memory is gone after a restart: the page shows what is, not what was."""
    for n in range(70):
        world.shop_says(AMINA, f"old {n}")
    page = await open_phone(context, site)
    await expect(page.locator(".row-in")).to_have_count(70)
    site.stop()
    await expect(page.locator(".offline")).to_be_visible()
    world.bubbles.clear()
    world.events.clear()
    world.seq = 0
    for n in range(120):
        world.shop_says(AMINA, f"new {n}")
    site.start()
    await expect(page.locator(".offline")).to_be_hidden(timeout=15_000)
    await expect(page.locator(".row-in").first).to_contain_text("new 0")
    await expect(page.locator(".row-in")).to_have_count(120)
    world.shop_says(AMINA, "and on")
    await expect(page.locator(".row-in").last).to_contain_text("and on")


async def test_eight_tabs_of_one_phone_all_hear(context: BrowserContext, site: Serving, world: World) -> None:
    """Browsers open six connections per host: tabs share one stream, and another takes over when its tab closes."""
    tabs = [await open_phone(context, site, "?embed=1") for _ in range(8)]
    world.shop_says(AMINA, "to all")
    for tab in tabs:
        await expect(tab.locator(".row-in")).to_have_count(1)
    await tabs[0].close()
    world.shop_says(AMINA, "to those who are left")
    for tab in tabs[1:]:
        await expect(tab.locator(".row-in")).to_have_count(2)


async def test_the_end_stays_in_view_and_reading_back_is_left_alone(
    context: BrowserContext, site: Serving, world: World
) -> None:
    """P: inboxes that jump while somebody reads back, or open above the last message."""
    for n in range(40):
        world.shop_says(AMINA, f"line {n}", status="read")
    page = await open_phone(context, site)
    assert (await scroll_state(page))["gap"] < 2
    world.files["late"] = ("image/png", PIXEL)
    world.shop_says(
        AMINA, "picture", kind="image", media={"url": "/emulator/files/late", "content_type": "image/png"}
    )
    await expect(page.locator(".row-in")).to_have_count(41)
    await expect(page.locator(".picture")).to_have_js_property("complete", True)
    assert (await scroll_state(page))["gap"] < 2
    await page.locator(".scroller").evaluate("e => e.scrollTo(0, 300)")
    await expect(page.get_by_role("button", name="Go to the latest message")).to_be_visible()
    world.shop_says(AMINA, "news")
    await expect(page.get_by_role("button", name="Go to the latest message, 1 unread")).to_be_visible()
    assert (await scroll_state(page))["top"] == pytest.approx(300, abs=2)
    assert (await page.title()).startswith("(1) ")
    await page.get_by_role("button", name="Go to the latest message").click()
    await expect(page.locator(".unread-line")).to_have_count(1)
    await expect(page.locator(".to-end")).to_be_hidden()
    async with asyncio.timeout(5):
        while not world.reads:
            await asyncio.sleep(0.02)


async def test_long_texts_are_folded_and_marks_are_no_html(
    context: BrowserContext, site: Serving, world: World
) -> None:
    world.shop_says(AMINA, "<img src=x onerror=alert(1)> " + "word " * 300 + "END")
    world.shop_says(AMINA, "2*3*4, *bold _both_* ~gone~ ```a < b``` see www.example.com/a_b_c.\n- one\n- two")
    page = await open_phone(context, site)
    first, second = (page.locator(".row-in").nth(n) for n in (0, 1))
    await expect(first).to_contain_text("<img src=x")
    await expect(first).not_to_contain_text("END")
    await first.get_by_role("button", name="Read more").click()
    await expect(first).to_contain_text("END")
    await expect(second.locator("strong em")).to_have_text("both")
    await expect(second.locator("code.mono")).to_have_text("a < b")
    await expect(second.locator("a")).to_have_attribute("href", "https://www.example.com/a_b_c")
    await expect(second.locator("li")).to_have_count(2)
    await expect(second).to_contain_text("2*3*4")


async def test_a_draft_survives_a_reload(context: BrowserContext, site: Serving) -> None:
    page = await open_phone(context, site)
    await box(page).fill("half a thought")
    await page.wait_for_timeout(400)
    await page.reload()
    await expect(box(page)).to_have_value("half a thought")


async def test_arabic_runs_from_right_to_left(context: BrowserContext, site: Serving, world: World) -> None:
    world.shop_says(AHMED, "مرحبا بك", buttons=[{"id": "1", "title": "تتبع"}])
    page = await open_phone(context, site, f"?lang=ar&phone={AHMED}")
    bubble = await page.locator(".row-in .bubble").bounding_box()
    thread = await page.locator(".thread").bounding_box()
    assert bubble
    assert thread
    assert bubble["x"] + bubble["width"] > thread["x"] + thread["width"] - 30
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [360, 390, 1366])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/phone", "/"])
async def test_axe_finds_nothing(
    browser: Browser, site: Serving, world: World, width: int, theme: str, path: str
) -> None:
    fill_thread(world)
    context = await browser.new_context(
        viewport={"width": width, "height": 800}, locale="en-GB", reduced_motion="reduce"
    )
    page = await context.new_page()
    await page.goto(f"{site.url}{path}?theme={theme}")
    await expect(page.locator(".row-in").last).to_be_visible()
    for details in await page.locator("details").all():
        await details.evaluate("e => e.open = true")
    assert_clean(await Axe().run(page))
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.get_by_role("button", name="Skin types").click()
    assert_clean(await Axe().run(page))
    await context.close()


async def test_axe_finds_nothing_in_other_languages_and_layouts(
    browser: Browser, site: Serving, world: World
) -> None:
    fill_thread(world)
    context = await browser.new_context(viewport={"width": 1600, "height": 900}, reduced_motion="reduce")
    page = await open_phone(context, site, "?lang=ar&two=1&theme=dark")
    assert_clean(await Axe().run(page))
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto(f"{site.url}/phone?lang=ko")
    await page.get_by_role("button", name="휴대폰 설정").click()
    await settled(page)
    assert_clean(await Axe().run(page))
    await page.goto(f"{site.url}/phone?embed=1&lang=en")
    await page.get_by_role("button", name="Attach").click()
    await settled(page)
    assert_clean(await Axe().run(page))
    await context.close()


def fill_thread(world: World) -> None:
    """One of everything."""
    world.hear(AMINA, {"kind": "text", "text": "Hi"})
    sid = world.shop_says(AMINA, "*What* may I do? https://example.com", buttons=BUTTONS)
    world.hear(AMINA, {"kind": "tap", "sid": sid, "id": "sig.coupon", "title": "Coupon", "text": "Coupon"})
    world.shop_says(AMINA, "Your skin?", list={"label": "Skin types", "rows": ROWS})
    world.files["pixel"] = ("image/png", PIXEL)
    world.files["song"] = ("audio/mpeg", b"")
    media = {"url": "/emulator/files/pixel", "content_type": "image/png"}
    world.shop_says(AMINA, "Calm Serum", kind="image", media=media)
    world.shop_says(AMINA, "", kind="audio", media={"url": "/emulator/files/song", "content_type": "audio/mpeg"})
    world.shop_says(
        AMINA, "terms.pdf", kind="document", media={"url": "/emulator/files/pixel", "content_type": "application/pdf"}
    )
    place = {"latitude": 37.5, "longitude": 127.0, "label": "Shop", "address": "Seoul"}
    world.shop_says(AMINA, "", kind="location", location=place)
    failed = world.shop_says(AMINA, "too late", template=True)
    world.status(AMINA, failed, "failed", {"code": 63016, "message": ""})


async def settled(page: Page) -> None:
    """Once nothing moves or fades any more."""
    await page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)))")
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def assert_clean(results: Any) -> None:
    found = [
        (fault["id"], [node["html"][:160] for node in fault["nodes"]][:4]) for fault in results.response["violations"]
    ]
    assert found == []


async def test_the_tour_writes_into_the_phone(context: BrowserContext, site: Serving, world: World) -> None:
    def answer(world: World, number: str, said: dict[str, Any]) -> None:
        world.shop_says(number, "Welcome", buttons=BUTTONS)

    world.answer = answer
    page = await context.new_page()
    await page.goto(site.url)
    await expect(page.locator(".head-state")).to_have_text("online")
    await page.get_by_role("button", name="Tap a choice").click()
    await expect(page.get_by_text("There is nothing to tap yet")).to_be_visible()
    await page.get_by_role("button", name="“Hi”").click()
    await expect(page.locator(".row-in")).to_have_count(1)
    await page.get_by_role("button", name="Tap a choice").click()
    await expect(page.locator(DELIVERED)).to_have_count(2)
    assert [(said["kind"], said["text"]) for _, said in world.sent] == [("text", "Hi"), ("tap", "Find a product")]


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
async def test_on_a_phone_the_controls_are_a_drawer(browser: Browser, site: Serving, motion: str) -> None:
    context = await browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    page = await open_phone(context, site, motion=motion)
    panel = page.locator("#panel")
    await expect(panel).to_be_hidden()
    await page.get_by_role("button", name="Settings of the phone").click()
    await expect(panel).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    await page.get_by_role("button", name="Settings of the phone").click()
    await expect(panel.get_by_role("list", name="What happened")).to_have_count(1)
    await page.mouse.click(386, 500)
    await expect(panel).to_be_hidden()
    await page.get_by_role("button", name="Settings of the phone").click()
    await panel.get_by_role("button", name="박서연").click()
    await expect(page.get_by_role("region", name="Phone of 박서연")).to_be_visible()
    await expect(panel).to_be_hidden()
    await context.close()
