"""The door: 403 for forgeries, 4xx without work for nonsense, 2xx only once the event is kept, silent always."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI

from bot.clock import ManualClock
from bot.whatsapp.signature import SignatureCheck, sign, sign_with_shared_key
from bot.whatsapp.webhook import MESSAGES_PATH, STATUS_PATH, build_webhook_router
from tests.bot.whatsapp.forms_of_twilio import ACCOUNT, SID, text_form

PUBLIC = "https://bot.example.com"
TOKEN = "auth-token"
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
XML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


class Inbox:
    """Keeps in a list; `broken` makes it raise as a lost database would."""

    def __init__(self):
        self.kept = []
        self.broken = False

    async def keep(self, event):
        if self.broken:
            raise ConnectionError("database is gone")
        self.kept.append(event)

    take = keep


class Door:
    """The application with our routes and nothing else, reached as through a proxy."""

    def __init__(self):
        self.inbox, self.statuses = Inbox(), Inbox()
        app = FastAPI()
        check = SignatureCheck(TOKEN, {"key1": "secret"}, PUBLIC)
        app.include_router(build_webhook_router(check, self.inbox, self.statuses, ManualClock(NOW), {ACCOUNT}))
        transport = httpx.ASGITransport(app)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://app:8000")

    async def post(self, form, target=MESSAGES_PATH, headers=None, body=None):
        signed = {"X-Twilio-Signature": sign(PUBLIC + target, form.items(), TOKEN)}
        plain = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}
        content = urlencode(form).encode() if body is None else body
        return await self.client.post(target, content=content, headers={**plain, **signed, **(headers or {})})


@pytest.fixture
def door():
    return Door()


def shows_nothing(response):
    return response.content == b"" and "text/plain" not in response.headers.get("content-type", "")


async def test_a_message_is_kept_and_answered_with_nothing_to_show(door):
    """P35: signed for the public URL, received behind a proxy under another name."""
    response = await door.post(text_form(Body="", NewParameter="x"))
    assert (response.status_code, response.text) == (200, XML)
    assert response.headers["content-type"].startswith("text/xml")
    assert [event.key for event in door.inbox.kept] == [f"twilio:{SID}"]
    assert door.inbox.kept[0].received_at == NOW


async def test_a_redelivery_gets_the_same_answer(door):
    """P1: the inbox sees the same key twice and keeps it once."""
    answers = [await door.post(text_form()) for _ in range(3)]
    assert {(answer.status_code, answer.text) for answer in answers} == {(200, XML)}
    assert len({event.key for event in door.inbox.kept}) == 1


async def test_a_shared_key_signature_is_accepted(door):
    form = text_form()
    headers = {
        "X-Twilio-Signature": sign_with_shared_key(PUBLIC + MESSAGES_PATH, form.items(), "secret"),
        "X-Twilio-Webhooks-Signature-Settings": "key=key1,algorithm=HMAC_SHA256",
    }
    assert (await door.post(form, headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Twilio-Signature": ""},
        {"X-Twilio-Signature": "bm9uc2Vuc2U="},
        {"X-Twilio-Signature": "é".encode()},
        {"X-Twilio-Webhooks-Signature-Settings": "key=nobody,algorithm=HMAC_SHA256"},
    ],
)
async def test_a_forgery_gets_403_and_no_work(door, headers):
    response = await door.post(text_form(), headers=headers)
    assert response.status_code == 403
    assert shows_nothing(response)
    assert door.inbox.kept == []


async def test_a_changed_field_is_a_forgery(door):
    body = urlencode(text_form(Body="changed")).encode()
    assert (await door.post(text_form(), body=body)).status_code == 403


async def test_an_unknown_account_gets_403(door):
    response = await door.post(text_form(AccountSid="AC" + "9" * 32))
    assert response.status_code == 403
    assert (await door.post(text_form(AccountSid=None))).status_code == 403
    assert door.inbox.kept == []


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (413, b"Body=" + b"x" * 10_000_000, {}),
        (400, b"&".join(b"f%d=1" % i for i in range(1000)), {}),
        (400, b"Body=%ff%fe", {}),
        (400, b"Body=%zz", {}),
        (400, b"Body=%", {}),
        (400, b"Body=\xff", {}),
        (415, b"{}", {"content-type": "application/json"}),
        (415, b"Body=x", {"content-type": "application/x-www-form-urlencoded; charset=latin-1"}),
        (415, b"Body=x", {"content-encoding": "gzip"}),
        (415, b"--x", {"content-type": "multipart/form-data; boundary=x"}),
    ],
    ids=[
        "10MB",
        "1000-fields",
        "utf8",
        "escape",
        "lone-percent",
        "raw-bytes",
        "json",
        "charset",
        "gzip",
        "multipart",
    ],
)
async def test_nonsense_gets_a_4xx_and_no_work(door, status, body, headers):
    response = await door.post({}, body=body, headers=headers)
    assert response.status_code == status
    assert shows_nothing(response)
    assert door.inbox.kept == []


async def test_a_body_without_declared_length_is_cut_off(door):
    """Chunked: no Content-Length to believe, and no more is read than the limit."""
    sent = 0

    async def chunks():
        nonlocal sent
        for _ in range(1000):
            sent += 1
            yield b"x" * 65_536

    response = await door.post({}, body=chunks())
    assert response.status_code == 413
    assert door.inbox.kept == []


async def test_a_message_without_an_id_is_refused(door):
    form = text_form(MessageSid=None, SmsSid=None, SmsMessageSid=None)
    response = await door.post(form)
    assert response.status_code == 400
    assert shows_nothing(response)


async def test_a_broken_inbox_is_not_a_success(door):
    """2xx only when durable; and the error's words stay inside."""
    door.inbox.broken = True
    response = await door.post(text_form())
    assert response.status_code == 500
    assert shows_nothing(response)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS"])
async def test_other_methods_say_nothing(door, method):
    response = await door.client.request(method, MESSAGES_PATH)
    assert response.status_code == 405
    assert shows_nothing(response)


async def test_a_status_carries_our_reference(door):
    """G2: the callback itself proves what became of a call whose answer was lost."""
    form = {"MessageSid": SID, "MessageStatus": "delivered", "AccountSid": ACCOUNT}
    response = await door.post(form, target=f"{STATUS_PATH}?ref=12.mac%7Cx")
    assert (response.status_code, response.content) == (204, b"")
    [update] = door.statuses.kept
    assert (update.provider_id, update.status, update.reference) == (SID, "delivered", "12.mac|x")


async def test_a_status_on_the_messages_url_is_a_status(door):
    """P14: a mistyped callback URL loses nothing and makes no message."""
    form = text_form(MessageStatus="read")
    assert (await door.post(form)).status_code == 204
    assert (len(door.statuses.kept), len(door.inbox.kept)) == (1, 0)


async def test_a_status_is_checked_like_a_message(door):
    form = {"MessageSid": SID, "MessageStatus": "read", "AccountSid": ACCOUNT}
    assert (await door.post(form, target=STATUS_PATH, headers={"X-Twilio-Signature": "x"})).status_code == 403
    assert (await door.post({"AccountSid": ACCOUNT}, target=STATUS_PATH)).status_code == 400
    assert door.statuses.kept == []
