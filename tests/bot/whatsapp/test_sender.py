"""What goes to Twilio, and what every kind of answer means."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web

from bot.errors import BotError, GiveUp, TryAgain, Unsettled, WindowClosed
from bot.outbox.channel import Send
from bot.outbox.content import Choice, Content, Template
from bot.whatsapp.client import TwilioHttp, open_client
from bot.whatsapp.contents import InMemoryContents
from bot.whatsapp.sender import TwilioWhatsApp
from tests.bot.whatsapp.fake_twilio import (
    AMINA,
    SENDER,
    TOKEN,
    FakeTwilio,
    always,
    cut,
    form_json,
    hang,
    open_fake_twilio,
    refuse,
    settings_for,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def a_send(content: Content, to: str = AMINA) -> Send:
    return Send(entry_id=7, reference="7.a/b+c", sender=SENDER, to=to, content=content)


def choices(count: int, description: str = "") -> tuple[Choice, ...]:
    return tuple(Choice(f"id-{n}", f"Option {n}", description) for n in range(1, count + 1))


async def test_a_text_is_sent_with_our_reference_in_the_callback(
    twilio: FakeTwilio, whatsapp: TwilioWhatsApp
) -> None:
    """G2: the callback itself proves what became of a call whose answer was lost."""
    accepted = await whatsapp.send(a_send(Content(text="Hello")))
    assert accepted.provider_id == "SM" + "1".zfill(32)
    assert twilio.sent == [
        {
            "To": f"whatsapp:{AMINA}",
            "From": f"whatsapp:{SENDER}",
            "Body": "Hello",
            "StatusCallback": "https://bot.example.com/webhooks/twilio/status?ref=7.a%2Fb%2Bc",
        }
    ]


async def test_a_bsuid_keeps_its_case_and_gets_no_plus(twilio: FakeTwilio, whatsapp: TwilioWhatsApp) -> None:
    """P27: people without a phone number are answered at exactly the address that they wrote from."""
    await whatsapp.send(a_send(Content(text="Hi"), to="CO.4480AbC"))
    assert twilio.sent[0]["To"] == "whatsapp:CO.4480AbC"


async def test_a_messaging_service_travels_beside_the_sender(twilio: FakeTwilio) -> None:
    channel = TwilioWhatsApp(settings_for(twilio.url, twilio_messaging_service_sid="MG9"), InMemoryContents())
    await channel.send(a_send(Content(text="Hi")))
    await channel.close()
    assert (twilio.sent[0]["MessagingServiceSid"], twilio.sent[0]["From"]) == ("MG9", f"whatsapp:{SENDER}")


async def test_a_picture_below_the_public_url_becomes_absolute(twilio: FakeTwilio, whatsapp: TwilioWhatsApp) -> None:
    await whatsapp.send(a_send(Content(text="Red dress", media="/media/dress.png")))
    assert twilio.sent[0]["MediaUrl"] == "https://bot.example.com/media/dress.png"
    assert twilio.sent[0]["Body"] == "Red dress"


async def test_a_picture_whose_address_has_blanks_is_still_found(
    twilio: FakeTwilio, whatsapp: TwilioWhatsApp
) -> None:
    """Shops name their pictures as they like; Twilio refuses such addresses."""
    await whatsapp.send(a_send(Content(media="https://cdn.example/red dress/원피스.png?w=2&h=%20")))
    address = "https://cdn.example/red%20dress/%EC%9B%90%ED%94%BC%EC%8A%A4.png?w=2&h=%20"
    assert twilio.sent[0]["MediaUrl"] == address


async def test_a_template_goes_out_with_all_its_variables(twilio: FakeTwilio, whatsapp: TwilioWhatsApp) -> None:
    await whatsapp.send(a_send(Content(template=Template(sid="HXabc", variables={"1": "Amina", "2": "Ä\n"}))))
    assert twilio.sent[0]["ContentSid"] == "HXabc"
    assert form_json(twilio.sent[0]) == {"1": "Amina", "2": "Ä\n"}
    assert "Body" not in twilio.sent[0]


async def test_buttons_are_one_resource_reused_with_other_words(twilio: FakeTwilio, whatsapp: TwilioWhatsApp) -> None:
    """Issue part 7: rich messages are Content resources created once per shape and reused with variables."""
    for text in ("Size?", "Colour?"):
        await whatsapp.send(a_send(Content(text=text, choices=choices(3))))
    assert len(twilio.created) == 1
    assert [form_json(form)["text"] for form in twilio.sent] == ["Size?", "Colour?"]
    assert form_json(twilio.sent[0])["id3"] == "id-3"
    assert list(twilio.created[0]["types"]) == ["twilio/quick-reply"]


async def test_a_shape_is_created_once_however_many_ask_at_once(twilio: FakeTwilio, whatsapp: TwilioWhatsApp) -> None:
    twilio.pace = 0.05
    await asyncio.gather(*(whatsapp.send(a_send(Content(text="?", choices=choices(2)))) for _ in range(20)))
    assert (len(twilio.created), len(twilio.sent)) == (1, 20)


async def test_a_resource_is_remembered_over_restarts_and_per_account(twilio: FakeTwilio) -> None:
    store = InMemoryContents()
    for account in ("AC" + "1" * 32, "AC" + "1" * 32, "AC" + "2" * 32):
        channel = TwilioWhatsApp(settings_for(twilio.url, twilio_account_sid=account), store)
        await channel.send(a_send(Content(text="?", choices=choices(2))))
        await channel.close()
    assert len(twilio.created) == 2


async def test_four_choices_become_a_list(twilio: FakeTwilio, whatsapp: TwilioWhatsApp) -> None:
    await whatsapp.send(a_send(Content(text="?", choices=choices(4, "about it"), list_label="Choose")))
    body = twilio.created[0]["types"]["twilio/list-picker"]
    assert len(body["items"]) == 4
    assert form_json(twilio.sent[0])["label"] == "Choose"
    assert form_json(twilio.sent[0])["about4"] == "about it"


async def test_buttons_below_a_picture_become_a_card(twilio: FakeTwilio, whatsapp: TwilioWhatsApp) -> None:
    await whatsapp.send(a_send(Content(text="Red", media="https://cdn.shop.example/p/1.png?w=2", choices=choices(1))))
    card = twilio.created[0]["types"]["twilio/card"]
    assert card["media"] == ["https://cdn.shop.example/{{media}}"]
    assert form_json(twilio.sent[0])["media"] == "p/1.png?w=2"


async def test_a_resource_that_is_gone_is_created_again(twilio: FakeTwilio, whatsapp: TwilioWhatsApp) -> None:
    await whatsapp.send(a_send(Content(text="?", choices=choices(2))))
    twilio.gone.add(twilio.sent[0]["ContentSid"])
    await whatsapp.send(a_send(Content(text="?", choices=choices(2))))
    assert len(twilio.created) == 2
    assert twilio.sent[1]["ContentSid"] == "HX" + "2".zfill(32)


async def test_without_a_resource_choices_are_numbered_and_the_picture_stays(
    twilio: FakeTwilio, whatsapp: TwilioWhatsApp
) -> None:
    """Issue part 7: when a resource cannot be created the message falls back to numbered text."""
    twilio.content_answers.append(always(lambda: refuse(400, 20001, "no")))
    await whatsapp.send(a_send(Content(text="Size?", media="/m.png", choices=choices(2, "cm"))))
    assert twilio.sent[0]["Body"] == "Size?\n\n1. Option 1 – cm\n2. Option 2 – cm"
    assert twilio.sent[0]["MediaUrl"] == "https://bot.example.com/m.png"
    await whatsapp.send(a_send(Content(text="Size?", choices=choices(2))))
    assert len(twilio.created) == 1  # another shape is tried at once; the first rests


async def test_a_resource_that_stays_gone_ends_in_numbered_text(twilio: FakeTwilio, whatsapp: TwilioWhatsApp) -> None:
    twilio.gone.update({"HX" + "1".zfill(32), "HX" + "2".zfill(32)})
    await whatsapp.send(a_send(Content(text="?", choices=choices(2))))
    assert twilio.sent[0]["Body"].startswith("?\n\n1. ")


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_provider_says_when_to_come_back(
    twilio: FakeTwilio, whatsapp: TwilioWhatsApp, status: int
) -> None:
    """P15: a 429 delays a message, it never loses one."""
    twilio.answers.append(always(lambda: refuse(status, 20429, headers={"Retry-After": "3"})))
    with pytest.raises(TryAgain) as busy:
        await whatsapp.send(a_send(Content(text="Hi")))
    assert busy.value.retry_after == timedelta(seconds=3)


async def test_a_date_in_retry_after_is_understood(twilio: FakeTwilio, whatsapp: TwilioWhatsApp) -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    twilio.answers.append(always(lambda: refuse(429, 20429, headers={"Retry-After": moment})))
    with pytest.raises(TryAgain) as busy:
        await whatsapp.send(a_send(Content(text="Hi")))
    assert busy.value.retry_after is not None
    assert 80 <= busy.value.retry_after.total_seconds() <= 90


@pytest.mark.parametrize("nonsense", ["soon", "-5", "", "1e999", "99999999999999999999", "\u0661"])
async def test_nonsense_in_retry_after_is_no_error(
    twilio: FakeTwilio, whatsapp: TwilioWhatsApp, nonsense: str
) -> None:
    twilio.answers.append(always(lambda: refuse(429, 20429, headers={"Retry-After": nonsense})))
    with pytest.raises(TryAgain) as busy:
        await whatsapp.send(a_send(Content(text="Hi")))
    wait = busy.value.retry_after
    assert wait is None or timedelta() <= wait <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (400, 21211, GiveUp),
        (400, 63016, WindowClosed),
        (400, 21610, GiveUp),
        (400, 63999, GiveUp),
        (401, 20003, TryAgain),
        (400, 63018, TryAgain),
        (500, 20500, TryAgain),
    ],
)
async def test_a_refusal_becomes_the_error_that_the_table_names(
    twilio: FakeTwilio, whatsapp: TwilioWhatsApp, status: int, code: int, error: type[BotError]
) -> None:
    twilio.answers.append(always(lambda: refuse(status, code, f"about {AMINA}")))
    with pytest.raises(error) as refused:
        await whatsapp.send(a_send(Content(text="Hi")))
    assert AMINA not in str(refused.value)
    if isinstance(refused.value, GiveUp):
        assert refused.value.code == code


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_a_gateway_that_fails_leaves_the_message_unsettled(
    twilio: FakeTwilio, whatsapp: TwilioWhatsApp, status: int
) -> None:
    """G2: an answer that is not Twilio's says nothing about what Twilio did."""
    twilio.answers.append(always(lambda: web.Response(status=status, text="<html>Bad gateway</html>")))
    with pytest.raises(Unsettled):
        await whatsapp.send(a_send(Content(text="Hi")))


