"""“Tell me when it's back” in one tap, on cards and after a size guide; the next gift idea (A2, D13, B2, B3)."""

import pytest

from tests.stories.shop import Shop, on_both_databases

SAGE = ("CLO-102-S", "CLO-102-M", "CLO-102-L")


@on_both_databases
@pytest.mark.parametrize(
    ("address", "search", "alert", "noted"),
    [
        ("+14155550101", "sage pocket tee", "🔔 When it's back", "Noted 🔔"),
        ("+821055550101", "세이지 포켓 티", "🔔 재입고 알림", "알림을 신청해 드렸어요 🔔"),
    ],
)
async def test_the_card_of_what_has_sold_out_notes_the_wish(
    shop: Shop, address: str, search: str, alert: str, noted: str
) -> None:
    """D13: one tap on the card, and it is written down; a second tap changes nothing; back in stock, it is told."""
    for sku in SAGE:
        await shop.sells(sku, stock=0)
    phone = shop.phone(address)
    await shop.hears(phone, search)
    assert alert in shop.offered(phone)
    assert len(shop.offered(phone)) <= 3
    assert noted in (await shop.taps(phone, alert))[-1]
    [(sku, status)] = await shop.rows("select sku, status from restock_wish")
    assert status == "waiting"
    await shop.taps(phone, alert)
    assert len(await shop.rows("select 1 from restock_wish")) == 1
    await shop.sells(sku, stock=3)
    assert await shop.wiring.doors.restock.look() == 1
    await shop.settles()
    assert await shop.rows("select status from restock_wish") == [("told",)]


async def test_a_size_that_is_sold_out_can_be_waited_for(shop: Shop) -> None:
    """B3, D13: the guide's own size is sold out: its card offers the alert beside another size."""
    amina = shop.phone()
    await shop.sells("CLO-102-M", stock=0)
    await shop.hears(amina, "sage pocket tee")
    await shop.walks(amina, "which size do I need", "M", "regular")
    assert "🔔 When it's back" in shop.offered(amina)
    assert "Noted" in (await shop.taps(amina, "🔔 When it's back"))[-1]
    assert await shop.rows("select sku from restock_wish") == [("CLO-102-M",)]


@pytest.mark.parametrize(
    ("address", "words", "following"),
    [
        ("+14155550101", ("I need a gift for my mum", "a cosy home", "no limit", "1"), "➡️ Next idea"),
        ("+821055550101", ("엄마 선물 추천해 주세요", "1", "상관없어요", "1"), "➡️ 다음 추천"),
    ],
)
async def test_a_gift_leads_to_the_next_idea(
    shop: Shop, address: str, words: tuple[str, ...], following: str
) -> None:
    """B2: from each idea to the next with one tap."""
    phone = shop.phone(address)
    await shop.walks(phone, *words)
    first = (await shop.slots(phone))["sku"]
    assert following in shop.offered(phone)
    [card] = await shop.taps(phone, following)
    second = (await shop.slots(phone))["sku"]
    assert first != second
    assert following in shop.offered(phone)
    assert card.startswith("*")
