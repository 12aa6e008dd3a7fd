"""Phones send what real ones send: our own door understands every kind, signed and all."""

import asyncio
import json
from base64 import b64encode

import pytest

from bot.inbox.events import Handle
from bot.inbox.messages import Choice, InboundMessage, Location, MessageKind
from bot.whatsapp.emulator.handset import NothingToTap
from tests.bot.whatsapp.emulator.shop_side import AMINA, OTHER_SENDER, SENDER, open_town, says

BUTTONS = {
    "twilio/quick-reply": {"body": "Sure?", "actions": [{"title": "Yes", "id": "y|1"}, {"title": "No", "id": "n"}]}
}
ROWS = {"twilio/list-picker": {"body": "Pick", "button": "Show", "items": [{"id": "r1", "item": "Red dress"}]}}


def heard(town):
    """The last event as a turn would read it."""
    return InboundMessage.from_json(json.loads(json.dumps(town.shop.events[-1].body)))


async def test_a_text_arrives_signed_with_name_and_both_handles(town):
    sid = await town.phone().named("Amina", "KR.77").says("hi there")
    [event] = town.shop.events
    assert event.key == f"twilio:{sid}"
    assert event.handles == (Handle("phone", AMINA), Handle("bsuid", "KR.77"))
    assert (event.profile_name, event.sender, event.body["text"]) == ("Amina", SENDER, "hi there")
    raw = event.body["raw"]
    assert (raw["WaId"], raw["MessageType"], raw["NumMedia"]) == (AMINA[1:], "text", "0")
    assert json.loads(raw["ChannelMetadata"])["data"]["context"]["ProfileName"] == "Amina"


async def test_a_shared_key_may_sign_instead():
    async with open_town(shared_key=("key1", "secret")) as town:
        await town.phone().says("hi")
        assert len(town.shop.events) == 1


async def test_somebody_without_a_number_has_no_number_anywhere(town):
    """P27"""
    await town.phone("KR.abcDEF123").says("hi")
    [event] = town.shop.events
    assert event.handles == (Handle("bsuid", "KR.abcDEF123"),)
    assert "WaId" not in event.body["raw"]
    assert "+" not in json.dumps({k: v for k, v in event.body["raw"].items() if k != "To"})


async def test_a_bsuid_is_made_from_the_number_and_stays(town):
    await town.phone().says("one")
    await town.phone().says("two")
    first, second = town.shop.events
    assert first.handles == second.handles
    assert first.handles[1].value.startswith("KR.")


async def test_a_tap_quotes_the_bubble_and_brings_our_payload(town):
    """P19"""
    await town.phone().says("hi")
    sid = (await town.sends_content(await town.creates(BUTTONS))).json()["sid"]
    await town.phone().taps("Yes")
    message = heard(town)
    assert (message.kind, message.choice, message.text) == (MessageKind.BUTTON, Choice("y|1", "Yes"), "Yes")
    assert (message.quoted_id, message.quoted_sender) == (sid, SENDER)


async def test_a_row_is_picked_from_a_list(town):
    await town.phone().says("hi")
    await town.sends_content(await town.creates(ROWS))
    await town.phone().picks("Red dress")
    message = heard(town)
    assert (message.kind, message.choice) == (MessageKind.LIST, Choice("r1", "Red dress"))


async def test_nothing_can_be_tapped_that_was_not_offered(town):
    with pytest.raises(NothingToTap):
        await town.phone().taps("Yes")
    answer = await town.client.post(f"/phones/{AMINA}/send", json={"kind": "tap", "title": "Yes"})
    assert answer.status_code == 400


async def test_a_forged_tap_can_be_tried(town):
    """G5: whether a payload is ours is for the shop to find out."""
    await town.phone().sends(kind="tap", sid="SM" + "f" * 32, id="forged", title="Yes")
    assert heard(town).choice == Choice("forged", "Yes")


