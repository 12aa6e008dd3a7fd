"""Content resources: limits as documented, shapes as specified, variables filled in as Twilio fills them."""

import json

import pytest

from bot.whatsapp.emulator.limits import check_content
from tests.bot.whatsapp.emulator.openapi.schemas import check, is_valid
from tests.bot.whatsapp.emulator.shop_side import AMINA
from tests.bot.whatsapp.emulator.test_messages_api import sdk

pytestmark = pytest.mark.filterwarnings("ignore:(?i).*auth.* is deprecated")  # the SDK's way with aiohttp


def replies(*titles, body="Sure?", button_id="id"):
    actions = [{"type": "QUICK_REPLY", "title": title, "id": f"{button_id}{n}"} for n, title in enumerate(titles)]
    return {"twilio/quick-reply": {"body": body, "actions": actions}}


def rows(count=2, title="Row", row_id="r", button="Show", body="Pick"):
    items = [{"id": f"{row_id}{n}", "item": title} for n in range(count)]
    return {"twilio/list-picker": {"body": body, "button": button, "items": items}}


FINE = [
    {"twilio/text": {"body": "x" * 1600}},
    {"twilio/media": {"media": ["https://shop.example.com/{{1}}"], "body": ""}},
    {"twilio/location": {"latitude": 1.5, "longitude": 2, "label": "Shop"}},
    replies("Yes", "No", "Maybe"),
    replies(*["x" * 25] * 10),
    rows(10),
    {"twilio/call-to-action": {"body": "x", "actions": [{"type": "URL", "title": "Go", "url": "https://x.y"}]}},
    {
        "twilio/card": {
            "title": "T",
            "subtitle": "s",
            "media": ["https://x.y/a.png"],
            "actions": [{"type": "QUICK_REPLY", "title": "Buy", "id": "b"}],
        }
    },
    {"whatsapp/card": {"body": "b", "footer": "f", "header_text": "h"}},
    {"twilio/text": {"body": "plain"}, **rows()},
]
NO_NUMBER = b'{"language": "en", "types": {"twilio/location": {"latitude": NaN, "longitude": 1e999}}}'
WRONG = [
    {},
    {"twilio/unknown": {"body": "x"}},
    {"twilio/text": {}},
    {"twilio/text": {"body": 5}},
    {"twilio/text": {"body": ""}},
    {"twilio/text": {"body": "x" * 1601}},
    {"twilio/text": {"body": "x", "colour": "red"}},
    {"twilio/media": {"media": []}},
    {"twilio/media": {"media": ["ftp://x"]}},
    {"twilio/location": {"latitude": "1", "longitude": 2}},
    replies(),
    replies(*["Yes"] * 11),
    replies("x" * 26),
    replies("Yes", body="x" * 1025),
    replies("Yes", button_id="x" * 256),
    rows(0),
    rows(11),
    rows(title="x" * 25),
    rows(row_id="x" * 200),
    rows(button="x" * 21),
    rows(body="x" * 1025),
    {"twilio/list-picker": {"body": "x", "items": []}},
    {"twilio/call-to-action": {"body": "x", "actions": [{"type": "JUMP", "title": "Go"}]}},
]


@pytest.mark.parametrize("types", FINE, ids=lambda types: "+".join(types))
async def test_a_content_that_keeps_the_limits_is_created_as_specified(town, types):
    data = {"friendly_name": "x", "language": "en", "variables": {"1": "sample"}, "types": types}
    assert is_valid("ContentCreateRequest", data)
    answer = await town.client.post("/v1/Content", json=data)
    assert answer.status_code == 201
    check("content.v1.content", answer.json())
    fetched = (await town.client.get(f"/v1/Content/{answer.json()['sid']}")).json()
    assert fetched == answer.json()
    assert fetched["types"] == types


@pytest.mark.parametrize("types", WRONG)
async def test_a_content_beyond_the_limits_is_refused(town, types):
    """P20: the sender learns at creation that it must fall back to text."""
    answer = await town.client.post("/v1/Content", json={"language": "en", "types": types})
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert town.emulator.store.contents == {}


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", NO_NUMBER, b'{"types": {"twilio/text": {"body": "x"}}}', b"\xff"]
)
async def test_a_body_that_is_no_content_is_refused(town, body):
    assert (await town.client.post("/v1/Content", content=body)).status_code == 400


@pytest.mark.parametrize("variables", [[], {"a b": "x"}, {"x" * 17: "x"}, {"1": 5}, {"1": "x" * 1601}])
async def test_variables_have_limits_of_their_own(town, variables):
    data = {"language": "en", "types": FINE[0], "variables": variables}
    expected = 201 if variables == [] else 400
    assert (await town.client.post("/v1/Content", json=data)).status_code == expected


