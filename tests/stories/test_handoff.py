"""A person takes over: the bot falls silent until the conversation is given back."""

import pytest

from bot.desk.handoffs import release_contact
from tests.stories.shop import Shop, on_both_databases


@pytest.mark.parametrize(
    ("address", "words", "told"),
    [
        ("+14155550101", "can I talk to a real person please", "colleagues"),
        ("+821055550101", "상담원 연결해 주세요", "상담"),
    ],
    ids=["en", "ko"],
)
async def test_silence_until_it_is_given_back(shop: Shop, address: str, words: str, told: str) -> None:
    """B4: whatever she writes, taps or shares meanwhile is kept, and nothing is answered."""
    phone = shop.phone(address)
    await shop.hears(phone, "hi")
    menu = shop.offered(phone)
    assert told in (await shop.hears(phone, words))[0]
    assert await shop.hears(phone, "hello?") == []
    assert await shop.taps(phone, menu[0]) == []
    assert await shop.gets(phone, kind="image", media={"content_type": "image/jpeg", "data": "aGk="}) == []
    await release_contact(shop.wiring.settings, address)
    await shop.settles()
    assert await shop.taps(phone, menu[0])
    assert len(await shop.rows("select id from inbox_event where kind = 'message' and state = 1")) == 6


@on_both_databases
async def test_the_quiz_goes_on_after_the_talk(shop: Shop) -> None:
    """P18: what was open when the person came is open when they leave."""
    amina = shop.phone()
    await shop.walks(amina, "find a product", "skin care", "serum", "agent")
    before = len(amina.hears)
    await release_contact(shop.wiring.settings, "+14155550101")
    await shop.settles()
    assert "Shall we go on with this" in amina.hears[before:][-1]
    assert "How does your skin" in (await shop.taps(amina, "Go on"))[-1]
    assert "change most" in (await shop.hears(amina, "oily"))[-1]


async def test_stop_is_heard_while_a_person_has_the_chat(shop: Shop) -> None:
    """F9: opting out does not wait for anybody."""
    amina = shop.phone()
    await shop.walks(amina, "hi", "agent")
    assert len(await shop.hears(amina, "STOP")) == 1
    assert await shop.rows("select count(*) from contact where opted_out_at is not null") == [(1,)]
