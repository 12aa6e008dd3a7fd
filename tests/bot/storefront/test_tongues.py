"""The checkout page and its words in every language that the shop speaks."""

import re

import pytest

from bot.clock import ManualClock
from bot.orders.wordbook import languages, words_of
from tests.stories.checkout import link_to_pay, opens
from tests.stories.shop import open_shop
from tests.stories.test_cart import add_a_candle

SPOKEN = ("ar", "en", "es", "hi", "ko", "pt")
BRANDS = {"payment.paypal", "payment.apple_pay", "payment.google_pay", "payment.kakao_pay", "payment.naver_pay"}
ALIKE = BRANDS | {
    "page.subtotal",
    "invoice.subtotal",
    "page.total",
    "invoice.total",
    "page.discount",
}  # as in English
_HOLE = re.compile(r"\{\w+\}")


def test_there_are_words_for_every_language() -> None:
    assert languages() == SPOKEN


@pytest.mark.parametrize("language", [code for code in SPOKEN if code != "en"])
def test_every_word_is_said_in_the_language_with_the_same_holes(language: str) -> None:
    """H: nothing of a page or paper is left in English, and every amount and day is in its place."""
    english, told = words_of("en"), words_of(language)
    assert sorted(key for key in english if told[key] == english[key] and key not in ALIKE) == []
    assert [key for key in english if set(_HOLE.findall(told[key])) != set(_HOLE.findall(english[key]))] == []


async def test_the_page_reads_in_six_languages_and_arabic_from_the_right(
    database_url: str, clock: ManualClock
) -> None:
    """C2, H: heading and button in the language of the link, right to left where it is read so."""
    async with open_shop(database_url, clock) as shop:
        amina = shop.phone()
        await add_a_candle(shop, amina)
        link = (await link_to_pay(shop, amina)).partition("?")[0]
        for language in SPOKEN:
            page = (await opens(shop, f"{link}?lang={language}")).text
            direction = "rtl" if language == "ar" else "ltr"
            assert re.search(rf'<html lang="{language}" dir="{direction}"', page), page[:200]
            assert words_of(language)["page.title"] in page
