"""Prices by day, country, category and window; a shop's own table over the shipped one."""

from datetime import date
from pathlib import Path

import pytest

from bot.errors import SettingsWrong
from bot.templates.rates import read_rates

FEE = 5_000
BEFORE, AFTER = date(2026, 9, 30), date(2026, 10, 1)


@pytest.mark.parametrize(
    ("day", "category", "country", "in_window", "price"),
    [
        (BEFORE, "service", "KR", True, FEE),
        (BEFORE, "utility", "KR", True, FEE),
        (BEFORE, "utility", "KR", False, FEE + 11_300),
        (BEFORE, "marketing", "KR", True, FEE + 73_200),
        (AFTER, "service", "KR", True, FEE + 11_300),
        (AFTER, "utility", "KR", True, FEE + 11_300),
        (AFTER, "authentication", "US", False, FEE + 4_000),
        (AFTER, "marketing", "TV", False, FEE + 60_400),
        (AFTER, "marketing", "", False, FEE + 60_400),
    ],
)
def test_a_price(day: date, category: str, country: str, in_window: bool, price: int) -> None:
    """Since October 2026 free-form messages and utility templates cost something inside the window, too."""
    assert read_rates().on(day).price(category, country, in_window=in_window) == price


def test_marketing_is_withheld_in_the_united_states() -> None:
    tariff = read_rates().on(AFTER)
    assert tariff.is_withheld("marketing", "US")
    assert not tariff.is_withheld("utility", "US")
    assert not tariff.is_withheld("marketing", "CA")
    assert not read_rates().on(date(2025, 3, 31)).is_withheld("marketing", "US")


def test_a_shops_own_table_is_laid_over_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "rates.toml"
    own.write_text(
        'currency = "EUR"\nprovider_fee = 0.004\n'
        "[[period]]\nfrom = 2027-01-01\nrates = { KR = { utility = 0.02 }, JP = { marketing = 0.09 } }\n"
    )
    rates = read_rates(own)
    assert rates.on(date(2026, 12, 31)).price("utility", "KR", in_window=False) == 4_000 + 11_300
    tariff = rates.on(date(2027, 1, 1))
    assert (tariff.currency, tariff.price("utility", "KR", in_window=False)) == ("EUR", 24_000)
    assert tariff.price("marketing", "KR", in_window=False) == 4_000 + 73_200
    assert tariff.price("marketing", "JP", in_window=False) == 94_000


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("currency = 'EUR", "cannot be read"),
        ("currency = 'euro'", "currency"),
        ("[[period]]\nservice = 'free'", "from"),
        ("[[period]]\nfrom = 2027-01-01\nservice = 'cheap'", "service"),
        ("[[period]]\nfrom = 2027-01-01\nrates = { KR = { promo = 1.0 } }", "promo"),
        ("provider_fee = -1", "provider_fee"),
    ],
)
def test_a_table_that_cannot_be_used_names_what_is_wrong(tmp_path: Path, text: str, told: str) -> None:
    own = tmp_path / "rates.toml"
    own.write_text(text)
    with pytest.raises(SettingsWrong, match=told):
        read_rates(own)