async def test_a_connection_that_is_cut_leaves_the_message_unsettled(
    twilio: FakeTwilio, whatsapp: TwilioWhatsApp
) -> None:
    """G2: the request was written; whether it was carried out nobody knows."""
    twilio.answers.append(cut)
    with pytest.raises(Unsettled):
        await whatsapp.send(a_send(Content(text="Hi")))


async def test_no_answer_leaves_the_message_unsettled(twilio: FakeTwilio) -> None:
    settings = settings_for(twilio.url)
    client = open_client(settings)
    client.http_client = TwilioHttp(twilio.url, total_seconds=0.2)
    channel = TwilioWhatsApp(settings, InMemoryContents(), client)
    twilio.answers.append(hang)
    with pytest.raises(Unsettled):
        await channel.send(a_send(Content(text="Hi")))
    await channel.close()


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"sid": null}', "<html>"])
async def test_a_success_that_names_no_message_is_unsettled(
    twilio: FakeTwilio, whatsapp: TwilioWhatsApp, body: str
) -> None:
    twilio.answers.append(always(lambda: web.Response(status=201, text=body)))
    with pytest.raises(Unsettled):
        await whatsapp.send(a_send(Content(text="Hi")))


async def test_nobody_at_the_port_means_nothing_was_sent() -> None:
    async with open_fake_twilio() as fake:
        url = fake.url
    channel = TwilioWhatsApp(settings_for(url), InMemoryContents())
    with pytest.raises(TryAgain):
        await channel.send(a_send(Content(text="Hi")))
    await channel.close()


