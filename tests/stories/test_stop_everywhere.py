"""STOP is heard in every state and every form, acknowledged once, in the contact's own language (P34)."""

import pytest

from tests.stories.shop import Shop

STATES = {
    "first message of all": (),
    "nothing open": ("hi",),
    "mid-quiz": ("find a product", "skin care", "serum"),
    "an unfinished form": ("my preferences",),
    "asked for consent": ("send me your offers",),
    "a person has the chat": ("hi", "agent"),
    "asked whether to delete": ("delete my data",),
    "after a menu": ("find a product", "menu"),
}
FORMS = (
    "STOP",
    "stop",
    "Stop!",
    "  sToP. ",
    "🛑 STOP 🛑",
    "ＳＴＯＰ",
    "stop please",
    "unsubscribe",
    "Don’t text me!",
)


async def opted_out(shop: Shop) -> bool:
    return await shop.rows("select count(*) from contact where opted_out_at is not null") == [(1,)]


@pytest.mark.parametrize("state", STATES)
async def test_stop_in_every_state(shop: Shop, state: str) -> None:
    """F9, P34: one acknowledgement, nothing else, and START leads back."""
    amina = shop.phone()
    for words in STATES[state]:
        await shop.hears(amina, words)
    answers = await shop.hears(amina, "STOP")
    assert [("START" in answer) for answer in answers] == [True]
    assert await opted_out(shop)
    await shop.passes(days=3)
    assert amina.hears[-1:] == answers
    assert len(await shop.hears(amina, "START")) == 1
    assert not await opted_out(shop)


@pytest.mark.parametrize("form", FORMS)
async def test_stop_in_every_form(shop: Shop, form: str) -> None:
    """F9, P34: case, width, emoji, punctuation, politeness."""
    amina = shop.phone()
    await shop.walks(amina, "find a product", "skin care")
    assert len(await shop.hears(amina, form)) == 1
    assert await opted_out(shop)


@pytest.mark.parametrize(
    "sending",
    [
        {"kind": "tap", "id": "a button of a template", "title": "STOP"},
        {"kind": "row", "id": "a row of another bot", "title": "Unsubscribe"},
        {"kind": "image", "text": "STOP", "media": {"content_type": "image/jpeg", "data": "aGk="}},
        {"text": "whatever", "fields": {"OptOutType": "STOP"}},
    ],
    ids=["button", "list", "caption", "provider"],
)
async def test_stop_by_every_way(shop: Shop, sending: dict) -> None:
    """F9, P34: typed or tapped, on a picture, or heard by the provider first."""
    amina = shop.phone()
    await shop.walks(amina, "find a product", "skin care")
    assert len(await shop.gets(amina, **sending)) == 1
    assert await opted_out(shop)


LANGUAGES = [
    ("+14155550101", "unsubscribe", "won't get any more", "START", "Welcome back"),
    ("+821055550101", "수신거부", "메시지를 보내지 않을게요", "시작", "다시 만나서"),
    ("+34655550101", "¡BAJA!", "no te enviaremos más mensajes", "ALTA", "¡Qué bien"),
    ("+5511955550101", "Parar.", "não vai mais receber", "INSCREVER", "Que bom"),
    ("+919855550101", "बंद करो", "मैसेज नहीं आएँगे", "शुरू", "फिर से स्वागत"),
    ("+966555550101", "إلغاء الاشتراك", "لن تصلك رسائل", "اشتراك", "أهلًا بعودتك"),
]


@pytest.mark.parametrize(("address", "out", "left", "back", "joined"), LANGUAGES, ids=[row[0] for row in LANGUAGES])
async def test_acknowledged_in_her_language(
    shop: Shop, address: str, out: str, left: str, back: str, joined: str
) -> None:
    """F9: in all six; the word that leads back is in the text and works."""
    phone = shop.phone(address)
    await shop.hears(phone, "hi")
    [answer] = await shop.hears(phone, out)
    assert left in answer
    assert back in answer
    [answer] = await shop.hears(phone, back)
    assert joined in answer
    assert not await opted_out(shop)


@pytest.mark.parametrize(
    "words",
    [
        "I'll stop by the store tomorrow",
        "don't stop",
        "can you stop the rain?",
        "is there a bus stop near you",
        "non-stop shipping?",
        "그만큼 좋아요",
        "para mi madre",
        "parar de fumar",
        "هل الاشتراك مجاني؟",
        "बंद बोतल चाहिए",
    ],
)
async def test_the_word_in_a_sentence_is_no_opt_out(shop: Shop, words: str) -> None:
    """P34: exact sentences only; and it is answered."""
    amina = shop.phone()
    await shop.hears(amina, "hi")
    assert await shop.hears(amina, words)
    assert not await opted_out(shop)
