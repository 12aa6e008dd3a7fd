"""When an answer is owed: the minutes count while people are there."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.actions.shopfile.handoff import Handoff
from bot.actions.shopfile.shop import Shop
from bot.handoff.plan import answer_due, idle_due, is_open, opens_at
from bot.storage.columns import to_micros

PLAN = Handoff(timezone="Asia/Seoul", hours={"mon": "09:00-18:00", "tue": "09:00-18:00"})
NINE = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # Monday, 9 in the morning in Seoul


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (NINE, NINE + timedelta(minutes=5)),
        (NINE - timedelta(hours=1), NINE + timedelta(minutes=5)),
        (NINE + timedelta(hours=10), NINE + timedelta(hours=24, minutes=5)),
    ],
    ids=["open", "before", "after"],
)
def test_an_answer_is_owed_while_people_are_there(now: datetime, due: datetime) -> None:
    """F2: five minutes, counted from the opening."""
    assert answer_due(PLAN, to_micros(now)) == to_micros(due)


def test_without_hours_somebody_is_always_there() -> None:
    """The shop says nothing of hours."""
    now = to_micros(NINE)
    assert is_open(Handoff(), now)
    assert opens_at(Handoff(), now) is None
    assert idle_due(Handoff(), now) == to_micros(NINE + timedelta(hours=4))


def test_closed_for_good_is_still_answered_for() -> None:
    """P17: a shop that names no day at all still has its timers, once a day."""
    never = Handoff(hours={"mon": ""}, special={})
    now = to_micros(NINE)
    assert not is_open(never, now)
    assert answer_due(never, now) == to_micros(NINE + timedelta(days=1, minutes=5))
    assert idle_due(never, now) == to_micros(NINE + timedelta(days=1, hours=4))


def test_the_hours_are_on_the_shops_clock() -> None:
    """Unless `[handoff]` names another one."""
    assert Shop(timezone="Asia/Seoul").handoff_plan.timezone == "Asia/Seoul"
    assert Shop(timezone="Asia/Seoul", handoff=Handoff(timezone="UTC")).handoff_plan.timezone == "UTC"