@pytest.mark.parametrize(
    ("kind", "declared", "expected"),
    [
        ("image", "image/png", MessageKind.IMAGE),
        ("audio", "", MessageKind.AUDIO),
        ("video", "", MessageKind.VIDEO),
        ("document", "", MessageKind.DOCUMENT),
        ("contact", "", MessageKind.CONTACTS),
        ("sticker", "", MessageKind.STICKER),
    ],
)
async def test_files_arrive_and_can_be_fetched_with_credentials(town, kind, declared, expected):
    """P28"""
    await town.phone().shares(kind, b"\x89data", declared, text="look")
    message = heard(town)
    assert (message.kind, message.text) == (expected, "look")
    path = message.media.url.removeprefix("https://api.twilio.com")
    assert (await town.client.get(path)).content == b"\x89data"
    assert (await town.client.get(path, auth=("AC", "x"))).status_code == 401


async def test_the_page_sees_files_without_credentials_but_never_as_pages(town):
    await town.phone().shares("document", b"<script>", "text/html")
    [bubble] = (await town.client.get(f"/phones/{AMINA}/messages")).json()["messages"]
    assert bubble["media"].keys() == {"url", "content_type"}
    answer = await town.client.get(town.base.removesuffix("/emulator") + bubble["media"]["url"], auth=None)
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_contact_card_is_made_from_a_name(town):
    answer = await town.client.post(f"/phones/{AMINA}/send", json={"kind": "contact", "text": "Bora"})
    assert answer.status_code == 200
    path = heard(town).media.url.removeprefix("https://api.twilio.com")
    assert b"FN:Bora" in (await town.client.get(path)).content


async def test_places(town):
    await town.phone().is_at(37.5, 127.0)
    assert heard(town).location == Location(37.5, 127.0)
    assert "Label" not in heard(town).raw
    await town.phone().is_at(37.5, 127.0, label="Shop", address="1 Street")
    assert heard(town).location == Location(37.5, 127.0, "Shop", "1 Street")


async def test_an_ad_brings_its_referral_once(town):
    """P25"""
    await town.phone().says("hi", referral={"source_id": "120", "ctwa_clid": "ARA", "headline": "Sale"})
    referral = heard(town).referral
    assert (referral.source_id, referral.click_id, referral.headline, referral.source_type) == (
        "120",
        "ARA",
        "Sale",
        "ad",
    )
    await town.phone().says("hi")
    assert heard(town).referral is None


async def test_quotes_and_forwards(town):
    sid = await town.phone().says("one")
    await town.phone().says("two", quote=sid, forwarded=True)
    message = heard(town)
    assert (message.quoted_id, message.forwarded) == (sid, True)


async def test_other_fields_can_be_added(town):
    """Orders, flow answers and opt-out types: whatever Twilio posts."""
    await town.phone().says("STOP", fields={"OptOutType": "STOP"})
    assert heard(town).opt_out_type == "STOP"


async def test_copies_come_at_the_same_instant_under_one_id(town):
    """P1: delivered 1–5 times."""
    sid = await town.phone().says("hi", copies=5)
    assert [event.key for event in town.shop.events] == [f"twilio:{sid}"] * 5


async def test_writing_to_another_of_our_numbers(town):
    await town.phone().says("hi", to=OTHER_SENDER)
    assert town.shop.events[-1].sender == OTHER_SENDER
    answer = await town.client.post(f"/phones/{AMINA}/send", json={"text": "hi", "to": "+19999999999"})
    assert answer.status_code == 400


async def test_what_a_broken_shop_does_not_take_stays_readable(town):
    """P1: a 5xx is not repeated by default, but the message list has it."""
    town.shop.is_broken = True
    answer = (await town.client.post(f"/phones/{AMINA}/send", json={"text": "lost"})).json()
    assert (answer["status"], town.shop.events) == (500, [])
    rows = (await town.client.get(f"/2010-04-01/Accounts/{town.emulator.account.sid}/Messages.json")).json()
    assert [(row["sid"], row["direction"], row["body"]) for row in rows["messages"]] == [
        (answer["sid"], "inbound", "lost")
    ]


