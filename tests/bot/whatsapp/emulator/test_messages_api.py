"""The Messages API refuses, accepts and lists as Twilio does, in the shapes of Twilio's specification."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from tests.bot.whatsapp.emulator.openapi.schemas import check
from tests.bot.whatsapp.emulator.shop_side import ACCOUNT, AMINA, MESSAGES, NOW, OTHER_SENDER, SENDER, TOKEN

pytestmark = pytest.mark.filterwarnings("ignore:(?i).*auth.* is deprecated")  # the SDK's way with aiohttp


class Rewriting(AsyncTwilioHttpClient):
    """The SDK's client, sent to the emulator."""

    def __init__(self, base):
        super().__init__(pool_connections=False)
        self.base = base

    async def request(self, method, url, *args, **more):
        for host in ("api", "content", "messaging"):
            url = url.replace(f"https://{host}.twilio.com", self.base)
        return await super().request(method, url, *args, **more)


def sdk(town):
    return Client(ACCOUNT, TOKEN, http_client=Rewriting(town.base))


async def test_an_accepted_message_has_the_shape_of_the_specification(town):
    await town.phone().says("hi")
    answer = await town.sends("Hello")
    assert answer.status_code == 201
    message = answer.json()
    check("api.v2010.account.message", message)
    assert (message["status"], message["direction"], message["price"]) == ("queued", "outbound-api", None)
    assert (message["from"], message["to"]) == (f"whatsapp:{SENDER}", f"whatsapp:{AMINA}")
    check("api.v2010.account.message", (await town.client.get(message["uri"])).json())


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"To": None}, 400, 21604),
        ({"To": "whatsapp:abc"}, 400, 21211),
        ({"To": "whatsapp:+0123"}, 400, 21211),
        ({"To": AMINA}, 400, 21910),
        ({"From": None}, 400, 21603),
        ({"From": "whatsapp:+19999999999"}, 400, 63007),
        ({"From": None, "MessagingServiceSid": "MG1"}, 400, 21703),
        ({"Body": None}, 400, 21602),
        ({"Body": "x" * 1601}, 400, 21617),
        ({"Body": None, "MediaUrl": "not a url"}, 400, 21620),
        ({"ContentSid": "HX1"}, 400, 21655),
        ({"ContentSid": "HX" + "0" * 32}, 400, 21655),
        ({"ContentVariables": "{}"}, 400, 21654),
        ({"StatusCallback": "nowhere"}, 400, 21609),
        ({"StatusCallback": "https://my_host.example.com/s"}, 400, 21609),
    ],
)
async def test_refusals_carry_twilios_code(town, changed, status, code):
    answer = await town.sends(**changed) if "Body" not in changed else await town.sends(changed["Body"], **changed)
    assert answer.status_code == status
    error = answer.json()
    assert (error["code"], error["status"]) == (code, status)
    assert error["message"]
    assert error["more_info"].endswith(f"/{code}")
    assert town.emulator.store.messages == {}


@pytest.mark.parametrize("variables", ["{", "[]", '{"1": 2}', '{"1": null}', "7", '{"a":' * 3000])
async def test_variables_must_be_an_object_of_texts(town, variables):
    sid = await town.creates({"twilio/text": {"body": "Hi {{1}}"}}, {"1": "you"})
    answer = await town.sends_content(sid, variables)
    assert (answer.status_code, answer.json()["code"]) == (400, 21656)


async def test_wrong_credentials_get_401(town):
    wrong = [{"auth": (ACCOUNT, "wrong")}, {"auth": ("AC", TOKEN)}, {"headers": {"Authorization": "Basic ***"}}]
    for credentials in wrong:
        answer = await town.client.get(f"{MESSAGES}.json", **{"auth": None, **credentials})
        assert (answer.status_code, answer.json()["code"]) == (401, 20003)


async def test_another_accounts_messages_are_not_found(town):
    answer = await town.client.get(f"{MESSAGES}.json".replace(ACCOUNT, "AC" + "1" * 32))
    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


async def test_a_messaging_service_picks_the_sender(town):
    service = "MG" + "a" * 32
    message = (await town.sends(From=None, MessagingServiceSid=service)).json()
    assert (message["from"], message["messaging_service_sid"]) == (f"whatsapp:{SENDER}", service)


async def test_somebody_without_a_number_can_be_answered(town):
    """P27"""
    await town.phone("KR.abc").says("hi")
    await town.sends("Hello", to="KR.abc")
    assert town.emulator.texts_to("KR.abc") == ["Hello"]


async def test_a_bsuid_reaches_the_phone_of_somebody_with_a_number(town):
    """P27: both handles are one person, and the record names the one that was used."""
    await town.phone().named("Amina", "KR.5").says("hi")
    message = (await town.sends("Hello", to="KR.5")).json()
    await town.emulator.settled()
    assert message["to"] == "whatsapp:KR.5"
    assert town.phone().hears == ["Hello"]
    assert town.shop.statuses == ["sent", "delivered"]


async def test_a_message_can_be_redacted(town):
    uri = (await town.sends("secret")).json()["uri"]
    assert (await town.client.post(uri, data={"Body": "other"})).status_code == 400
    assert (await town.client.post(uri, data={"Body": ""})).json()["body"] == ""
    assert (await town.client.get(uri)).json()["body"] == ""


