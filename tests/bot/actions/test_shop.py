"""The shop's own file, and money as people read it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.actions.money import render_day, render_money, to_minor
from bot.actions.shopfile.shop import read_shop
from bot.errors import SettingsWrong

ROOT = Path(__file__).parents[3]


def test_shipped_file_is_read() -> None:
    shop = read_shop(ROOT / "shop.toml")
    assert (shop.name, shop.currency, shop.languages) == ("Mallo", "USD", ("en", "ko", "es", "pt", "hi", "ar"))
    assert [plan.id for plan in shop.campaigns] == ["welcome"]


def test_without_a_file_there_is_the_demo_shop(tmp_path: Path) -> None:
    assert read_shop(tmp_path / "shop.toml").name == "Mallo"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('currency = "dollars"', "currency"),
        ('timezone = "Mars"', "timezone"),
        ("languages = []", "languages"),
        ('nmae = "Mallo"', "nmae"),
        ('name = \ncurrency = "USD"', "line 1"),
        ('[[coupons]]\nid = "a"\nbudget = -1', "budget"),
    ],
)
def test_mistake_is_named(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "shop.toml"
    path.write_text(text)
    with pytest.raises(SettingsWrong, match=named):
        read_shop(path)


@pytest.mark.parametrize(
    ("minor", "currency", "language", "shown"),
    [
        (2400, "USD", "en", "$24"),
        (2450, "USD", "ko", "$24.50"),
        (28000, "KRW", "ko", "₩28,000"),
        (1_234_500, "USD", "en", "$12,345"),
        (5, "USD", "en", "$0.05"),
    ],
)
def test_money_reads_naturally(minor: int, currency: str, language: str, shown: str) -> None:
    assert render_money(minor, currency, language) == shown


def test_amounts_become_minor_units_exactly() -> None:
    assert [to_minor(19.99, "USD"), to_minor(0.29, "USD"), to_minor(28000, "KRW")] == [1999, 29, 28000]


def test_day_is_the_shops_day() -> None:
    """Nine hours make it tomorrow in Seoul."""
    assert render_day(datetime(2026, 11, 28, 20, tzinfo=UTC), "Asia/Seoul", "ko") == "11월 29일"
