"""What the console changes, laid over the shop's file."""

from typing import Any

import pytest

from bot.actions.shopfile.overlay import find_faults, lay_over, lay_what_fits, value_in
from bot.actions.shopfile.shop import Shop

FILE = Shop.model_validate(
    {
        "languages": ["ko", "en"],
        "timezone": "Asia/Seoul",
        "handoff": {"hours": {"mon": "09:00-18:00", "sun": ""}, "misses": 3},
        "limits": {"marketing": {"quiet_hours": "21:00-08:00"}},
    }
)


def test_only_what_is_changed_is_otherwise_than_the_file() -> None:
    """Also the clock of the hours: it stays the shop's where the file names none."""
    shop = lay_over(FILE, {"handoff.answer_minutes": 15, "limits.utility.caps": ["3 per 168h"]})
    assert (shop.handoff.answer_minutes, shop.handoff.misses) == (15, 3)
    assert shop.handoff_plan.timezone == "Asia/Seoul"
    assert shop.limits.marketing.quiet_hours == "21:00-08:00"
    assert value_in(shop, "limits.utility.caps") == ["3 per 7d"]
    assert value_in(shop, "handoff.hours") == {"mon": "09:00-18:00"}


def test_none_means_as_each_journey_is_written() -> None:
    """It takes back what the file says; an empty text says that there are none."""
    assert lay_over(FILE, {"limits.marketing.quiet_hours": None}).limits.limits()["marketing"].quiet is None
    assert lay_over(FILE, {"limits.marketing.quiet_hours": ""}).limits.limits()["marketing"].quiet == ()


def test_the_first_language_of_the_file_stays_first() -> None:
    """Whatever was chosen: everybody falls back to it."""
    assert lay_over(FILE, {"languages": ["es", "ko"]}).languages == ("ko", "es")
    assert lay_over(FILE, {"languages": ["es"]}).languages == ("ko", "es")


@pytest.mark.parametrize(
    ("name", "value", "place"),
    [
        ("handoff.hours", {"mon": "9-18"}, "handoff.hours.mon"),
        ("handoff.hours", {"monday": "09:00-18:00"}, "handoff.hours"),
        ("handoff.special", {"2026-02-30": ""}, "handoff.special.2026-02-30.[key]"),
        ("handoff.answer_minutes", 0, "handoff.answer_minutes"),
        ("handoff.idle_hours", 1e9, "handoff.idle_hours"),
        ("handoff.assign", "dice", "handoff.assign"),
        ("limits.marketing.quiet_hours", "08:00-08:00", "limits.marketing.quiet_hours"),
        ("limits.marketing.caps", ["1 per 60d"], "limits.marketing.caps"),
        ("limits.marketing.caps", ["1 per 1d"] * 5, "limits.marketing.caps"),
        ("limits.marketing.caps", ["often"], "limits.marketing.caps"),
    ],
)
def test_what_is_wrong_is_named_and_left_out(name: str, value: Any, place: str) -> None:
    """By the same models as the file; a start does without it."""
    assert list(find_faults(FILE, {name: value})) == [place]
    assert lay_what_fits(FILE, {name: value, "handoff.misses": 1}) == (lay_over(FILE, {"handoff.misses": 1}), [name])
