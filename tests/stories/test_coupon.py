"""Coupons: two questions, a code of one's own at once, never a second one, never more than the budget."""

import asyncio
import json
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.clock import ManualClock
from bot.storage.columns import to_micros
from bot.whatsapp.emulator.handset import Handset
from tests.stories.shop import Shop, on_both_databases, open_shop

SHOP_FILE = """
languages = ["en", "ko"]
timezone = "Asia/Seoul"
[[coupons]]
id = "welcome"
prefix = "MALLO"
percent = 10
budget = {budget}
valid_days = 7
"""


def code_in(text: str) -> str:
    found = re.search(r"MALLO-[0-9A-Z-]+", text)
    assert found, text
    return found[0]


async def unlock(shop: Shop, phone: Handset) -> str:
    return (await shop.walks(phone, "coupon", "quality", "a gift"))[-1]


@pytest.mark.parametrize(
    ("address", "words", "unlocked"),
    [
        ("+14155550101", ["do you have a discount?", "quality", "a gift"], "Unlocked"),
        ("+821055550101", ["할인 쿠폰 있어요?", "품질", "선물이요"], "쿠폰"),
    ],
    ids=["en", "ko"],
)
async def test_two_answers_unlock_a_code_at_once(shop: Shop, address: str, words: list[str], unlocked: str) -> None:
    """C3: three messages, no e-mail, a personal code with its last day, and the answers as a lead."""
    phone = shop.phone(address)
    answers = await shop.walks(phone, *words)
    assert unlocked in answers[-1]
    [(code, expires_at)] = await shop.rows("select code, expires_at from coupon")
    assert code == code_in(answers[-1])
    assert expires_at == to_micros(datetime(2026, 11, 29, 23, 59, 59, tzinfo=ZoneInfo("Asia/Seoul")))
    [(flow, told)] = await shop.rows("select flow, answers from lead")
    assert (flow, json.loads(told)) == ("unlock_coupon", {"coupon_need": "quality", "coupon_for": "gift"})


@on_both_databases
async def test_a_second_attempt_gets_the_same_code(shop: Shop) -> None:
    """C3, P36: asking again, tapping the old answers again and asking in another language farm nothing."""
    amina = shop.phone()
    code = code_in(await unlock(shop, amina))
    assert code_in((await shop.hears(amina, "give me another coupon"))[-1]) == code
    for title in ("A gift", "For myself", "Quick delivery", "Both"):
        answers = await shop.taps(amina, title)
        assert answers
        assert all(code_in(text) == code for text in answers if "MALLO" in text)
    assert code_in((await shop.hears(amina, "쿠폰 하나 더 주세요"))[-1]) == code
    assert len(await shop.rows("select code from coupon")) == 1
    assert await shop.rows("select issued from campaign") == [(1,)]


async def test_codes_differ_from_contact_to_contact(shop: Shop) -> None:
    """C3: a code is personal."""
    phones = [shop.phone(f"+1415555{n:04d}") for n in range(3)]
    codes = {code_in(await unlock(shop, phone)) for phone in phones}
    assert len(codes) == 3


async def test_a_code_expires_and_is_not_replaced(shop: Shop) -> None:
    """C3: after seven days it says so; one per contact and campaign it stays."""
    amina = shop.phone()
    code = code_in(await unlock(shop, amina))
    await shop.passes(days=8)
    [text] = await shop.hears(amina, "what is my coupon code")
    assert code in text
    assert "Expired" in text
    [text] = await shop.hears(amina, "coupon")
    assert "has expired" in text
    assert shop.offered(amina) == ["🔎 Find a product", "Menu"]


async def test_a_held_code_is_named_where_she_buys(shop: Shop) -> None:
    """C3: the coupon is not forgotten at the moment it is worth something."""
    amina = shop.phone()
    code = code_in(await unlock(shop, amina))
    await shop.walks(amina, "find a product", "home", "candle", "calm")
    assert code in (await shop.taps(amina, "🛒 Add to cart"))[-1]


@on_both_databases
async def test_fifty_at_once_share_a_budget_of_twenty(database_url: str, clock: ManualClock, tmp_path: Path) -> None:
    """C3, P36: fifty contacts answer the last question in the same instant, each five times."""
    (tmp_path / "shop.toml").write_text(SHOP_FILE.format(budget=20))
    async with open_shop(database_url, clock, shop_file=str(tmp_path / "shop.toml")) as shop:
        phones = [shop.phone(f"+1415555{n:04d}") for n in range(50)]
        for words in ("coupon", "quality"):
            await asyncio.gather(*(phone.says(words) for phone in phones))
            await shop.settles()
        await asyncio.gather(*(phone.says("a gift", copies=5) for phone in phones))
        await shop.settles()
        lasts = [phone.hears[-1] for phone in phones]
        codes = {code_in(text) for text in lasts if "MALLO" in text}
        assert len(codes) == 20
        assert sum("All coupons are gone" in text for text in lasts) == 30
        assert {code for (code,) in await shop.rows("select code from coupon")} == codes
        assert await shop.rows("select issued, budget from campaign") == [(20, 20)]
