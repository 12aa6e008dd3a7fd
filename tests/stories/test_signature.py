"""Only the provider gets in: signatures over the public address, behind whatever proxy; forgeries do nothing."""

from urllib.parse import urlencode

import httpx
import pytest

from bot.clock import ManualClock
from bot.whatsapp.signature import SIGNATURE_HEADER, sign
from tests.stories.shop import ACCOUNT, PUBLIC_URL, SENDER, TOKEN, Shop, open_shop

URL = f"{PUBLIC_URL}/webhooks/twilio/messages"
FORM = [
    ("MessageSid", "SM" + "1" * 32),
    ("AccountSid", ACCOUNT),
    ("From", "whatsapp:+14155550101"),
    ("To", f"whatsapp:{SENDER}"),
    ("Body", "hi"),
    ("NumMedia", "0"),
]


async def post(shop: Shop, form: list[tuple[str, str]], signature: str | None, url: str = URL) -> httpx.Response:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if signature is not None:
        headers[SIGNATURE_HEADER] = signature
    async with httpx.AsyncClient(transport=httpx.ASGITransport(shop.door)) as client:
        return await client.post(url, content=urlencode(form).encode(), headers=headers)


@pytest.mark.parametrize(
    ("public_url", "strips"),
    [
        ("https://shop.example.com/bots/one", "/bots/one"),
        ("https://shop.example.com/bots/one/", "/bots/one"),
        ("https://shop.example.com:8443", ""),
        ("http://shop.example.com", ""),
    ],
    ids=["path taken off", "trailing slash", "port", "plain http"],
)
async def test_genuine_traffic_passes_any_proxy(
    clock: ManualClock, tmp_path: object, public_url: str, strips: str
) -> None:
    """P35: what counts is the address that Twilio signed, not the host, scheme or path that reach the process."""
    url = f"sqlite:///{tmp_path}/shop.db"
    async with open_shop(url, clock, strips=strips, public_url=public_url) as shop:
        amina = shop.phone()
        assert len(await shop.hears(amina, "hi")) == 1
        assert await shop.rows("select status from outbox") == [("delivered",)], "status callbacks pass as well"


async def test_a_shared_key_signs_as_well(clock: ManualClock, tmp_path: object) -> None:
    """P35: the newer HMAC-SHA256 scheme, as soon as its key is configured."""
    key = "KS" + "7" * 32 + ":a-shared-secret"
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock, twilio_shared_keys=key) as shop:
        assert len(await shop.hears(shop.phone(), "hi")) == 1
        assert await shop.rows("select status from outbox") == [("delivered",)]


async def test_forgeries_get_403_and_leave_nothing(shop: Shop) -> None:
    """P35: no signature, another token's, another URL's, a changed field, somebody else's account."""
    good = sign(URL, FORM, TOKEN)
    attempts = [
        (FORM, None),
        (FORM, ""),
        (FORM, "bm90IGEgc2lnbmF0dXJl"),
        (FORM, sign(URL, FORM, "another token")),
        (FORM, sign(f"{PUBLIC_URL}/other", FORM, TOKEN)),
        ([*FORM[:4], ("Body", "STOP"), FORM[5]], good),
        ([*FORM, ("OptOutType", "STOP")], good),
    ]
    for form, signature in attempts:
        assert (await post(shop, form, signature)).status_code == 403
    other = [("AccountSid", "AC" + "6" * 32) if name == "AccountSid" else (name, value) for name, value in FORM]
    assert (await post(shop, other, sign(URL, other, TOKEN))).status_code == 403
    await shop.settles()
    assert await shop.rows("select count(*) from inbox_event") == [(0,)]
    assert await shop.rows("select count(*) from contact") == [(0,)]


async def test_the_answer_shows_nothing_to_anybody(shop: Shop) -> None:
    """P35: accepted or refused, never a word that WhatsApp would pass on; unknown and blank fields do no harm."""
    form = [*FORM, ("Future", ""), ("Future", "x"), ("Zukunft", "ä 한 😀")]
    answer = await post(shop, form, sign(URL, form, TOKEN))
    assert answer.status_code == 200
    assert answer.text.endswith("<Response/>")
    assert (await post(shop, form, "wrong")).text == ""
    await shop.settles()
    assert len(shop.phone().hears) == 0 or "Welcome" in shop.phone().hears[0]
    assert await shop.rows("select count(*) from inbox_event where state = 1") == [(1,)]


async def test_too_much_is_refused_before_any_work(shop: Shop) -> None:
    """10 MB, a thousand fields and bad encodings get a 4xx."""
    many = [*FORM, *((f"f{n}", "x") for n in range(1000))]
    large = [*FORM, ("Extra", "x" * 10_000_000)]
    for form in (many, large):
        assert 400 <= (await post(shop, form, sign(URL, form, TOKEN))).status_code < 500
    async with httpx.AsyncClient(transport=httpx.ASGITransport(shop.door)) as client:
        answer = await client.post(URL, content=b"Body=%ff%fe&\x80", headers={SIGNATURE_HEADER: "x"})
        assert 400 <= answer.status_code < 500
    assert await shop.rows("select count(*) from inbox_event") == [(0,)]
