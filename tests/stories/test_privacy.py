"""What must not leave: nothing of a person in the logs; nobody gets another's code."""

import json

import pytest

from bot.log import set_up_logging
from tests.stories.shop import TOKEN, Shop

PRIVATE = ("4155550101", "Amina", "my secret allergy", "hello@mallo", "MALLO-", TOKEN, "a-secret-for-tests")


async def test_logs_hold_neither_numbers_nor_texts(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    """F9: at the most talkative level, through quiz, coupon, faults and opting out."""
    set_up_logging("debug", "json")
    try:
        amina = shop.phone()
        shop.emulator.faults.refuse_next(status=429, retry_after=1)
        await shop.walks(amina, "hi", "my secret allergy is nuts", "coupon", "quality", "a gift", "find a product")
        await shop.passes(minutes=1)
        shop.emulator.faults.fail_next(code=63024)
        await shop.walks(amina, "skin care", "STOP", "START", "agent")
    finally:
        set_up_logging("error", "json")
    told = capsys.readouterr().err
    assert {"message.attempted", "turn.note"} <= {json.loads(line)["event"] for line in told.splitlines()}
    assert [word for word in PRIVATE if word in told] == []


async def test_a_coupon_goes_to_its_owner_only(shop: Shop) -> None:
    """F9: a forwarded button gives the other person a code of their own, never hers."""
    amina, bo = shop.phone(), shop.phone("+14155550102", "Bo")
    await shop.walks(amina, "coupon", "quality", "a gift")
    [(hers,)] = await shop.rows("select code from coupon")
    for choice in await shop.every_choice():
        await bo.sends(kind="tap", id=choice.id, title=choice.title)
        await shop.settles()
    assert bo.hears
    assert not [text for text in bo.hears if hers in text]
