"""Whatever changes a second or a millisecond before a send, in any order, with two dispatchers: nothing untrue."""

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.clock import ManualClock
from bot.storage.database import Database
from tests.bot.outbox.fair import Checking, Fair
from tests.bot.outbox.office import Office
from tests.databases import make_tables

CHANGES = (
    "cancels", "checks out", "dearer", "cheaper", "none left", "one left", "two left", "opts out", "takes over",
)  # fmt: skip
MORE = ("orders_elsewhere", "fills_cart", "says_stop", "calls", "turns", "day")
WRITES = ("cart", "order", "price", "sale", "calls")
GAPS = ("moment", "second", "turns")
RACES = tuple(f"race {name}" for name in CHANGES)
SENDS = ("sends", "both_send")
#: Something is written, something changes a moment or a second before the send, or at the same time.
SCENES = st.tuples(
    st.sampled_from(WRITES),
    st.sampled_from(GAPS),
    st.sampled_from((*CHANGES, *MORE)),
    st.sampled_from(GAPS),
    st.sampled_from((*SENDS, *RACES)),
)
RUNS = st.lists(SCENES, min_size=1, max_size=8).map(lambda scenes: [step for scene in scenes for step in scene])


@settings(max_examples=80, deadline=None)
@given(RUNS)
@example(["price", "moment", "dearer", "moment", "sends"])
@example(["calls", "turns", "one left", "moment", "both_send"])
@example(["calls", "turns", "none left", "second", "sends", "two left", "calls", "turns", "both_send"])
@example(["sale", "moment", "takes over", "moment", "sends"])
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
