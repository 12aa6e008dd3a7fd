"""Parcels only go forward, whatever order their news comes in."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from bot.orders.progress import EXCEPTION, STAGES, where_is

STEPS = st.lists(st.tuples(st.sampled_from([*STAGES, EXCEPTION, "unheard"]), st.just(""), st.integers(0, 99)))


@given(STEPS, STEPS)
def test_more_news_never_lead_back(early: list[tuple[str, str, int]], late: list[tuple[str, str, int]]) -> None:
    before, after = where_is(early), where_is([*early, *late])
    if before and after and before[0] in STAGES and after[0] in STAGES:
        assert STAGES.index(after[0]) >= STAGES.index(before[0])
    if before and before[0] == STAGES[-1]:
        assert after
        assert after[0] == STAGES[-1]


def test_the_order_of_the_news_changes_nothing() -> None:
    steps = [("picked_up", "A", 1), ("in_transit", "B", 2), ("exception", "B", 3), ("out_for_delivery", "C", 4)]
    assert {where_is(mixed) for mixed in permutations(steps)} == {("out_for_delivery", "C", 4)}


def test_a_parcel_that_is_held_up_says_so() -> None:
    assert where_is([("in_transit", "A", 1), ("exception", "B", 2)]) == ("exception", "B", 2)
    assert where_is([]) is None
