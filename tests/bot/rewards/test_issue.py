"""A budget of coupons holds whatever happens at the same time; every test runs on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import Stale
from bot.rewards.campaigns import CampaignPlan, keep_campaigns
from bot.rewards.codes import make_code
from bot.rewards.issue import issue_coupon
from bot.rewards.queries import find_campaign, find_coupon, find_usable_coupon, list_campaigns
from bot.storage.columns import to_micros
from bot.storage.database import Database

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
WEEK = timedelta(days=7)


async def start(database: Database, **given: object) -> None:
    plan = {"id": "welcome", "prefix": "MALLO", "budget": 10, "valid_for": WEEK, "percent": 10, **given}
    async with database.write() as tx:
        await keep_campaigns(tx, [CampaignPlan(**plan)])


def promise(contact: int, secret: bytes = b"s") -> dict[str, object]:
    """What the action would have returned."""
    code = make_code(secret, "welcome", contact, prefix="MALLO")
    return {"campaign": "welcome", "code": code, "expires_at": to_micros(NOW + WEEK)}


async def issue(database: Database, contact: int, secret: bytes = b"s", now: datetime = NOW) -> bool:
    try:
        async with database.write() as tx:
            await issue_coupon(tx, promise(contact, secret), contact, now)
    except Stale:
        return False
    return True


async def count(database: Database, sql: str) -> int:
    async with database.read() as tx:
        return (await tx.rows(sql))[0][0]


async def test_fifty_at_once_get_exactly_the_budget(database: Database) -> None:
    """P36: 50 contacts ask for 10 coupons in the same moment, each twice."""
    await start(database, budget=10)
    answers = await asyncio.gather(*(issue(database, contact) for contact in [*range(50), *range(50)]))
    assert await count(database, "select count(*) from coupon") == 10
    assert await count(database, "select count(distinct contact_id) from coupon") == 10
    assert await count(database, "select issued from campaign") == 10
    assert any(answers)
    assert not all(answers)


async def test_issuing_twice_changes_nothing(database: Database) -> None:
    """A turn that is committed again holds the same code and is counted once."""
    await start(database)
    assert await issue(database, 1)
    assert await issue(database, 1)
    assert await count(database, "select issued from campaign") == 1


async def test_refused_coupon_leaves_no_trace(database: Database) -> None:
    await start(database, budget=0)
    assert not await issue(database, 1)
    async with database.read() as tx:
        assert await find_coupon(tx, "welcome", 1) is None


async def test_other_code_for_the_same_contact_is_stale(database: Database) -> None:
    """The key was changed meanwhile: what the shopper was about to be told is not what she holds."""
    await start(database)
    assert await issue(database, 1)
    assert not await issue(database, 1, secret=b"another")
    async with database.read() as tx:
        coupon = await find_coupon(tx, "welcome", 1)
    assert coupon
    assert coupon.code == promise(1)["code"]


@pytest.mark.parametrize(
    "span", [{"starts_at": NOW + timedelta(seconds=1)}, {"ends_at": NOW}, {"ends_at": NOW - timedelta(days=1)}]
)
async def test_campaign_that_is_not_running_gives_nothing(database: Database, span: dict[str, datetime]) -> None:
    await start(database, **span)
    assert not await issue(database, 1)


async def test_lowered_budget_takes_nothing_back(database: Database) -> None:
    """Campaigns are read again at every start; what was issued stays issued."""
    await start(database, budget=10)
    for contact in range(3):
        assert await issue(database, contact)
    await start(database, budget=2)
    assert not await issue(database, 9)
    async with database.read() as tx:
        campaign = await find_campaign(tx, "welcome")
        kept = await find_usable_coupon(tx, 2, NOW)
    assert campaign
    assert campaign.left == -1
    assert kept


async def test_expired_coupon_is_not_usable(database: Database) -> None:
    await start(database)
    assert await issue(database, 1)
    async with database.read() as tx:
        assert await find_usable_coupon(tx, 1, NOW + WEEK - timedelta(seconds=1))
        assert await find_usable_coupon(tx, 1, NOW + WEEK) is None


async def test_campaigns_are_listed_by_name_or_because_they_give_now(database: Database) -> None:
    """Those that are over, are still to come or have nothing left only by their name."""
    plans: dict[str, dict[str, object]] = {
        "a-now": {"starts_at": NOW, "ends_at": NOW + WEEK},
        "b-over": {"ends_at": NOW},
        "c-later": {"starts_at": NOW + timedelta(microseconds=1)},
        "d-empty": {"budget": 0},
        "e-over-too": {"ends_at": NOW},
    }
    for name, given in plans.items():
        await start(database, id=name, **given)
    async with database.read() as tx:
        assert list(await list_campaigns(tx, [], NOW)) == ["a-now"]
        found = await list_campaigns(tx, ["b-over", "unknown", "d-empty"], NOW)
        assert list(found) == ["a-now", "b-over", "d-empty"]
        assert [each == await find_campaign(tx, name) for name, each in found.items()] == [True] * 3
