"""Everybody is answered in their language: by their phone at first, by what they write from then on."""

import pytest

from tests.stories.shop import Shop


@pytest.mark.parametrize(
    ("address", "text", "greeting"),
    [
        ("+821055550101", "hi", "안녕하세요"),
        ("+821055550101", "👋", "안녕하세요"),
        ("+14155550101", "hi", "Hi Amina"),
        ("+14155550101", "안녕하세요", "안녕하세요"),
        ("+4915155550101", "hi", "Hi Amina"),
    ],
)
async def test_a_greeting_in_the_right_language(shop: Shop, address: str, text: str, greeting: str) -> None:
    """B1: a Korean phone gets Korean, another one English, and Hangul is Korean on any phone."""
    assert greeting in (await shop.hears(shop.phone(address), text))[0]


async def test_switching_in_the_middle_of_the_quiz(shop: Shop) -> None:
    """B1, P18: the answer counts and the next question is in the new language; and back."""
    amina = shop.phone()
    await shop.walks(amina, "find a product", "skin care", "serum")
    assert "고민" in (await shop.hears(amina, "민감성이에요"))[-1]
    assert (await shop.slots(amina))["skin_type"] == "sensitive"
    assert "perfume" in (await shop.hears(amina, "it is the redness that I would like to change"))[-1]
    assert (await shop.slots(amina))["skin_concern"] == "redness"
    assert await shop.rows("select language from contact") == [("en",)]


async def test_buttons_of_the_other_language_still_work(shop: Shop) -> None:
    """G5: an English button tapped by somebody who has gone on in Korean."""
    amina = shop.phone()
    await shop.walks(amina, "find a product", "skin care", "제품 추천해 주세요")
    answers = await shop.taps(amina, "Serum")
    assert "피부" in answers[-1]
    assert (await shop.slots(amina))["skin_kind"] == "serum"


async def test_a_stray_word_switches_nothing(shop: Shop) -> None:
    """B1: a product name or an ok in English keeps a Korean conversation Korean."""
    minji = shop.phone("+821055550101", "민지")
    await shop.walks(minji, "제품 추천해 주세요", "스킨케어")
    assert "피부" in (await shop.hears(minji, "serum"))[-1]
    assert await shop.rows("select language from contact") == [("ko",)]
