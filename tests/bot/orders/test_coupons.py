"""Which coupon a cart takes, and what it says of the others."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.orders.coupons import Chosen, Hint, WhyNot, choose, judge_typed, total_up
from bot.orders.totals import Terms
from bot.rewards.discounts import BasketLine, Discount, discount_of
from bot.rewards.held import Held
from bot.rewards.queries import CampaignSeen, CouponSeen

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
TERMS = Terms(fee=400, free_from=4000)
CANDLE, SERUM = BasketLine("candle", "home/candle", 1, 2600), BasketLine("serum", "skincare/serum", 1, 2800)


def held(code: str, *, hours: int = 24, used: bool = False, **terms: Any) -> Held:
    known = {"id": code, "prefix": "", "percent": None, "amount": None, "left": 1, "starts_at": None, "ends_at": None}
    coupon = CouponSeen(code, code, NOW + timedelta(hours=hours), NOW if used else None)
    return Held(coupon, CampaignSeen(**{**known, "valid_for": 1, **terms}))


TEN, SHIPS = held("TEN", percent=10), held("SHIPS", free_shipping=True)
NEAR, FAR = held("NEAR", amount=900, min_basket=3000), held("FAR", amount=300, min_basket=9000)
SKIN = held("SKIN", percent=50, categories=("skincare",))


@pytest.mark.parametrize(
    ("coupons", "basket", "chosen"),
    [
        ([TEN], [CANDLE], Chosen("TEN", Discount(off=260))),
        ([TEN, SHIPS], [CANDLE], Chosen("SHIPS", Discount(ships_free=True))),  # $4 is more than $2.60
        ([TEN, SHIPS], [CANDLE, SERUM], Chosen("TEN", Discount(off=540))),  # shipping is free by now
        ([SHIPS], [CANDLE, SERUM], Chosen()),  # not to be used up for nothing
        ([NEAR], [CANDLE], Chosen(hint=Hint("NEAR", WhyNot.MISSING, 400))),
        ([FAR, NEAR], [CANDLE], Chosen(hint=Hint("NEAR", WhyNot.MISSING, 400))),
        ([TEN, NEAR], [CANDLE], Chosen("TEN", Discount(off=260), Hint("NEAR", WhyNot.MISSING, 400))),
        ([SKIN, SHIPS], [CANDLE], Chosen("SHIPS", Discount(ships_free=True))),
        ([SKIN], [CANDLE], Chosen(hint=Hint("SKIN", WhyNot.NOT_FOR))),
        ([SKIN], [CANDLE, SERUM], Chosen("SKIN", Discount(off=1400))),
        ([held("FREE", free_shipping=True, min_basket=5000)], [CANDLE], Chosen()),  # it would be free anyway by then
        ([held("LATE", percent=10), held("SOON", hours=1, percent=10)], [CANDLE], Chosen("SOON", Discount(off=260))),
        ([SKIN], [], Chosen()),
    ],
)
def test_the_coupon_that_saves_most_is_taken(coupons: list[Held], basket: list[BasketLine], chosen: Chosen) -> None:
    """C2, C3: of those that count; one that would save more with a little more in the cart is told."""
    assert choose(coupons, basket, TERMS) == chosen


@pytest.mark.parametrize(
    ("own", "why"),
    [
        (None, Hint("X", WhyNot.WRONG)),
        (held("X", percent=10, used=True), Hint("X", WhyNot.USED)),
        (held("X", percent=10, hours=-1), Hint("X", WhyNot.EXPIRED)),
        (held("X", amount=900, min_basket=3000), Hint("X", WhyNot.MISSING, 400)),
        (held("X", percent=10, products=("serum",)), Hint("X", WhyNot.NOT_FOR)),
        (held("X", percent=10), None),
    ],
)
def test_a_typed_code_says_why_it_does_not_fit(own: Held | None, why: Hint | None) -> None:
    """C2: used, expired, more needed, for something else, or none of hers."""
    assert judge_typed(own, "X", [CANDLE], TERMS, NOW).hint == why


def test_free_shipping_twice_is_kept_for_another_time() -> None:
    assert judge_typed(SHIPS, "SHIPS", [CANDLE, SERUM], TERMS, NOW).hint == Hint("SHIPS", WhyNot.IDLE)


LINES = st.lists(
    st.builds(BasketLine, st.sampled_from(["a", "b"]), st.just("c"), st.integers(1, 9), st.integers(0, 10**5)),
    max_size=5,
)
COUPONS = st.lists(
    st.one_of(
        st.builds(
            lambda n, m: held(f"P{n}-{m}", percent=n, min_basket=m), st.integers(1, 100), st.integers(0, 10**5)
        ),
        st.builds(lambda n: held(f"A{n}", amount=n, products=("a",)), st.integers(1, 10**5)),
        st.builds(lambda m: held(f"S{m}", free_shipping=True, min_basket=m), st.integers(0, 10**5)),
    ),
    max_size=5,
    unique_by=lambda each: each.code,
)


@given(COUPONS, LINES)
def test_no_coupon_held_would_have_been_better(coupons: list[Held], basket: list[BasketLine]) -> None:
    """And a chosen one always saves something; what is told to be missing is missing indeed."""
    chosen, plain = choose(coupons, basket, TERMS), total_up(basket, TERMS)
    total = total_up(basket, TERMS, chosen.discount).total
    counting = [d for each in coupons if (d := discount_of(each.campaign, basket)).counts]
    assert total == min([plain.total, *(total_up(basket, TERMS, discount).total for discount in counting)])
    assert bool(chosen.code) == (total < plain.total)
    if chosen.hint and chosen.hint.why is WhyNot.MISSING:
        grown = [*basket, BasketLine("", "", 1, chosen.hint.missing)]
        assert choose(coupons, grown, TERMS).code
