"""Coupons as the shopper meets them (C3, P36)."""

from datetime import timedelta

import pytest

from bot.actions.buying.coupons import IssueCoupon, MyCoupon
from bot.clock import ManualClock
from bot.rewards.issue import issue_coupon
from bot.storage.database import Database
from catalog.shelf import Shelf
from tests.bot.actions import make


@pytest.fixture
def actions(shop_database: Database, shelf: Shelf, clock: ManualClock) -> tuple[MyCoupon, IssueCoupon]:
    given = make.reads(shop_database, shelf, clock)
    return MyCoupon(given), IssueCoupon(given)


def promised(events: list[dict]) -> dict:
    return next(event["data"] for event in events if event["event"] == "perform")


async def keep(database: Database, data: dict, contact: int, clock: ManualClock) -> None:
    async with database.write() as tx:
        await issue_coupon(tx, data, contact, clock.now())


async def test_action_promises_and_writes_nothing(
    actions: tuple[MyCoupon, IssueCoupon], shop_database: Database
) -> None:
    """Actions read only: the turn issues the coupon when it commits."""
    events, responses = await make.act(actions[1])
    assert make.said(responses) == ["utter_coupon", "utter_coupon_once"]
    assert promised(events)["code"] == responses[0]["coupon"]
    async with shop_database.read() as tx:
        assert (await tx.rows("select count(*) from coupon"))[0][0] == 0


async def test_second_attempt_shows_the_same_code(
    actions: tuple[MyCoupon, IssueCoupon], shop_database: Database, clock: ManualClock
) -> None:
    events, first = await make.act(actions[1])
    await keep(shop_database, promised(events), 1, clock)
    for action in actions:
        events, again = await make.act(action)
        assert make.said(again) == ["utter_coupon_held", "utter_coupon_next"]
        assert again[0]["coupon"] == first[0]["coupon"]
        assert not [event for event in events if event["event"] == "perform"]


async def test_expired_coupon_is_told_kindly(
    actions: tuple[MyCoupon, IssueCoupon], shop_database: Database, clock: ManualClock
) -> None:
    events, _ = await make.act(actions[1])
    await keep(shop_database, promised(events), 1, clock)
    clock.set(clock.now() + timedelta(days=8))
    _, responses = await make.act(actions[0])
    assert make.said(responses) == ["utter_coupon_expired", "utter_coupon_browse"]


async def test_budget_that_is_used_up_is_told_before_any_question(
    actions: tuple[MyCoupon, IssueCoupon], shop_database: Database, clock: ManualClock
) -> None:
    for contact in (1, 2, 3):
        events, _ = await make.act(actions[1], contact)
        await keep(shop_database, promised(events), contact, clock)
    events, responses = await make.act(actions[0], 4)
    assert make.said(responses) == ["utter_coupons_gone", "utter_coupon_browse"]
    assert make.slots_of(events)["coupon_state"] == "none"


async def test_day_is_written_in_the_language_of_the_contact(actions: tuple[MyCoupon, IssueCoupon]) -> None:
    _, responses = await make.act(actions[1], language="ko")
    assert responses[-1]["day"] == "11월 29일"