async def test_calls_in_flight_are_bounded(twilio: FakeTwilio, whatsapp: TwilioWhatsApp) -> None:
    twilio.pace = 0.02
    await asyncio.gather(*(whatsapp.send(a_send(Content(text=str(n)))) for n in range(200)))
    assert (len(twilio.sent), twilio.most_in_flight <= 64) == (200, True)


async def test_typing_names_the_message_that_is_answered(twilio: FakeTwilio, whatsapp: TwilioWhatsApp) -> None:
    await whatsapp.show_typing("SM5")
    assert twilio.typed == [{"channel": "whatsapp", "messageId": "SM5"}]


async def test_typing_never_raises() -> None:
    async with open_fake_twilio() as fake:
        url = fake.url
    channel = TwilioWhatsApp(settings_for(url), InMemoryContents())
    await channel.show_typing("SM5")
    await channel.close()


async def test_nothing_private_is_logged(
    twilio: FakeTwilio,
    whatsapp: TwilioWhatsApp,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """F9: neither texts nor numbers nor tokens, whatever the level."""
    caplog.set_level(logging.DEBUG)
    twilio.content_answers.append(always(lambda: refuse(400, 20001, AMINA)))
    await whatsapp.send(a_send(Content(text="my secret", choices=choices(2))))
    twilio.answers.append(always(lambda: refuse(400, 21211, AMINA)))
    with pytest.raises(GiveUp):
        await whatsapp.send(a_send(Content(text="my secret")))
    await whatsapp.show_typing("SM5")
    out, err = capsys.readouterr()
    said = caplog.text + out + err
    for private in ("my secret", AMINA, SENDER, TOKEN):
        assert private not in said
