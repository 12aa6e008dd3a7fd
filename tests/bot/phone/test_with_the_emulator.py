"""The page and the real emulator understand each other, down to the webhook's fields."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from tests.bot.phone.shop_behind import Shop, open_shop
from tests.bot.phone.stand_in import PIXEL

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AMINA = "+14155550101"
AHMED = "AE.13491208655302741918"
QUICK = {
    "twilio/quick-reply": {
        "body": "What may I do?",
        "actions": [{"id": "sig.find", "title": "Find a product"}, {"id": "sig.offer", "title": "My coupon"}],
    }
}
PICKER = {
    "twilio/list-picker": {
        "body": "Your skin?",
        "button": "Skin types",
        "items": [{"id": f"sig.{name}", "item": name, "description": f"about {name}"} for name in ("Dry", "Oily")],
    }
}


@pytest_asyncio.fixture(loop_scope="session")
async def shop() -> AsyncIterator[Shop]:
    async with open_shop() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext, shop: Shop) -> Page:
    """Amina's phone; she has said hi, so the window is open."""
    opened = await context.new_page()
    await opened.goto(f"{shop.url}/phone")
    await expect(opened.locator(".head-state")).to_have_text("online")
    await write(opened, "hi")
    await expect(opened.locator(".row-out")).to_have_count(1)
    await heard(shop, opened, 1)
    return opened