async def test_connection_overrides_of_the_webhook_are_honoured(town):
    """Twilio docs, "Connection Overrides": `rc` and `rp` in the fragment, which is neither sent nor signed."""
    town.emulator.webhook_url += "#rc=3&rp=5xx"
    town.shop.is_broken = True
    await town.phone().says("hi")
    posts = [line for line in town.emulator.store.log if line["kind"] == "message"]
    assert [line["status"] for line in posts] == [500] * 4


async def test_a_door_that_talks_is_heard_by_the_contact(town):
    """Why answers must be empty: a framework's text would be sent as a reply."""
    town.shop.answer = says(200, "Internal Server Error", "text/plain")
    await town.phone().says("hi")
    town.shop.answer = says(200, "<Response><Message><Body>a &amp; b</Body></Message></Response>")
    await town.phone().says("hi")
    town.shop.answer = says(200, "<Response/>")
    await town.phone().says("hi")
    assert town.phone().hears == ["Internal Server Error", "a & b"]


@pytest.mark.parametrize(
    ("writing", "words"),
    [
        ({}, "empty"),
        ({"kind": "dance"}, "kind"),
        ({"kind": "image"}, "media.data"),
        ({"kind": "image", "media": {"data": "***"}}, "base64"),
        ({"kind": "location", "latitude": 3}, "latitude and longitude"),
        ({"kind": "location", "latitude": 99, "longitude": 1}, "latitude"),
        ({"text": "x", "copies": 6}, "copies"),
        ({"text": "x", "colour": "red"}, "colour"),
        ("text", ""),
    ],
)
async def test_a_wrong_message_is_explained(town, writing, words):
    answer = await town.client.post(f"/phones/{AMINA}/send", json=writing)
    assert answer.status_code == 400
    assert words in answer.json()["message"]
    assert town.shop.events == []


async def test_files_over_5_mb_are_refused(town):
    data = b64encode(b"x" * (5 * 1024 * 1024 + 1)).decode()
    answer = await town.client.post(f"/phones/{AMINA}/send", json={"kind": "image", "media": {"data": data}})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "path", [f"/phones/{AMINA}/send", f"/phones/{AMINA}/profile", f"/phones/{AMINA}/read", "/faults"]
)
async def test_another_sites_page_cannot_use_the_phone(town, path):
    """Phones can sign webhooks: a page elsewhere must not make the browser post here."""
    answer = await town.client.post(path, json={"text": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert town.shop.events == []


async def test_a_body_beyond_all_measure_is_cut_off(town):
    answer = await town.client.post(f"/phones/{AMINA}/send", content=b"x" * 8_000_000)
    assert answer.status_code == 413


@pytest.mark.parametrize("address", ["12", "whatsapp:+82101234", "KR", "+82 10", "kr.1"])
async def test_a_phone_needs_a_sensible_name(town, address):
    assert (await town.client.get(f"/phones/{address}/messages")).status_code == 400


async def test_names_and_bsuids_are_chosen_on_the_page(town):
    answer = await town.client.post(f"/phones/{AMINA}/profile", json={"name": "Amina", "bsuid": "KR.5"})
    assert answer.json() == {"name": "Amina", "bsuid": "KR.5"}
    assert (await town.client.post(f"/phones/{AMINA}/profile", json={"name": 5})).status_code == 400
    assert (await town.client.post(f"/phones/{AMINA}/profile", json={"bsuid": "+1"})).status_code == 400


async def test_waiting_for_an_answer(town):
    await town.phone().says("hi")
    waiting = asyncio.create_task(town.phone().waits_for(1))
    await town.sends("Hello!")
    assert [message.shown.text for message in await waiting] == ["Hello!"]
    with pytest.raises(TimeoutError):
        await town.phone().waits_for(2, seconds=0.01)
