"""Whatever changes a second or a millisecond before a send, in any order, with two dispatchers: nothing untrue."""

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.clock import ManualClock
from bot.storage.database import Database
from tests.bot.outbox.fair import Checking, Fair
from tests.bot.outbox.office import Office
from tests.databases import make_tables

CHANGES = (
    "cancels", "checks out", "dearer", "cheaper", "none left", "one left", "two left", "opts out", "takes over",
)  # fmt: skip
STEPS = (
    "cart", "order", "price", "sale", "calls", "turns", "sends", "both_send", "moment", "second", "day",
    "orders_elsewhere", "fills_cart", "says_stop", *CHANGES, *(f"race {name}" for name in CHANGES),
)  # fmt: skip
RUNS = st.lists(st.sampled_from(STEPS), min_size=4, max_size=25)


@settings(max_examples=80, deadline=None)
@given(RUNS)
def test_nothing_untrue_is_said_on_sqlite(steps: list[str]) -> None:
    """G3, P22, P40: no reminder of a bought cart, no note of an empty shelf, no wrong price, none after STOP."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run(f"sqlite:///{Path(folder)}/shopclerk.db", steps))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=RUNS)
def test_nothing_untrue_is_said_on_postgresql(postgres_url: str, steps: list[str]) -> None:
    """The same where two dispatchers and what changes really run beside each other."""
    asyncio.run(_run(postgres_url, steps))


async def _run(url: str, steps: list[str]) -> None:
    await make_tables(url)
    database, clock = Database(url), ManualClock(datetime(2026, 11, 22, 9, tzinfo=UTC))
    channel = Checking(clock)
    fair = Fair(Office(database, clock, channel), channel)
    try:
        await fair.opens()
        for step in ("two left", *steps):
            await fair.steps(step)
        await fair.ends()
        states = await fair.office.entries("status, reason")
    finally:
        await database.close()
    assert channel.lies == []
    assert len(states) == fair.count, "every message that was due has one outcome"
    assert {status for status, _ in states} <= {"accepted", "dropped"}  # type: ignore[misc]
    assert all(reason for status, reason in states if status == "dropped")  # type: ignore[misc]
