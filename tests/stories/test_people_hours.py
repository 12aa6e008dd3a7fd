"""Hours of people: what is said while nobody is there, and whose place is kept (F2, P17)."""

from datetime import UTC, datetime
from pathlib import Path

from bot.clock import ManualClock
from tests.stories.people import with_rules

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def test_what_she_is_told_at_night(tmp_path: Path, database_url: str) -> None:
    """F2: outside the hours the answer says from when on people are there; the five minutes begin then."""
    clock = ManualClock(MONDAY.replace(hour=20))
    rules = 'timezone = "UTC"\nhours = {mon = "09:00-18:00", tue = "09:00-18:00"}'
    async for people in with_rules(tmp_path, database_url, clock, rules):
        shop, amina = people.shop, people.shop.phone()
        assert "back Tue 9:00" in (await shop.walks(amina, "hi", "agent"))[-1]
        minji = shop.phone("+821055550101", "Minji")
        assert "오전 9:00" in (await shop.walks(minji, "안녕하세요", "상담원"))[-1]
        await shop.passes(hours=13)
        assert await shop.rows("select max(escalated) from handoff") == [(0,)]
        await shop.passes(minutes=5)
        assert await shop.rows("select min(escalated) from handoff") == [(1,)]


async def test_hours_that_end_while_she_waits(tmp_path: Path, database_url: str) -> None:
    """P17: told once, and her place is kept over night."""
    clock = ManualClock(MONDAY.replace(hour=17, minute=57))
    rules = 'timezone = "UTC"\nhours = {mon = "09:00-18:00", tue = "09:00-18:00"}'
    async for people in with_rules(tmp_path, database_url, clock, rules):
        shop, amina = people.shop, people.shop.phone()
        assert "right here" in (await shop.walks(amina, "hi", "agent"))[-1]
        await shop.passes(minutes=5)
        assert "back Tue 9:00" in amina.hears[-1]
        heard = len(amina.hears)
        await shop.passes(hours=15)
        assert len(amina.hears) == heard
        assert await people.owner(amina) == "queue"


async def test_a_long_closure_is_told_once(tmp_path: Path, database_url: str) -> None:
    """P17: they close for longer than two weeks while she waits: one word, and her place is kept."""
    clock = ManualClock(MONDAY.replace(hour=17, minute=57))
    rules = 'timezone = "UTC"\nspecial = {2026-11-23 = "09:00-18:00", 2026-12-21 = "09:00-18:00"}'
    async for people in with_rules(tmp_path, database_url, clock, rules):
        shop, amina = people.shop, people.shop.phone()
        await shop.walks(amina, "hi", "agent")
        heard = len(amina.hears)
        for minutes in (5, 5, 5, 24 * 60, 24 * 60, 24 * 60):
            await shop.passes(minutes=minutes)
        assert len(amina.hears) == heard + 1
        assert await people.owner(amina) == "queue"
        await shop.passes(days=24, hours=20)
        assert await shop.rows("select escalated > 0 from handoff") == [(1,)]
