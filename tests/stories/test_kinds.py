"""Whatever a phone can send is kept, answered sensibly and never breaks a turn."""

import json
from base64 import b64encode
from typing import Any

from tests.stories.shop import Shop, on_both_databases

FILE = b64encode(b"not really a file").decode()
ORDER = {
    "MessageType": "order",
    "ProductRetailerId": "SKN-301-30",
    "Body": "",
    "OrderItems": json.dumps([{"product_retailer_id": "SKN-301-30", "quantity": 2, "item_price": "28.00"}]),
}
KINDS: dict[str, dict[str, Any]] = {
    "voice note": {"kind": "audio", "media": {"content_type": "audio/ogg; codecs=opus", "data": FILE}},
    "image": {"kind": "image", "media": {"content_type": "image/jpeg", "data": FILE}},
    "video": {"kind": "video", "media": {"content_type": "video/mp4", "data": FILE}},
    "document": {"kind": "document", "media": {"content_type": "application/pdf", "data": FILE}},
    "sticker": {"kind": "sticker", "media": {"content_type": "image/webp", "data": FILE}},
    "contact": {"kind": "contact", "text": "Bo"},
    "location": {"kind": "location", "latitude": 37.5665, "longitude": 126.978},
    "order": {"fields": ORDER},
    "flow response": {"fields": {"Body": "", "FlowData": json.dumps({"size": "M"}), "MessageType": "interactive"}},
    "reaction": {"fields": {"Body": "", "MessageType": "reaction"}},
    "unsupported": {"fields": {"Body": "", "MessageType": "unsupported"}},
    "something newer": {"fields": {"Body": "", "MessageType": "hologram", "HologramUrl": "x", "NumMedia": "0"}},
    "odd media": {"fields": {"Body": "", "NumMedia": "1", "MediaUrl0": "", "MediaContentType0": "a/b/c"}},
    "odd place": {"fields": {"Body": "", "Latitude": "north", "Longitude": "nan"}},
    "odd order": {"fields": {"Body": "", "MessageType": "order", "OrderItems": "{{{"}},
}


@on_both_databases
async def test_every_kind_is_kept_and_answered(shop: Shop) -> None:
    """P28: also in the middle of the quiz, which goes on afterwards; nothing fails."""
    for number, (name, writing) in enumerate(KINDS.items()):
        phone = shop.phone(f"+1415557{number:04d}")
        assert await shop.gets(phone, **writing), name
        await shop.walks(phone, "find a product", "skin care", "serum")
        assert await shop.gets(phone, **writing), name
        assert "change most" in (await shop.hears(phone, "oily"))[-1], name
    assert await shop.rows("select count(*) from inbox_event where state <> 1") == [(0,)]


async def test_a_file_is_kept_with_its_address_and_its_words(shop: Shop) -> None:
    """P28: nothing of it is lost, and a person is offered who can look at it."""
    amina = shop.phone()
    await shop.hears(amina, "hi")
    image = {"content_type": "image/jpeg", "data": FILE}
    await shop.gets(amina, kind="image", media=image)
    assert "Talk to a person" in shop.offered(amina)
    await shop.gets(amina, kind="image", media=image, text="my order arrived damaged")
    kept = [json.loads(body) for (body,) in await shop.rows("select body from inbox_event order by id")]
    assert [body["kind"] for body in kept] == ["text", "image", "image"]
    assert all(body["media"]["url"].startswith("https://api.twilio.com/") for body in kept[1:])
    assert kept[2]["text"] == "my order arrived damaged"


async def test_a_caption_is_read_like_any_text(shop: Shop) -> None:
    """P28: a picture with a question gets the question's answer."""
    amina = shop.phone()
    image = {"content_type": "image/jpeg", "data": FILE}
    assert "$4" in (await shop.gets(amina, kind="image", media=image, text="how much is shipping?"))[-1]


ODD = ("\u202eevil", "a" * 4096, "😀" * 500, "\x00nul", "ﷺ" * 200, "%s {name} ${x} {{1}}", "\n\n")


@on_both_databases
async def test_odd_texts_are_answered(shop: Shop) -> None:
    """P28: whatever can be typed."""
    for number, text in enumerate(ODD):
        assert await shop.hears(shop.phone(f"+1415558{number:04d}"), text, fields={"Body": text}), text
    assert await shop.rows("select distinct state from inbox_event") == [(1,)]


async def test_quotes_forwards_and_ads_are_read(shop: Shop) -> None:
    """The words count, and where she came from is kept."""
    amina = shop.phone()
    await shop.hears(amina, "hi")
    quoted = shop.bubbles(amina)[-1].sid
    assert "$4" in (await shop.hears(amina, "how much is shipping?", quote=quoted, forwarded=True))[0]
    ad = {"source_id": "120001", "ctwa_clid": "ARclick", "headline": "Calm skin", "source_url": "https://fb.me/1"}
    assert await shop.hears(amina, "find a product", referral=ad)
    kept = [json.loads(body) for (body,) in await shop.rows("select body from inbox_event order by id")]
    assert (kept[1]["quoted_id"], kept[1]["forwarded"]) == (quoted, True)
    assert (kept[2]["referral"]["source_id"], kept[2]["referral"]["click_id"]) == ("120001", "ARclick")