def test_text_in_variables_does_not_count_until_it_is_known():
    check_content({"language": "en", "types": rows(title="{{title_of_a_row_1}}{{x}}")})


async def test_contents_are_listed_with_and_without_approvals(town):
    for number in range(3):
        await town.creates(FINE[0], friendly_name=f"n{number}")
    for path, name in (
        ("/v1/Content", "ListContentResponse"),
        ("/v1/ContentAndApprovals", "ListContentAndApprovalsResponse"),
        ("/v2/ContentAndApprovals", "ListContentAndApprovalsResponseV2"),
    ):
        page = (await town.client.get(f"{path}?PageSize=2")).json()
        check(name, page)
        assert [row["friendly_name"] for row in page["contents"]] == ["n2", "n1"]
        assert page["meta"]["next_page_url"] == f"https://content.twilio.com{path}?PageSize=2&Page=1"
    names = [row.friendly_name for row in await sdk(town).content.v1.contents.list_async(page_size=2)]
    assert names == ["n2", "n1", "n0"]


async def test_a_content_is_deleted_and_changed(town):
    sid = await town.creates(FINE[0])
    changed = await town.client.put(f"/v1/Content/{sid}", json={"types": replies("Yes")})
    check("content.v1.content", changed.json())
    assert changed.json()["types"] == replies("Yes")
    assert (await town.client.delete(f"/v1/Content/{sid}")).status_code == 204
    assert (await town.client.get(f"/v1/Content/{sid}")).status_code == 404
    assert (await town.sends_content(sid)).json()["code"] == 21655


async def test_variables_are_filled_in_everywhere(town):
    await town.phone().says("hi")
    shape = {
        "twilio/list-picker": {
            "body": "{{1}}",
            "button": "{{2}}",
            "items": [{"id": "{{3}}", "item": "{{ 4 }}", "description": "{{5}}"}],
        }
    }
    sid = await town.creates(shape, dict.fromkeys("12345", "sample"))
    values = {"1": "Pick one", "2": "Show", "3": "id|1", "4": "Red dress", "5": "19 €"}
    message = (await town.sends_content(sid, json.dumps(values))).json()
    assert message["body"] == "Pick one"
    [bubble] = town.emulator.messages_to(AMINA)
    row = {"id": "id|1", "title": "Red dress", "description": "19 €"}
    assert bubble.shown.list == {"label": "Show", "rows": [row]}


async def test_a_forgotten_variable_shows_its_sample(town):
    """The silent trap of the real thing: a test must be able to catch it."""
    await town.phone().says("hi")
    sid = await town.creates({"twilio/text": {"body": "Hi {{1}}, {{2}} and {{3}}"}}, {"1": "SAMPLE", "2": "x"})
    await town.sends_content(sid, '{"2": "you"}')
    assert town.phone().hears == ["Hi SAMPLE, you and {{3}}"]


async def test_a_card_shows_picture_words_and_buttons(town):
    await town.phone().says("hi")
    await town.sends_content(await town.creates(FINE[7]))
    [bubble] = town.emulator.messages_to(AMINA)
    assert (bubble.shown.kind, bubble.shown.text) == ("image", "T\ns")
    assert bubble.shown.media["url"] == "https://x.y/a.png"
    assert bubble.shown.buttons == ({"id": "b", "title": "Buy"},)


async def test_links_and_places_are_shown(town):
    await town.phone().says("hi")
    await town.sends_content(await town.creates(FINE[6]))
    await town.sends_content(await town.creates(FINE[2]))
    link, place = town.emulator.messages_to(AMINA)
    assert link.shown.buttons[0]["target"] == "https://x.y"
    assert (place.shown.kind, place.shown.location["label"]) == ("location", "Shop")


async def test_the_richest_type_is_sent(town):
    await town.phone().says("hi")
    await town.sends_content(await town.creates(FINE[9]))
    assert town.emulator.messages_to(AMINA)[0].shown.list is not None


@pytest.mark.parametrize(
    "types",
    [
        replies(*["Yes"] * 4),
        replies("x" * 21),
        replies("{{long}}"),
        replies("{{empty}}"),
        rows(title="{{long}}"),
        rows(body="{{huge}}"),
        {"twilio/list-picker": {"body": "x", "button": "Show", "items": [{"id": "same", "item": "a"}] * 2}},
    ],
)
async def test_what_is_too_much_for_the_chat_fails_later(town, types):
    """Three buttons of 20 characters and rows of 24 are WhatsApp's; the failure comes by callback."""
    await town.phone().says("hi")
    sid = await town.creates(types, {"long": "x" * 30, "huge": "x" * 1100, "empty": ""})
    message = (await town.sends_content(sid)).json()
    await town.emulator.settled()
    fetched = (await town.client.get(message["uri"])).json()
    assert (fetched["status"], fetched["error_code"]) == ("failed", 63005)
    assert town.phone().hears == []
