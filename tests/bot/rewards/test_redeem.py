"""A coupon is used for one order; every test runs on both databases."""

import asyncio
from datetime import timedelta

import pytest

from bot.rewards.lines import read_lines
from bot.rewards.pool import add_codes
from bot.rewards.queries import find_coupon, find_usable_coupon
from bot.rewards.redeem import Use, redeem_coupon, release_redemption, report_redemption
from bot.storage.database import Database
from tests.bot.rewards.test_issue import NOW, WEEK, issue, promise, start

CODE = str(promise(1)["code"])


async def redeem(
    database: Database, order: str, code: str = CODE, contact: int | None = 1, after: timedelta = timedelta()
) -> bool:
    async with database.write() as tx:
        return await redeem_coupon(tx, code, contact, order, NOW + after)


async def report(database: Database, code: str, order: str, after: timedelta = timedelta()) -> Use:
    async with database.write() as tx:
        return await report_redemption(tx, code, order, NOW + after)


@pytest.fixture
async def issued(database: Database) -> Database:
    await start(database)
    assert await issue(database, 1)
    return database


async def test_a_coupon_is_used_for_one_order(issued: Database) -> None:
    """C4: the same order again changes nothing, another one is refused."""
    assert await redeem(issued, "1001")
    assert await redeem(issued, "1001", after=timedelta(hours=1))
    assert not await redeem(issued, "1002")
    async with issued.read() as tx:
        assert [tuple(row) for row in await tx.rows("select redeemed_order, redeemed_at from coupon")] == [
            ("1001", int(NOW.timestamp() * 1_000_000))
        ]
        assert await find_usable_coupon(tx, 1, NOW) is None


async def test_of_twenty_orders_at_once_one_has_it(issued: Database) -> None:
    """P36: however many checkouts are sent off in the same moment."""
    answers = await asyncio.gather(*(redeem(issued, str(order)) for order in range(20)))
    assert answers.count(True) == 1


@pytest.mark.parametrize(
    ("given", "may"),
    [
        ({"code": CODE.lower()}, True),
        ({"code": f" {CODE} "}, True),
        ({"contact": None}, True),
        ({"contact": 2}, False),
        ({"code": "MALLO-NO"}, False),
        ({"after": WEEK - timedelta(seconds=1)}, True),
        ({"after": WEEK}, False),
    ],
)
async def test_who_may_use_it_and_how_long(issued: Database, given: dict, may: bool) -> None:
    assert await redeem(issued, "1001", **given) is may


async def test_a_voided_order_gives_it_back(issued: Database) -> None:
    assert await redeem(issued, "1001")
    async with issued.write() as tx:
        assert await release_redemption(tx, "1001") == 1
        assert await release_redemption(tx, "1001") == 0
    assert await redeem(issued, "1002")


async def test_a_stores_report_is_a_fact(issued: Database) -> None:
    """C4: late, twice and in small letters it counts once; a second order is told apart."""
    assert await report(issued, CODE.lower(), "1001", after=WEEK * 2) is Use.REDEEMED
    assert await report(issued, CODE, "1001") is Use.REDEEMED
    assert await report(issued, CODE, "1002") is Use.OTHER_ORDER
    assert await report(issued, "SOMEBODY-ELSES", "1003") is Use.UNKNOWN
    async with issued.read() as tx:
        coupon = await find_coupon(tx, "welcome", 1)
    assert coupon
    assert coupon.redeemed_at == NOW + WEEK * 2


async def test_a_code_seen_at_the_till_is_given_to_nobody(database: Database) -> None:
    """C4, P36: the shop has also sent its list by e-mail; what was used there leaves the pool."""
    await start(database, id="sun", codes="pool")
    await add_codes(database, "sun", read_lines("Sun-1\nSun-2"))
    assert await report(database, "SUN-1", "1001") is Use.WITHDRAWN
    assert await report(database, "sun-1", "1001") is Use.WITHDRAWN
    async with database.read() as tx:
        free = await tx.rows("select code from pool_code where taken_at is null")
    assert [row[0] for row in free] == ["Sun-2"]
