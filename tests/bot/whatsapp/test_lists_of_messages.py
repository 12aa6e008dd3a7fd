"""What Twilio lists: what was sent, what came in, with its files; nothing private in the logs."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web

from bot.errors import TryAgain
from bot.whatsapp.sender import TwilioWhatsApp
from tests.bot.whatsapp.fake_twilio import AMINA, SENDER, FakeTwilio, always, refuse

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def row(sid: str, at: datetime, direction: str = "outbound-api") -> dict[str, object]:
    return {
        "sid": sid,
        "date_created": format_datetime(at),
        "date_sent": None,
        "direction": direction,
        "status": "sent",
        "body": "Hi",
        "error_code": None,
    }


async def test_sent_messages_are_listed_over_pages_until_they_are_too_old(
    twilio: FakeTwilio, whatsapp: TwilioWhatsApp
) -> None:
    """G2: the provider's list is the second evidence. What is still queued has no date of sending."""
    twilio.rows = [row(f"SM{n}", NOON - timedelta(minutes=n)) for n in range(9)]
    seen = await whatsapp.list_sent(SENDER, AMINA, NOON - timedelta(minutes=2, microseconds=-1))
    assert [sighting.provider_id for sighting in seen] == ["SM2", "SM1", "SM0"]
    assert len(twilio.listed) == 3  # the third page is old: nobody asks for a fourth
    assert (twilio.listed[0]["From"], twilio.listed[0]["To"]) == (f"whatsapp:{SENDER}", f"whatsapp:{AMINA}")
    assert seen[0].created_at == NOON - timedelta(minutes=2)


async def test_inbound_messages_are_listed_oldest_first(twilio: FakeTwilio, whatsapp: TwilioWhatsApp) -> None:
    twilio.rows = [
        row("SM3", NOON, "inbound"),
        row("SM2", NOON - timedelta(minutes=1)),
        row("SM1", NOON - timedelta(minutes=2), "inbound"),
    ]
    rows = await whatsapp.list_inbound(SENDER, NOON - timedelta(hours=1))
    assert [found["sid"] for found in rows] == ["SM1", "SM3"]
    assert twilio.listed[0]["To"] == f"whatsapp:{SENDER}"


async def test_messages_of_one_second_keep_their_order(twilio: FakeTwilio, whatsapp: TwilioWhatsApp) -> None:
    """P6: Twilio's dates are whole seconds, and its list begins with the newest."""
    twilio.rows = [row(sid, NOON, "inbound") for sid in ("SM3", "SM2", "SM1")]
    found = await whatsapp.list_inbound(SENDER, NOON - timedelta(minutes=1))
    assert [each["sid"] for each in found] == ["SM1", "SM2", "SM3"]


async def test_an_inbound_picture_comes_with_its_files(twilio: FakeTwilio, whatsapp: TwilioWhatsApp) -> None:
    """After an outage a picture is taken in as a picture, not as a blank message."""
    uri = "/2010-04-01/Accounts/AC1/Messages/MM1.json"
    twilio.rows = [row("MM1", NOON, "inbound") | {"num_media": "1", "uri": uri}]
    (found,) = await whatsapp.list_inbound(SENDER, NOON - timedelta(hours=1))
    assert found["media"][0]["content_type"] == "image/jpeg"
    assert found["media"][0]["uri"].endswith("/Messages/MM1/Media/ME1.json")


async def test_a_list_that_cannot_be_read_is_asked_for_again(twilio: FakeTwilio, whatsapp: TwilioWhatsApp) -> None:
    for answer in (
        always(lambda: web.Response(status=502)),
        always(lambda: refuse(401, 20003)),
        always(lambda: web.Response(text="{")),
    ):
        twilio.answers.append(answer)
        with pytest.raises(TryAgain):
            await whatsapp.list_sent(SENDER, AMINA, NOON)
