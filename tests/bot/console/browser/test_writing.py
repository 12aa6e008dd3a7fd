"""What an agent writes: sent once, by the right key, to whom it was meant, or refused in words (P7, P13)."""

import re
from contextlib import suppress

import pytest
from playwright.async_api import expect

from tests.bot.console.browser.running import Running
from tests.bot.console.browser.seat import Seat, take_over, writing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_enter_during_composition_sends_nothing(site: Running, joon: Seat) -> None:
    """The Enter that ends a Hangul syllable must not send half a word."""
    robin = await site.person()
    page = await joon.opens(robin)
    await take_over(page)
    await writing(page).focus()
    devtools = await joon.context.new_cdp_session(page)
    await devtools.send("Input.imeSetComposition", {"text": "안녀", "selectionStart": 2, "selectionEnd": 2})
    for kind in ("rawKeyDown", "keyUp"):
        await devtools.send(
            "Input.dispatchKeyEvent", {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
        )
    await writing(page).evaluate(
        "e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    await devtools.send("Input.insertText", {"text": "안녕"})
    await expect(writing(page)).to_have_value("안녕")
    await writing(page).press("Shift+Enter")
    await expect(writing(page)).to_have_value("안녕\n")
    await expect(page.locator(".who-agent")).to_have_count(0)
    await writing(page).press("Enter")
    await expect(page.locator(".row-out .bubble").filter(has_text="안녕")).to_have_count(1)


async def test_the_window_closes_while_somebody_writes(site: Running, joon: Seat) -> None:
    """P17: what was typed stays, notes still work, and the way out is in the same banner."""
    robin = await site.person()
    page = await joon.context.new_page()
    await page.clock.install()
    await page.goto(f"{site.url}/console/inbox?view=all&c={robin.id}")
    await take_over(page)
    await writing(page).fill("Your parcel is")
    await page.clock.fast_forward("24:00:05")
    banner = page.locator(".lock-window")
    await expect(banner).to_contain_text("24 hours have passed")
    await expect(writing(page)).to_have_value("Your parcel is")
    await expect(writing(page)).not_to_be_editable()
    await expect(page.locator(".send")).to_be_disabled()
    await page.get_by_role("tab", name="Note", exact=True).click()
    await expect(writing(page)).to_be_editable()
    await page.get_by_role("tab", name="Reply", exact=True).click()
    await banner.get_by_role("button", name="Choose a template").click()
    await expect(page.get_by_role("dialog", name="Template to Robin Reed")).to_be_visible()


async def test_a_template_is_filled_in_seen_and_sent(site: Running, joon: Seat) -> None:
    await site.has_templates()
    robin = await site.person()
    page = await joon.opens(robin)
    await page.locator(".thread-head").click(position={"x": 2, "y": 2})
    await page.keyboard.press("m")
    dialog = page.get_by_role("dialog", name="Template to Robin Reed")
    await expect(dialog.locator(".template").first).to_contain_text("English")
    chosen = dialog.locator(".template:not([disabled])").first
    await expect(chosen).to_contain_text(re.compile("estimate|free"))
    await chosen.click()
    fields = dialog.locator(".field input")
    for place in range(await fields.count()):
        await fields.nth(place).fill(f"value {place}")
        await expect(dialog.locator(".template-look mark").filter(has_text=f"value {place}").first).to_be_visible()
    await dialog.get_by_role("button", name="Send the template").click()
    await expect(page.locator(".chip-mine")).to_be_visible()  # who writes has it
    await expect(page.locator(".row-out .bubble-template").last).to_be_visible()
    await expect(page.locator(".row-out .tick-delivered, .row-out .tick-read").last).to_be_visible(timeout=15_000)


async def test_drafts_are_kept_per_conversation_and_way_of_writing(site: Running, joon: Seat) -> None:
    robin, kim = await site.person(), await site.person(name="Kim Lee")
    page = await joon.opens(robin)
    await writing(page).fill("a reply")
    await page.get_by_role("tab", name="Note", exact=True).click()
    await writing(page).fill("a note")
    await page.locator(f"[data-id='{kim.id}'] a").click()
    await expect(page.locator(".thread-head h2")).to_have_text("Kim Lee")
    await expect(writing(page)).to_have_value("")
    await page.locator(f"[data-id='{robin.id}'] a").click()
    await page.reload()
    await expect(writing(page)).to_have_value("a reply")
    await page.get_by_role("tab", name="Note", exact=True).click()
    await expect(writing(page)).to_have_value("a note")
    await writing(page).press("Enter")
    await expect(page.locator(".bubble-note")).to_contain_text("a note")
    await expect(writing(page)).to_have_value("")
    assert not any("a note" in each["text"] for each in await site.phone_of(robin.number))


async def test_canned_replies_open_with_a_slash_and_know_the_name(site: Running, joon: Seat) -> None:
    robin = await site.person()
    page = await joon.opens(robin)
    made = await page.evaluate(
        "async () => (await fetch('/api/canned', {method: 'POST', headers: {'Content-Type': 'application/json',"
        " 'X-CSRF': JSON.parse(document.getElementById('settings').textContent).csrf},"
        " body: JSON.stringify({name: 'zz-thanks', text: 'Thank you, {name}!'})})).status"
    )
    assert made == 200
    await page.reload()
    await take_over(page)
    await page.keyboard.press("r")
    await page.keyboard.type("/zz")
    await expect(page.get_by_role("option", name="/zz-thanks")).to_contain_text("Thank you, Robin Reed!")
    await page.keyboard.press("Enter")
    await expect(writing(page)).to_have_value("Thank you, Robin Reed!")


async def test_what_was_sent_can_be_taken_back(site: Running, joon: Seat) -> None:
    robin = await site.person()
    page = await joon.opens(robin)
    await take_over(page)
    await writing(page).fill("too quick")
    await writing(page).press("Enter")
    await page.get_by_role("button", name="Undo").click()
    await expect(page.locator(".bubble-cancelled")).to_contain_text("too quick")
    await expect(writing(page)).to_have_value("too quick")
    await page.wait_for_timeout(6000)
    assert not any("too quick" in each["text"] for each in await site.phone_of(robin.number))


async def test_files_are_refused_before_they_are_uploaded(site: Running, joon: Seat) -> None:
    robin = await site.person()
    page = await joon.opens(robin)
    await take_over(page)
    uploads: list[str] = []
    page.on("request", lambda asked: uploads.append(asked.url) if "/api/uploads" in asked.url else None)

    async def choose(name: str, kind: str, body: bytes) -> None:
        async with page.expect_file_chooser() as chooser:
            await page.get_by_role("button", name="Attach").click()
            await page.get_by_role("menuitem", name="File").click()
        await (await chooser.value).set_files({"name": name, "mimeType": kind, "buffer": body})

    await choose("setup.exe", "application/x-msdownload", b"MZ")
    await expect(page.locator(".toast-bad")).to_contain_text("does not take this kind of file")
    await choose("large.png", "image/png", b"\x89PNG" + b"0" * 5_300_000)
    await expect(page.locator(".toast-bad").filter(has_text="at most")).to_be_visible()
    assert uploads == []
    await choose("terms.pdf", "application/pdf", b"%PDF-1.4\n%%EOF\n")
    await expect(page.locator(".file")).to_contain_text("terms.pdf")
    await expect(page.locator(".send")).to_be_enabled()
    await page.locator(".send").click()
    await expect(page.locator(".row-out .media-file")).to_be_visible()
    assert len(uploads) == 1


async def test_a_failure_says_why_and_is_really_sent_again(site: Running, joon: Seat) -> None:
    """P13: red, the reason in words, and a retry that is a new call of the provider."""
    robin = await site.person()
    page = await joon.opens(robin)
    await take_over(page)
    failed = page.locator(".bubble-failed")
    for attempt in range(3):  # what another chat sends may take the fault
        await page.wait_for_timeout(6000)
        await page.evaluate(
            "async () => (await fetch('/emulator/faults', {method: 'POST', headers: {'Content-Type':"
            " 'application/json'}, body: JSON.stringify({fail: {code: 63024, times: 1}})})).status"
        )
        await writing(page).fill(text := f"this will not arrive {attempt}")
        await writing(page).press("Enter")
        await expect(page.locator(".row-out").filter(has_text=text)).to_be_visible()
        with suppress(AssertionError):
            await expect(failed).to_contain_text("Not delivered", timeout=8_000)
            break
    await expect(failed).to_contain_text(text)
    await failed.get_by_role("button", name="Send again").click()
    await expect(page.locator(".row-out .tick-delivered, .row-out .tick-read").last).to_be_visible(timeout=20_000)
    assert (await robin.has_got(text))["from_shop"]
