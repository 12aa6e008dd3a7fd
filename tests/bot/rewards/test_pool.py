"""Pools of codes: filled without doubles, emptied by one contact a code; every test runs on both databases."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.errors import Stale
from bot.rewards.issue import find_code, issue_coupon
from bot.rewards.lines import read_lines
from bot.rewards.pool import add_codes, draw_codes
from bot.rewards.queries import find_campaign
from bot.storage.columns import to_micros
from bot.storage.database import Database
from tests.bot.rewards.test_issue import NOW, WEEK, count, start

SECRET = b"s"


async def fill(database: Database, size: int, **given: object) -> None:
    await start(database, **{"codes": "pool", "budget": 10_000, **given})
    await add_codes(database, "welcome", read_lines("\n".join(f"SUN-{number:05d}" for number in range(size))))


async def promise(database: Database, contact: int) -> str | None:
    """What the action reads."""
    async with database.read() as tx:
        campaign = await find_campaign(tx, "welcome")
        assert campaign
        return await find_code(tx, campaign, contact, SECRET)


async def issue(database: Database, contact: int, code: str) -> bool:
    """What the turn performs."""
    data = {"campaign": "welcome", "code": code, "codes": "pool", "expires_at": to_micros(NOW + WEEK)}
    try:
        async with database.write() as tx:
            await issue_coupon(tx, data, contact, NOW)
    except Stale:
        return False
    return True


async def rounds_of(database: Database, contacts: Sequence[int]) -> list[int]:
    """All read in the same moment, then all commit; who lost reads again. How many lost in each round."""
    losers, lost = list(contacts), []
    while losers:
        promised = {contact: await promise(database, contact) for contact in losers}
        losers = [c for c, code in promised.items() if code is not None and not await issue(database, c, code)]
        lost.append(len(losers))
    return lost


async def test_importing_twice_adds_nothing(database: Database) -> None:
    """A list that is read again, in other letters and with new lines, is only topped up."""
    await start(database, codes="pool")
    first = await add_codes(database, "welcome", read_lines("Sun-1\nSun-2\nSun-2"))
    again = await add_codes(database, "welcome", read_lines("SUN-1\nsun-2\nSun-3"))
    assert (first.added, first.known, len(first.refused)) == (("Sun-1", "Sun-2"), 0, 1)
    assert (again.added, again.known, again.refused) == (("Sun-3",), 2, ())
    assert await count(database, "select count(*) from pool_code") == 3


async def test_a_code_belongs_to_one_campaign(database: Database) -> None:
    await start(database, codes="pool")
    await start(database, id="other", codes="pool")
    await add_codes(database, "other", read_lines("SUN-1"))
    filled = await add_codes(database, "welcome", read_lines("SUN-1\nSUN-2"))
    assert [(line.number, line.wrong) for line in filled.refused] == [(1, "belongs to the campaign other")]
    assert filled.added == ("SUN-2",)


async def test_two_imports_at_once_add_each_code_once(database: Database) -> None:
    await start(database, codes="pool")
    lines = read_lines("\n".join(f"SUN-{number}" for number in range(500)))
    await asyncio.gather(*(add_codes(database, "welcome", lines) for _ in range(4)))
    assert await count(database, "select count(*) from pool_code") == 500


async def test_drawn_codes_are_all_different(database: Database) -> None:
    await start(database, codes="pool")
    filled = await draw_codes(database, "welcome", "SUN", 2_500)
    assert len(set(filled.added)) == 2_500
    assert all(code.startswith("SUN-") for code in filled.added)


async def test_fifty_at_once_are_pointed_at_different_codes(database: Database) -> None:
    """P36: nobody spins for the same next code: of a large pool almost all get theirs at once."""
    await fill(database, 1_000)
    lost = await rounds_of(database, range(50))
    assert lost[0] <= 5
    assert len(lost) <= 3


@pytest.mark.parametrize("size", [1, 7, 50, 60])
async def test_who_loses_is_pointed_elsewhere(database: Database, size: int) -> None:
    """P36: when there are hardly enough, a handful of rounds settle who has one and who has none."""
    await fill(database, size)
    lost = await rounds_of(database, range(50))
    assert len(lost) <= 12, lost
    assert await count(database, "select count(*) from coupon") == min(size, 50)
    assert await count(database, "select count(distinct code) from coupon") == min(size, 50)
    assert await count(database, "select issued from campaign") == min(size, 50)


async def test_one_code_is_never_given_to_two(database: Database) -> None:
    """P36: all fifty want the very same one, at once."""
    await fill(database, 50)
    answers = await asyncio.gather(*(issue(database, contact, "SUN-00007") for contact in range(50)))
    assert answers.count(True) == 1
    assert await count(database, "select issued from campaign") == 1
    assert await count(database, "select count(*) from pool_code where taken_at is not null") == 1


async def test_the_budget_bounds_a_larger_pool(database: Database) -> None:
    await fill(database, 50, budget=3)
    await rounds_of(database, range(20))
    assert await count(database, "select count(*) from coupon") == 3
    assert await promise(database, 30) is None


async def test_a_campaign_that_changes_its_kind_gives_no_code_of_the_old_kind(database: Database) -> None:
    """A process that has not yet read the new shop file must not invent a code that the store does not know."""
    await fill(database, 5)
    data = {"campaign": "welcome", "code": "MALLO-1", "expires_at": to_micros(NOW + WEEK)}
    with pytest.raises(Stale):
        async with database.write() as tx:
            await issue_coupon(tx, data, 1, NOW)
    assert await count(database, "select count(*) from coupon") == 0