async def write(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Message").fill(text)
    await page.keyboard.press("Enter")


async def heard(shop: Shop, page: Page, count: int) -> None:
    """Wait until the shop's webhook has been called so often."""
    for _ in range(200):
        if len(shop.forms) >= count:
            break
        await page.wait_for_timeout(25)
    assert len(shop.forms) == count


async def test_a_text_is_a_signed_webhook_with_the_profile_name(page: Page, shop: Shop) -> None:
    form = shop.forms[0]
    assert (form["Body"], form["From"], form["ProfileName"]) == ("hi", f"whatsapp:{AMINA}", "Amina Yusuf")
    await expect(page.locator(".row-out .tick-delivered")).to_have_count(1)
    await shop.type(form["MessageSid"])
    await expect(page.locator(".head-state")).to_have_text("typing…")
    await expect(page.locator(".row-out .tick-read")).to_have_count(1)
    await expect(page.locator(".log-row").filter(has_text="webhook")).to_have_count(1)


async def test_a_tapped_button_comes_back_by_its_id_again_and_again(page: Page, shop: Shop) -> None:
    """G5: old buttons must work."""
    sid = await shop.say(AMINA, types=QUICK)
    button = page.locator(".thread").get_by_role("button", name="My coupon")
    for count in (2, 3):
        await button.click()
        await heard(shop, page, count)
    assert [form["ButtonPayload"] for form in shop.forms[1:]] == ["sig.offer"] * 2
    assert [form["OriginalRepliedMessageSid"] for form in shop.forms[1:]] == [sid] * 2
    await expect(page.locator(".row-out .quote")).to_have_count(2)
    await expect(page.locator(".row-out")).to_have_count(3)


async def test_a_chosen_row_comes_back_by_its_id(page: Page, shop: Shop) -> None:
    await shop.say(AMINA, types=PICKER)
    await page.get_by_role("button", name="Skin types").click()
    await page.get_by_role("radio", name="Oily").check()
    await page.get_by_role("dialog").get_by_role("button", name="Send").click()
    await heard(shop, page, 2)
    assert (shop.forms[1]["ListId"], shop.forms[1]["ListTitle"]) == ("sig.Oily", "Oily")


async def test_pictures_places_cards_and_ads_arrive(page: Page, shop: Shop) -> None:
    await page.get_by_role("button", name="Attach").click()
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("menuitem", name="Photo").click()
    await (await choosing.value).set_files({"name": "skin.png", "mimeType": "image/png", "buffer": PIXEL})
    await heard(shop, page, 2)
    assert shop.forms[1]["MediaContentType0"] == "image/png"
    await expect(page.locator(".row-out .picture")).to_have_js_property("naturalWidth", 1)
    await page.get_by_role("button", name="Attach").click()
    await page.get_by_role("menuitem", name="Location").click()
    await page.get_by_role("button", name="Haeundae").click()
    await heard(shop, page, 3)
    assert float(shop.forms[2]["Latitude"]) == pytest.approx(35.1587)
    await page.get_by_role("button", name="Attach").click()
    await page.get_by_role("menuitem", name="Contact").click()
    await page.get_by_role("dialog").get_by_role("button", name="Send").click()
    await heard(shop, page, 4)
    await page.get_by_role("button", name="Spring sale").click()
    await page.keyboard.press("Enter")
    await heard(shop, page, 5)
    assert shop.forms[4]["ReferralSourceId"] == "120219876543210987"
    assert shop.forms[4]["ReferralCtwaClid"]
    await expect(page.locator(".row-out")).to_have_count(5)


async def test_five_copies_are_one_bubble(page: Page, shop: Shop) -> None:
    """P1: the provider may deliver a message several times."""
    await page.get_by_text("Trouble on demand").click()
    await page.get_by_label("Deliver each message").select_option("5")
    await write(page, "five times")
    await heard(shop, page, 6)
    assert len({form["MessageSid"] for form in shop.forms[1:]}) == 1
    await expect(page.locator(".row-out")).to_have_count(2)


async def test_every_fault_of_the_panel_is_understood(page: Page, shop: Shop) -> None:
    await page.get_by_text("Trouble on demand").click()
    for button in await page.locator(".troubles .chip").all():
        await button.click()
        await expect(page.locator(".troubles .panel-said")).to_contain_text(
            f"“{await button.inner_text()}” will happen"
        )
    for order in ("reversed", "doubled", "none", "normal"):
        await page.get_by_label("Status reports arrive").select_option(order)
        await expect(page.locator(".troubles .panel-said")).to_contain_text("Set for all")
    assert shop.emulator
    left = shop.emulator.faults.to_json()
    assert {name for name, times in left.items() if times and name != "statuses"} >= {
        "refuse",
        "fail",
        "slow",
        "swallow",
        "drop",
    }


async def test_a_lost_webhook_is_said_beside_the_message(page: Page, shop: Shop) -> None:
    assert shop.emulator
    shop.emulator.faults.lose_inbound = 1
    await write(page, "lost")
    await expect(page.locator(".row-out .bubble-lost")).to_have_text("It never reached the shop")
    assert len(shop.forms) == 1


async def test_a_failed_delivery_shows_its_reason(page: Page, shop: Shop) -> None:
    assert shop.emulator
    shop.emulator.faults.fail_next(63024)
    await shop.say(AMINA, "cannot arrive")
    await expect(page.locator(".row-in .bubble-fault")).to_contain_text(re.compile("Not delivered: .*63024"))


async def test_somebody_without_a_number_writes_by_bsuid(page: Page, shop: Shop) -> None:
    await page.get_by_role("button", name="أحمد").click()
    await expect(page.locator(".head-state")).to_have_text("online")
    await write(page, "مرحبا")
    await heard(shop, page, 2)
    assert AHMED in shop.forms[1].get("ExternalUserId", "") + shop.forms[1]["From"]


async def test_what_the_shop_says_while_nobody_looks_is_there_later(page: Page, shop: Shop) -> None:
    await page.close()
    await shop.say(AMINA, "are you there?")
    assert shop.emulator
    await shop.emulator.settled()
    again = await page.context.new_page()
    await again.goto(f"{shop.url}/phone")
    await expect(again.locator(".row-in")).to_have_count(1)
    await expect(again.locator(".row-out")).to_have_count(1)
    await expect(again.locator(".unread-line")).to_have_count(1)
