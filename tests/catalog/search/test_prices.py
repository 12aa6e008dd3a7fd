"""Prices in words, with any currency and number style."""

import pytest

from catalog.search.normal import fold
from catalog.search.prices import take_price


@pytest.mark.parametrize(
    ("text", "at_least", "at_most"),
    [
        ("red dress under 50", None, 4999),
        ("up to 50", None, 5000),
        ("at most $1,299.50", None, 129_950),
        ("between 20 and 40", 2000, 4000),
        ("$20-40", 2000, 4000),
        ("20 to 40 dollars", 2000, 4000),
        ("more than 100 bucks", 10_000, None),
        ("at least 30", 3000, None),
        ("around 40", 3000, 5000),
        ("for $20", None, 2000),
        ("30 or less", None, 3000),
        ("hasta 30 dolares", None, 3000),
        ("50달러 이하", None, 5000),
        ("50달러 미만", None, 4999),
        ("20달러에서 40달러 사이", 2000, 4000),
    ],
)
def test_amounts_of_the_shop(text: str, at_least: int | None, at_most: int | None) -> None:
    """C1: minor units, whichever way it is written."""
    found, _ = take_price(fold(text), "USD")
    assert found is not None
    assert (found.at_least, found.at_most) == (at_least, at_most)


@pytest.mark.parametrize(
    ("text", "at_least", "at_most"),
    [
        ("5만원 이하", None, 50_000),
        ("5만 5천원 이하", None, 55_000),
        ("만원 이하", None, 10_000),
        ("3만원대", 30_000, 39_999),
        ("2~3만원", 20_000, 30_000),
        ("30,000원 이상", 30_000, None),
        ("under 50k", None, 49_999),
    ],
)
def test_won(text: str, at_least: int | None, at_most: int | None) -> None:
    """C1: a Korean shop has no cents."""
    found, _ = take_price(fold(text), "KRW")
    assert found is not None
    assert (found.at_least, found.at_most) == (at_least, at_most)


@pytest.mark.parametrize(
    ("text", "at_most", "currency"),
    [
        ("3만원 이하 토너", 30_000, "KRW"),
        ("3만 5천원", 35_000, "KRW"),
        ("만원 이하", 10_000, "KRW"),
        ("천원짜리", 1_000, "KRW"),
        ("만 오천원 이하", 15_000, "KRW"),
        ("toner under 3만원", 29_999, "KRW"),
        ("max 1.299,50 €", 129_950, "EUR"),
        ("under €20", 1_999, "EUR"),
        ("up to EUR 20", 2_000, "EUR"),
        ("₹500", 50_000, "INR"),
        ("Rs. 500", 50_000, "INR"),
        ("2 lakh rupees", 20_000_000, "INR"),
        ("1,00,000 rupees", 10_000_000, "INR"),
        ("até R$ 50", 5_000, "BRL"),
        ("under US$20", 1_999, "USD"),
    ],
)
def test_an_amount_keeps_its_currency(text: str, at_most: int, currency: str) -> None:
    """C1: won, rupees and euros are never taken for the shop's dollars."""
    found, _ = take_price(fold(text), "USD")
    assert found is not None
    assert (found.at_most, found.currency) == (at_most, currency)


@pytest.mark.parametrize(
    "text",
    [
        "20대 여자 선물",
        "이것만 원해요",
        "3만 원피스",
        "천 가방",
        "30만 화소",
        "SPF 50 sunscreen",
        "snowboard 152-158",
        "size 30ml",
        "7 colours",
        "iphone 15",
        "",
    ],
)
def test_other_numbers_are_no_prices(text: str) -> None:
    assert take_price(fold(text), "USD")[0] is None


def test_the_price_is_taken_out_of_the_words() -> None:
    _, rest = take_price(fold("red dress under $50 please"), "USD")
    assert rest.split() == ["red", "dress", "please"]
