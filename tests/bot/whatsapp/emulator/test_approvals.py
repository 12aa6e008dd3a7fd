"""Templates of the emulator: asked for, approved, paused, and what may be sent when."""

import json
from datetime import timedelta

import pytest

from tests.bot.whatsapp.emulator.openapi.schemas import check
from tests.bot.whatsapp.emulator.shop_side import AMINA, NOW
from tests.bot.whatsapp.emulator.test_contents_api import FINE, replies, rows

pytestmark = pytest.mark.filterwarnings("ignore:(?i).*auth.* is deprecated")  # the SDK's way with aiohttp


async def ask(town, sid, name="order_update", category="UTILITY"):
    return await town.client.post(
        f"/v1/Content/{sid}/ApprovalRequests/whatsapp", json={"name": name, "category": category}
    )


async def test_a_template_is_submitted_and_approved(town):
    sid = await town.creates({"twilio/text": {"body": "Your order {{1}} is on its way"}}, {"1": "12"})
    before = (await town.client.get(f"/v1/Content/{sid}/ApprovalRequests")).json()
    assert before["whatsapp"]["status"] == "unsubmitted"
    asked = await ask(town, sid)
    assert (asked.status_code, asked.json()["status"]) == (201, "received")
    check("content.v1.content.approval_create", asked.json())
    after = (await town.client.get(f"/v1/Content/{sid}/ApprovalRequests")).json()
    check("content.v1.content.approval_fetch", after)
    assert (after["whatsapp"]["status"], after["whatsapp"]["category"]) == ("approved", "UTILITY")
    page = (await town.client.get("/v1/ContentAndApprovals")).json()
    assert page["contents"][0]["approval_requests"]["status"] == "approved"


async def test_what_cannot_be_a_template_is_refused(town):
    assert (await ask(town, await town.creates(rows()))).status_code == 400
    assert (await ask(town, await town.creates(FINE[0]), name="Not Valid")).status_code == 400
    assert (await ask(town, await town.creates(FINE[0]), category="FUN")).status_code == 400


async def failing_code(town, sid, variables=""):
    message = (await town.sends_content(sid, variables)).json()
    await town.emulator.settled()
    return (await town.client.get(message["uri"])).json()["error_code"]


async def test_outside_the_window_only_an_approved_template_goes(town):
    """P7: 63016 for free text, rich content and lists; an approved template arrives."""
    await town.phone().says("hi")
    town.clock.set(NOW + timedelta(hours=24))
    await town.sends("free text")
    await town.emulator.settled()
    plain, listed = await town.creates(replies("Yes")), await town.creates(rows())
    assert [await failing_code(town, sid) for sid in (plain, listed)] == [63016, 63016]
    await ask(town, plain)
    assert await failing_code(town, plain) is None
    assert town.phone().hears == ["Sure?"]
    assert town.emulator.messages_to(AMINA)[0].is_template
    assert {update.error_code for update in town.shop.updates if update.status == "failed"} == {63016}


async def test_the_window_is_open_until_its_last_second(town):
    await town.phone().says("hi")
    town.clock.set(NOW + timedelta(hours=24, seconds=-1))
    await town.sends("still fine")
    await town.emulator.settled()
    assert town.phone().hears == ["still fine"]


async def test_the_window_belongs_to_one_of_our_numbers(town):
    await town.phone().says("hi", to="+15550100001")
    await town.sends("from the other")
    await town.emulator.settled()
    assert town.phone().hears == []


@pytest.mark.parametrize(
    ("name", "code"),
    [("news_rejected", 63040), ("news_pending", 63016), ("news_paused", 63041), ("news_disabled_1a2b", 63042)],
)
async def test_a_template_that_is_not_approved_fails_with_its_code(town, name, code):
    sid = await town.creates(replies("Yes"))
    await ask(town, sid, name=name)
    assert await failing_code(town, sid) == code


async def test_whatsapp_changes_its_mind(town):
    sid = await town.creates(replies("Yes"))
    await ask(town, sid, name="news_1a2b")
    assert await failing_code(town, sid) is None
    assert town.emulator.judge("news", "paused") == 1
    assert await failing_code(town, sid) == 63041
    assert town.emulator.judge("news", "approved", category="MARKETING") == 1
    assert await failing_code(town, sid) is None
    assert town.emulator.judge("other", "paused") == 0


async def test_an_approval_is_asked_for_once(town):
    sid = await town.creates(replies("Yes"))
    assert (await ask(town, sid, name="news_1a2b")).status_code == 201
    assert (await ask(town, sid, name="news_1a2b")).status_code == 400


async def test_a_variable_that_the_template_does_not_have_is_refused(town):
    sid = await town.creates({"twilio/text": {"body": "Your order {{1}} is here"}}, {"1": "x"})
    await ask(town, sid)
    assert await failing_code(town, sid, json.dumps({"1": "a", "2": "b"})) == 63028


async def test_a_sign_in_code_shows_whatsapps_own_words(town):
    actions = [{"type": "COPY_CODE", "copy_code_text": "Copy code"}]
    sid = await town.creates({"whatsapp/authentication": {"actions": actions}}, {"1": "123456"})
    await ask(town, sid, category="AUTHENTICATION")
    assert await failing_code(town, sid, json.dumps({"1": "4711"})) is None
    bubble = town.emulator.messages_to(AMINA)[-1]
    assert bubble.is_template
    assert bubble.shown.text == "Your verification code is 4711."
    assert bubble.shown.buttons[0]["target"] == "4711"


@pytest.mark.parametrize("value", ["two\nlines", "a\ttab", "five     spaces"])
async def test_a_template_takes_no_unfit_values(town, value):
    sid = await town.creates({"twilio/text": {"body": "Your order {{1}} is here"}}, {"1": "x"})
    await ask(town, sid)
    assert await failing_code(town, sid, json.dumps({"1": value})) == 63013
