"""Forgeries and hostile input at the whole application, and what its log tells about people: nothing (F9, F10)."""

import base64
import re
from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx
import pytest

from bot.app import create_app
from bot.clock import ManualClock
from bot.whatsapp.signature import SIGNATURE_HEADER, sign
from bot.whatsapp.webhook import MESSAGES_PATH, STATUS_PATH
from tests.bot.whatsapp.forms_of_twilio import text_form
from tests.faults.processes import processes
from tests.stories.shop import ACCOUNT, PUBLIC_URL, TOKEN, Shop, open_shop

FORM = "application/x-www-form-urlencoded; charset=UTF-8"
ROWS = (
    "select (select count(*) from inbox_event) + (select count(*) from contact) + "
    "(select count(*) from status_log) + (select count(*) from outbox)"
)


@pytest.fixture
async def shop(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Shop]:
    """A connected shop on SQLite."""
    async with open_shop(f"sqlite:///{tmp_path}/shopclerk.db", clock) as opened:
        yield opened


def a_form(**changed: str) -> dict[str, str]:
    """A text message as Twilio sends it to our account."""
    return {**dict(text_form()), "AccountSid": ACCOUNT, **changed}


async def knock(shop: Shop, path: str, body: bytes, **headers: str) -> int:
    """What the application answers; it must show nothing to anybody."""
    transport = httpx.ASGITransport(create_app(shop.wiring), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as http:
        answer = await http.post(path, content=body, headers={"content-type": FORM, **headers})
    assert answer.content == b""
    return answer.status_code


def signature(form: dict[str, str], path: str = MESSAGES_PATH, token: str = TOKEN) -> str:
    return sign(PUBLIC_URL + path, form.items(), token)


FORGERIES = {
    "unsigned": {},
    "empty": {SIGNATURE_HEADER: ""},
    "signed with another token": {SIGNATURE_HEADER: signature(a_form(), token="another token")},
    "signed for another path": {SIGNATURE_HEADER: signature(a_form(), path="/webhooks/twilio/elsewhere")},
    "signed for another text": {SIGNATURE_HEADER: signature(a_form(Body="something else"))},
    "no base64": {SIGNATURE_HEADER: "!" * 28},
    "endless": {SIGNATURE_HEADER: base64.b64encode(b"x" * 10_000).decode()},
}


async def test_a_forgery_gets_403_and_leaves_no_trace(shop: Shop) -> None:
    """F10: on both webhooks."""
    body = urlencode(a_form()).encode()
    for path, (what, headers) in product(PATHS, FORGERIES.items()):
        assert await knock(shop, path, body, **headers) == 403, f"{what} at {path}"
    assert await shop.rows(ROWS) == [(0,)]


async def test_a_genuine_message_of_a_foreign_account_gets_403(shop: Shop) -> None:
    form = a_form(AccountSid="AC" + "9" * 32)
    body, signed = urlencode(form).encode(), {SIGNATURE_HEADER: signature(form)}
    assert await knock(shop, MESSAGES_PATH, body, **signed) == 403
    assert await shop.rows(ROWS) == [(0,)]


PATHS = (MESSAGES_PATH, STATUS_PATH)
ODD = ("\x00", "\u202e" * 4_000, "😀" * 4_000, "{{1}}", "'; drop table contact; --", "%s%n%00", "<script>1</script>")
MANY = {**a_form(), **{f"Field{number}": "x" for number in range(1_000)}}
NONSENSE: dict[str, tuple[bytes, str]] = {
    "10 MB": (urlencode(a_form(Body="x" * 10_000_000)).encode(), signature(a_form(Body="x" * 10_000_000))),
    "1,000 fields": (urlencode(MANY).encode(), signature(MANY)),
    "no UTF-8": (b"Body=%FF%FE&MessageSid=SM1", "x" * 28),
    "broken escapes": (b"Body=%G1%&MessageSid=SM1", "x" * 28),
    "raw bytes": (bytes(range(256)) * 20, "x" * 28),
    "nothing": (b"", signature({})),
    "JSON": (b'{"Body": "hi"}', "x" * 28),
}


async def test_nonsense_gets_a_4xx_and_no_work(shop: Shop) -> None:
    """Issue 2: 10 MB bodies, bad encodings, 1,000 fields."""
    for path, (what, (body, signed)) in product(PATHS, NONSENSE.items()):
        status = await knock(shop, path, body, **{SIGNATURE_HEADER: signed})
        assert 400 <= status < 500, f"{what} at {path}"
    assert await shop.rows(ROWS) == [(0,)]


async def test_another_kind_of_body_gets_a_4xx(shop: Shop) -> None:
    form = a_form()
    for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain", ""):
        headers = {SIGNATURE_HEADER: signature(form), "content-type": kind}
        assert 400 <= await knock(shop, MESSAGES_PATH, urlencode(form).encode(), **headers) < 500, kind
    assert await shop.rows(ROWS) == [(0,)]


async def test_odd_texts_that_are_genuine_are_kept_and_answered(shop: Shop) -> None:
    """P27: whatever a person can type is no reason to be left without an answer."""
    for number, text in enumerate(ODD):
        amina = shop.phone(f"+1415555{number:04d}")
        assert await shop.hears(amina, text), f"no answer to {text[:9]!r}"
    assert await shop.rows("select count(*) from inbox_event where state = 1") == [(len(ODD),)]


@pytest.mark.faults
async def test_the_log_of_a_whole_day_tells_nothing_about_anybody(own_sqlite: str) -> None:
    """F9: no number, name, text, code or token, even at the lowest level and when things go wrong."""
    said = ["hi", "my sister Wilhelmina is allergic to peanuts", "do you have a discount?", "Kind to the planet",
            "A gift", "/SetSlots(owner=Quetzalcoatl)", "I want to talk to a person"]  # fmt: skip
    async with processes(own_sqlite, SHOPCLERK_LOG_LEVEL="debug", SHOPCLERK_SECRET_KEY="a-secret-for-logs") as world:
        await world.start("all", "run", "--port", str(world.port))
        emulator = world.emulator
        phone = emulator.phone("+14155559876").named("Zebedia Quux")
        emulator.faults.swallow_next()
        for text in said:
            before = len(phone.hears)
            await phone.says(text, copies=2)
            await phone.waits_for(before + 1, seconds=30)
        await phone.is_at(37.774929, -122.419416, label="Grandmother's house")
        await phone.shares("image", b"\x89PNG", "image/png")
        await forge(world.port, "+14155559876")
        emulator.faults.fail_next(63024)
        emulator.faults.refuse_next(status=500)
        heard, secrets = phone.hears, [TOKEN, "a-secret-for-logs", "Zebedia", "37.77", "Grandmother", "14155559876"]
        bsuid = emulator.store.phone("+14155559876").bsuid
        await world.stop_all()
        world.log.seek(0)
        log = world.log.read().decode()
    assert '"level": "debug"' in log
    assert "webhook.forged" in log
    codes = re.findall(r"[A-Z]+(?:-[A-Z0-9]{4}){3}", " ".join(heard))
    assert codes
    words = [*secrets, bsuid, *codes, *(text for text in said[1:]), *heard]
    for word in words:
        for written in (word, quote(word), word.encode("unicode_escape").decode()):
            assert written not in log, f"the log tells {word!r}"


async def forge(port: int, number: str) -> None:
    """Somebody who is not Twilio."""
    body = urlencode({"From": f"whatsapp:{number}", "Body": "my sister Wilhelmina is allergic to peanuts"})
    headers = {"content-type": FORM, SIGNATURE_HEADER: "x" * 28}
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(f"http://127.0.0.1:{port}{MESSAGES_PATH}", content=body, headers=headers)
    assert answer.status_code == 403