async def test_a_picture_has_its_text_and_other_files_lose_it(town):
    """Reference section 3: text beside video, audio or documents is dropped."""
    await town.phone().says("hi")
    await town.sends("Look", MediaUrl="https://shop.example.com/a.png")
    await town.sends("Look", MediaUrl="https://shop.example.com/a.pdf")
    shown = [(message.shown.kind, message.shown.text) for message in town.emulator.messages_to(AMINA)]
    assert shown == [("image", "Look"), ("document", "")]


async def test_lists_are_newest_first_and_paged_as_specified(town):
    for number in range(5):
        await town.sends(f"text {number}")
    first = (await town.client.get(f"{MESSAGES}.json?PageSize=2")).json()
    check("ListMessageResponse", first)
    assert [row["body"] for row in first["messages"]] == ["text 4", "text 3"]
    second = (await town.client.get(first["next_page_uri"])).json()
    third = (await town.client.get(second["next_page_uri"])).json()
    assert [row["body"] for row in third["messages"]] == ["text 0"]
    assert third["next_page_uri"] is None
    assert third["previous_page_uri"].endswith("PageSize=2&Page=1")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"To=whatsapp:{quote(AMINA)}", ["late", "early"]),
        (f"To=whatsapp:{quote(SENDER)}", ["question"]),
        (f"From=whatsapp:{quote(OTHER_SENDER)}", ["other"]),
        ("To=whatsapp:nobody", []),
        ("DateSent>=2026-11-22T06:30:00Z", ["late", "other"]),
        ("DateSent%3E=2026-11-22T06:30:00Z", ["late", "other"]),
        ("DateSent<=2026-11-22T06:00:00Z", ["early", "question"]),
        ("DateSent=2026-11-22", ["late", "other", "early", "question"]),
        ("DateSent>=2026-11-23", []),
        ("DateSent<=2026-11-22", ["late", "other", "early", "question"]),
    ],
)
async def test_lists_are_filtered(town, query, found):
    """G2: an unknown outcome is settled by asking for the contact's messages since then."""
    await town.phone().says("question")
    await town.sends("early")
    await town.emulator.settled()
    town.clock.set(NOW + timedelta(minutes=30))
    await town.phone().says("x", to=OTHER_SENDER)
    town.emulator.store.messages.popitem()
    await town.sends("other", to="+8211111111", From=f"whatsapp:{OTHER_SENDER}")
    town.clock.set(NOW + timedelta(minutes=45))
    await town.sends("late")
    page = (await town.client.get(f"{MESSAGES}.json?{query}")).json()
    assert [row["body"] for row in page["messages"]] == found


@pytest.mark.parametrize("query", ["PageSize=x", "Page=-1", "DateSent=yesterday"])
async def test_nonsense_in_a_list_is_refused(town, query):
    assert (await town.client.get(f"{MESSAGES}.json?{query}")).status_code == 400


async def test_the_sdk_reads_what_we_write(town):
    """The stock client creates, lists over pages, fetches, and raises on a refusal."""
    client = sdk(town)
    await town.phone().says("hi")
    for number in range(3):
        await client.messages.create_async(to=f"whatsapp:{AMINA}", from_=f"whatsapp:{SENDER}", body=f"text {number}")
    since = NOW - timedelta(minutes=1)
    rows = await client.messages.list_async(to=f"whatsapp:{AMINA}", date_sent_after=since, page_size=2)
    assert [row.body for row in rows] == ["text 2", "text 1", "text 0"]
    assert rows[0].date_created == NOW
    assert (await client.messages(rows[0].sid).fetch_async()).to == f"whatsapp:{AMINA}"
    with pytest.raises(TwilioRestException) as refused:
        await client.messages.create_async(to="whatsapp:x", from_=f"whatsapp:{SENDER}", body="x")
    assert (refused.value.status, refused.value.code) == (400, 21211)


async def test_files_of_a_message_are_listed(town):
    sid = await town.phone().shares("image", b"x", "image/png")
    page = (await town.client.get(f"{MESSAGES}/{sid}/Media.json")).json()
    check("ListMediaResponse", page)
    [media] = page["media_list"]
    check("api.v2010.account.message.media", media)
    assert (await town.client.get(media["uri"])).json() == media
    assert (await town.client.delete(media["uri"])).status_code == 204
    assert (await town.client.get(media["uri"])).status_code == 404


async def test_a_message_can_be_forgotten(town):
    uri = (await town.sends("x")).json()["uri"]
    assert (await town.client.delete(uri)).status_code == 204
    assert (await town.client.get(uri)).status_code == 404


async def test_typing_is_shown_and_marks_the_question_read(town):
    sid = await town.phone().says("hi")
    seen = town.emulator.store.seq
    answer = await town.client.post("/v2/Indicators/Typing.json", data={"channel": "whatsapp", "messageId": sid})
    check("TypingResponse", answer.json())
    news = [each for _, each in town.emulator.store.news_since(AMINA, seen)]
    assert [each["type"] for each in news] == ["status", "typing"]
    assert town.emulator.store.messages[sid].status == "read"


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"channel": "sms", "messageId": "SM" + "0" * 32}, 400),
        ({"channel": "whatsapp", "messageId": "x"}, 400),
        ({"channel": "whatsapp", "messageId": "SM" + "0" * 32}, 404),
    ],
)
async def test_typing_needs_an_inbound_message(town, form, status):
    assert (await town.client.post("/v2/Indicators/Typing.json", data=form)).status_code == status
