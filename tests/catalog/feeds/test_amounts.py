"""Money, moments, measures and barcodes as files write them (stores.md 1.2, 12.9, 12.10, 12.17)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.feeds.amounts import AmountWrong, guess_decimal, is_either_way, parse_count, parse_money
from catalog.feeds.moments import MomentWrong, parse_moment, parse_span
from catalog.feeds.units import is_gtin, parse_measure
from catalog.items import Money


@pytest.mark.parametrize(
    ("written", "currency", "money"),
    [
        ("23600", "JPY", Money(23600, "JPY")),
        ("45000.00KRW", "EUR", Money(45000, "KRW")),
        ("15KRW", "EUR", Money(15, "KRW")),
        (45000, "KRW", Money(45000, "KRW")),
        ("40.000", "USD", Money(4000, "USD")),
        ("1.500", "KWD", Money(1500, "KWD")),
        (23.99, "USD", Money(2399, "USD")),
        (Decimal("19.90"), "EUR", Money(1990, "EUR")),
        ("EUR 1,299.00", "USD", Money(129900, "EUR")),
        ("1,20,000 INR", "USD", Money(12000000, "INR")),
        ("&euro;12.90", "EUR", Money(1290, "EUR")),
        ("د.ك ١٢٫٥٠٠", "KWD", Money(12500, "KWD")),
        ("２３００円", "JPY", Money(2300, "JPY")),
        ("0", "EUR", Money(0, "EUR")),
        ("", "EUR", None),
        ("  ", "EUR", None),
        (None, "EUR", None),
    ],
)
def test_every_spelling_of_the_table_is_read(written: str, currency: str, money: Money | None) -> None:
    assert parse_money(written, currency) == money


@pytest.mark.parametrize(
    ("written", "currency", "why"),
    [
        ("45000.50", "KRW", "more decimals"),
        ("12.345", "USD", "more decimals"),
        (0.1 + 0.2, "USD", "more decimals"),
        ("1.299,00", "EUR", "decimal point"),
        ("12,5", "EUR", "decimal point"),
        ("1,299", "KWD", "two ways"),
        ("-3", "EUR", "no price"),
        ("10-20", "EUR", "no price"),
        ("1e3", "EUR", "no price"),
        ("free", "EUR", "no price"),
        ("4만", "KRW", "more than"),
        ("from 9 EUR", "EUR", "more than"),
        ("12k", "EUR", "more than"),
        (float("nan"), "EUR", "no price"),
        ("9" * 40, "EUR", "no price"),
    ],
)
def test_what_cannot_be_known_is_not_guessed(written: str, currency: str, why: str) -> None:
    with pytest.raises(AmountWrong, match=why):
        parse_money(written, currency)


def test_a_merchants_own_comma_is_found_out_by_all_of_his_prices() -> None:
    assert guess_decimal(["1.299,00", "12,5", "40"]) == ","
    assert guess_decimal(["1,299.00", "9.99"]) == "."
    assert guess_decimal(["12,50", "12.50"]) == ""
    assert guess_decimal(["1.299", "40"]) == ""
    assert is_either_way("1.299")
    assert not is_either_way("1.299,00")
    assert parse_money("1.299,00 €", "EUR", ",") == Money(129900, "EUR")


@given(st.text(max_size=40), st.sampled_from(["EUR", "JPY", "KWD"]), st.sampled_from([".", ","]))
def test_any_text_is_money_nothing_or_wrong(text: str, currency: str, decimal: str) -> None:
    try:
        money = parse_money(text, currency, decimal)
    except AmountWrong:
        return
    assert money is None or money.minor >= 0


@given(st.integers(0, 10**9), st.sampled_from([("EUR", 2), ("JPY", 0), ("KWD", 3)]))
def test_what_a_platform_writes_is_read_exactly(minor: int, currency: tuple[str, int]) -> None:
    code, digits = currency
    assert parse_money(f"{Decimal(minor).scaleb(-digits):f}", code) == Money(minor, code)


def test_stocks_may_be_below_zero_and_not_whole() -> None:
    assert parse_count("-3") == -3
    assert parse_count("1,250.5") == Decimal("1250.5")
    assert parse_count("") is None
    with pytest.raises(AmountWrong):
        parse_count("many")


def test_moments_with_and_without_zones_are_one_moment() -> None:
    """stores.md 12.17: `+00:00` against `-05:00`."""
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    for written in (
        "2026-11-24T12:00:00Z",
        "2026-11-24T07:00-0500",
        "2026-11-24 07:00:00-05:00",
        "2026/11/24 12:00+00",
    ):
        assert parse_moment(written, "Asia/Seoul") == noon
    assert parse_moment("2026-11-24 21:00:00", "Asia/Seoul") == noon
    assert parse_moment("", "UTC") is None


def test_a_day_alone_is_all_of_it() -> None:
    begin, end = parse_span("2026-11-24/2026-11-25", "Asia/Seoul")
    assert (begin, end) == (datetime(2026, 11, 23, 15, tzinfo=UTC), datetime(2026, 11, 25, 15, tzinfo=UTC))
    assert parse_span("/2026-11-25", "UTC") == (None, datetime(2026, 11, 26, tzinfo=UTC))
    assert parse_span("", "UTC") == (None, None)


@pytest.mark.parametrize(
    "written", ["24/11/2026", "2026-13-01", "soon", "0001-01-01T00:00+14:00", "2026-11-24T25:00"]
)
def test_no_moment_is_guessed(written: str) -> None:
    with pytest.raises(MomentWrong):
        parse_moment(written, "UTC")


def test_a_sale_that_ends_before_it_begins_is_none() -> None:
    with pytest.raises(MomentWrong, match="before"):
        parse_span("2026-11-25T00:00Z/2026-11-24T00:00Z", "UTC")


def test_measures_are_quantity_and_unit() -> None:
    assert parse_measure("750 ml") == {"quantity": 750, "unit": "ml"}
    assert parse_measure("6 x 330ml") == {"quantity": 1980, "unit": "ml"}
    assert parse_measure("1,5 l") == {"quantity": 1.5, "unit": "l"}
    assert parse_measure("1 fl oz") == {"quantity": 1, "unit": "floz"}
    assert parse_measure("60 Capsules") == {"quantity": 60, "unit": "capsule"}
    assert parse_measure("large") == {} == parse_measure("0 ml")


def test_barcodes_need_their_check_digit() -> None:
    assert is_gtin("4006381333931")
    assert is_gtin("96385074")
    assert not is_gtin("4006381333932")
    assert not is_gtin("0000000000000")
    assert not is_gtin("123")
