"""Stores know how far they are and whether they are open: on their own clock, across DST and midnight."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.actions.shopfile.places import Store, kilometres
from bot.actions.shopfile.shop import read_shop


def store(**given: object) -> Store:
    facts = {"id": "x", "name": "X", "address": "1 Street", "city": "X", "latitude": 0, "longitude": 0}
    return Store.model_validate({**facts, **given})


def utc(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type,misc]  # year, month, day, hour, minute


def closes_at(place: Store, now: datetime) -> datetime | None:
    span = place.open_span(now)
    return span and span[1]


def opens_at(place: Store, now: datetime) -> datetime | None:
    span = place.next_span(now)
    return span and span[0]


def test_open_now_follows_the_stores_own_clock() -> None:
    seoul = store(timezone="Asia/Seoul", hours={"fri": "10:00-20:00"})
    assert closes_at(seoul, utc(2026, 11, 27, 0, 59)) is None
    assert closes_at(seoul, utc(2026, 11, 27, 1, 0)) == utc(2026, 11, 27, 11, 0)
    assert closes_at(seoul, utc(2026, 11, 27, 11, 0)) is None
    assert opens_at(seoul, utc(2026, 11, 27, 11, 0)) == utc(2026, 12, 4, 1, 0)


def test_summer_time_moves_the_opening() -> None:
    """Lisbon leaves summer time in the night to 2026-10-25."""
    lisbon = store(timezone="Europe/Lisbon", hours={"sat": "10:00-19:00", "sun": "10:00-19:00"})
    assert closes_at(lisbon, utc(2026, 10, 24, 9, 30)) == utc(2026, 10, 24, 18, 0)
    assert opens_at(lisbon, utc(2026, 10, 24, 20, 0)) == utc(2026, 10, 25, 10, 0)
    assert closes_at(lisbon, utc(2026, 10, 25, 9, 30)) is None
    assert closes_at(lisbon, utc(2026, 10, 25, 18, 30)) == utc(2026, 10, 25, 19, 0)


def test_a_night_that_changes_the_clock_is_as_long_as_it_is() -> None:
    """22:00 to 04:00 takes seven hours when the clock goes back."""
    bar = store(timezone="Europe/Lisbon", hours={"sat": "22:00-04:00"})
    assert closes_at(bar, utc(2026, 10, 24, 22, 0)) == utc(2026, 10, 25, 4, 0)
    assert opens_at(bar, utc(2026, 10, 24, 12, 0)) == utc(2026, 10, 24, 21, 0)


def test_hours_may_go_past_midnight() -> None:
    late = store(hours={"fri": "18:00-02:00"})
    assert closes_at(late, utc(2026, 11, 28, 1, 59)) == utc(2026, 11, 28, 2, 0)
    assert closes_at(late, utc(2026, 11, 28, 2, 0)) is None
    assert closes_at(late, utc(2026, 11, 27, 1, 0)) is None


def test_special_days_differ_and_closed_days_are_skipped() -> None:
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "10:00-20:00")
    shop = store(hours=week, special={date(2026, 12, 24): "10:00-15:00", date(2026, 12, 25): ""})
    assert closes_at(shop, utc(2026, 12, 24, 14, 0)) == utc(2026, 12, 24, 15, 0)
    assert opens_at(shop, utc(2026, 12, 24, 15, 0)) == utc(2026, 12, 26, 10, 0)


def test_a_store_without_hours_never_opens() -> None:
    assert (closes_at(store(), utc(2026, 11, 27)), opens_at(store(), utc(2026, 11, 27))) == (None, None)


def test_distance_is_as_the_crow_flies() -> None:
    seoul = store(latitude=37.5665, longitude=126.978)
    assert round(kilometres(seoul, 35.1796, 129.0756)) == 325
    assert kilometres(seoul, 37.5665, 126.978) == 0


@pytest.mark.parametrize(
    "given",
    [{"hours": {"monday": "10:00-20:00"}}, {"hours": {"mon": "10-20"}}, {"timezone": "Seoul"}, {"latitude": 91}],
)
def test_slips_of_the_pen_are_errors(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        store(**given)


def test_the_demo_shop_has_three_stores() -> None:
    shop = read_shop(Path(__file__).parents[3] / "shop.toml")
    assert [(s.id, s.timezone) for s in shop.stores] == [
        ("seoul", "Asia/Seoul"), ("busan", "Asia/Seoul"), ("lisbon", "Europe/Lisbon"),
    ]  # fmt: skip
