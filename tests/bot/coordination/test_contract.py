"""What every coordinator promises, in one process, over Redis and over PostgreSQL."""

import asyncio
import time
from datetime import timedelta
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.coordination.coordinator import Coordinator

LONG = timedelta(seconds=5)
SHORT = timedelta(milliseconds=50)


async def test_a_wake_up_ends_the_wait(coordinator: Coordinator) -> None:
    waiting = asyncio.create_task(coordinator.wait("turns", LONG))
    await asyncio.sleep(0.01)
    coordinator.wake("turns")
    await asyncio.wait_for(waiting, 1)


async def test_a_wake_up_between_two_waits_is_heard(coordinator: Coordinator) -> None:
    """Work that arrives while a worker is busy must not wait for the next poll."""
    await coordinator.wait("turns", SHORT)
    coordinator.wake("turns")
    await asyncio.wait_for(coordinator.wait("turns", LONG), 1)


async def test_a_wake_up_is_heard_once(coordinator: Coordinator) -> None:
    coordinator.wake("turns")
    await coordinator.wait("turns", LONG)
    started = time.monotonic()
    await coordinator.wait("turns", timedelta(milliseconds=200))
    assert time.monotonic() - started >= 0.15


async def test_a_wake_up_reaches_everybody_who_waits(coordinator: Coordinator) -> None:
    waiting = [asyncio.create_task(coordinator.wait("sends", LONG)) for _ in range(3)]
    await asyncio.sleep(0.01)
    coordinator.wake("sends")
    await asyncio.wait_for(asyncio.gather(*waiting), 1)


async def test_topics_are_apart(coordinator: Coordinator) -> None:
    waiting = asyncio.create_task(coordinator.wait("timers", timedelta(milliseconds=150)))
    started = time.monotonic()
    await asyncio.sleep(0.01)
    coordinator.wake("turns")
    await waiting
    assert time.monotonic() - started >= 0.1


async def test_a_wait_ends_without_a_wake_up(coordinator: Coordinator) -> None:
    await asyncio.wait_for(coordinator.wait("turns", SHORT), 2)


async def test_a_bucket_grants_its_burst_and_then_says_when(coordinator: Coordinator) -> None:
    name = uuid4().hex
    assert await coordinator.take(name, 7, 0.1, 10) == (7, 0.0)
    assert await coordinator.take(name, 7, 0.1, 10) == (3, 0.0)
    granted, seconds = await coordinator.take(name, 7, 0.1, 10)
    assert granted == 0
    assert 5 < seconds <= 10


async def test_a_bucket_refills_at_its_rate(coordinator: Coordinator) -> None:
    name = uuid4().hex
    await coordinator.take(name, 10, 50.0, 10)
    await asyncio.sleep(0.1)
    granted, _ = await coordinator.take(name, 10, 50.0, 10)
    assert granted >= 5


async def test_asking_after_the_time_that_was_told_is_granted(coordinator: Coordinator) -> None:
    name = uuid4().hex
    await coordinator.take(name, 1, 20.0, 1)
    _, seconds = await coordinator.take(name, 1, 20.0, 1)
    await asyncio.sleep(seconds + 0.005)
    assert (await coordinator.take(name, 1, 20.0, 1))[0] == 1


async def test_a_rate_of_nought_is_no_limit(coordinator: Coordinator) -> None:
    assert await coordinator.take(uuid4().hex, 5_000, 0.0, 1) == (5_000, 0.0)


async def test_a_burst_below_one_still_lets_one_through(coordinator: Coordinator) -> None:
    assert (await coordinator.take(uuid4().hex, 3, 1.0, 0))[0] == 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(st.integers(0, 30), min_size=1, max_size=12), burst=st.integers(1, 40))
def test_no_way_of_asking_gets_more_than_rate_and_burst_allow(asked: list[int], burst: int) -> None:
    """P15: the limit holds whatever the size of the lots."""

    async def ask() -> None:
        from bot.coordination.buckets import Buckets

        buckets, started = Buckets(), time.monotonic()
        got = sum(buckets.take("x", wanted, 100.0, burst)[0] for wanted in asked)
        assert got <= burst + 100.0 * (time.monotonic() - started) + 1

    asyncio.run(ask())


async def test_live_updates_reach_who_listens_and_only_their_channel(coordinator: Coordinator) -> None:
    live = coordinator.listen("inbox")
    coordinator.publish("other", {"n": 0})
    coordinator.publish("inbox", {"n": 1})
    coordinator.publish("inbox", {"n": 2})
    got = [await asyncio.wait_for(anext(live), 1) for _ in range(2)]
    assert got == [{"n": 1}, {"n": 2}]


async def test_a_slow_listener_is_told_to_look_again(coordinator: Coordinator) -> None:
    """A console that fell behind must not grow memory for ever, nor believe that it saw everything."""
    live = coordinator.listen("inbox")
    for n in range(1_500):
        coordinator.publish("inbox", {"n": n})
    seen = [await asyncio.wait_for(anext(live), 1)]
    while seen[-1] != {"n": 1_499}:
        seen.append(await asyncio.wait_for(anext(live), 1))
    assert seen[0] == {"resync": True}
    assert seen[1:] == [{"n": n} for n in range(1_000, 1_500)]


async def test_publishing_to_nobody_is_fine(coordinator: Coordinator) -> None:
    coordinator.publish("nobody", {"n": 1})
    await asyncio.sleep(0)
