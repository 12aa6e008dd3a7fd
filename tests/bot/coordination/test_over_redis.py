"""What only several processes can show, and what happens when Redis goes away in the middle."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from bot.coordination.over_redis import RedisCoordinator
from tests.bot.coordination.conftest import MortalRedis

pytestmark = pytest.mark.servers

LONG = timedelta(seconds=10)

Two = tuple[RedisCoordinator, RedisCoordinator]


@pytest.fixture
async def two(redis_url: str) -> AsyncIterator[Two]:
    pair = RedisCoordinator(redis_url), RedisCoordinator(redis_url)
    yield pair
    for one in pair:
        await one.close()


@pytest.fixture
async def mortal_two(mortal_redis: MortalRedis) -> AsyncIterator[Two]:
    pair = RedisCoordinator(mortal_redis.url), RedisCoordinator(mortal_redis.url)
    yield pair
    for one in pair:
        await one.close()


async def until(true: Callable[[], Coroutine[Any, Any, bool]], seconds: float = 8) -> None:
    """Wait for something that another task brings about."""
    end = time.monotonic() + seconds
    while not await true():
        assert time.monotonic() < end, "it never came"
        await asyncio.sleep(0.05)


async def woken(by: RedisCoordinator, waiter: RedisCoordinator) -> bool:
    """Whether a wake-up of one process reaches another long before it would look by itself."""
    waiting = asyncio.create_task(waiter.wait("turns", LONG))
    await asyncio.sleep(0.02)
    by.wake("turns")
    done, _ = await asyncio.wait([waiting], timeout=0.5)
    waiting.cancel()
    return bool(done)


async def test_a_wake_up_crosses_processes_quickly(two: Two) -> None:
    here, there = two
    await there.wait("turns", timedelta(milliseconds=100))
    await there.wait("turns", timedelta(milliseconds=100))
    assert await woken(here, there)


async def test_a_thousand_wake_ups_are_one_message(two: Two) -> None:
    """One publish per pass of the loop: a burst must not load Redis."""
    here, _ = two
    hearing = here._redis.pubsub(ignore_subscribe_messages=True)
    await hearing.subscribe("shopclerk:wakes")
    await hearing.get_message(timeout=0.2)
    for _ in range(1_000):
        here.wake("turns")
        here.wake("sends")
    heard = []
    while message := await hearing.get_message(timeout=0.2):
        heard.append(message["data"])
    await hearing.aclose()
    assert [words.split(" ")[1:] for words in heard] == [["sends", "turns"]]


async def test_what_was_said_just_before_closing_is_heard(two: Two, redis_url: str) -> None:
    """A command such as `shopclerk release` wakes the workers and ends."""
    _, there = two
    await there.wait("turns", timedelta(seconds=2))
    await there.wait("turns", timedelta(milliseconds=50))
    command = RedisCoordinator(redis_url)
    command.wake("turns")
    await command.close()
    await asyncio.wait_for(there.wait("turns", LONG), 3)


async def test_processes_share_one_bucket(two: Two) -> None:
    name, granted = uuid4().hex, 0
    for asker in (*two, *two):
        granted += (await asker.take(name, 20, 0.001, 50))[0]
    assert granted == 50


async def test_live_updates_cross_processes_in_order_and_once(two: Two) -> None:
    here, there = two
    live = there.listen("inbox")
    await asyncio.sleep(0.1)
    for n in range(500):
        here.publish("inbox", {"n": n})
    assert [await asyncio.wait_for(anext(live), 2) for _ in range(500)] == [{"n": n} for n in range(500)]


async def test_without_redis_nothing_raises_and_nothing_hangs(free_port: int) -> None:
    """Decision 5: losing Redis stops nothing but speed."""
    lonely = RedisCoordinator(f"redis://127.0.0.1:{free_port}/0")
    live = lonely.listen("inbox")
    lonely.wake("turns")
    await asyncio.wait_for(lonely.wait("turns", LONG), 1)
    lonely.publish("inbox", {"n": 1})
    assert await asyncio.wait_for(anext(live), 1) == {"n": 1}
    started = time.monotonic()
    assert (await lonely.take("x", 100, 80, 80))[0] == 20  # a quarter of the burst
    assert time.monotonic() - started < 1
    await lonely.close()


async def test_redis_killed_in_the_middle_costs_speed_alone(mortal_two: Two, mortal_redis: MortalRedis) -> None:
    """Issue part 8: Redis lost in the middle loses nothing, and all is as before when it is back."""
    here, there = mortal_two
    live = there.listen("inbox")
    await there.wait("turns", timedelta(milliseconds=200))
    await until(lambda: woken(here, there))
    assert (await here.take("x", 100, 10, 100))[0] == 100

    mortal_redis.kill()
    here.publish("inbox", {"while": "away"})
    here.wake("turns")
    granted, _ = await here.take("x", 100, 10, 100)
    assert granted == 25  # a safe local share
    await asyncio.wait_for(here.wait("turns", LONG), 1)  # this process still wakes itself

    mortal_redis.come_back()
    await until(lambda: woken(here, there))
    got = [await asyncio.wait_for(anext(live), 5)]
    while got[-1] != {"while": "away"}:
        got.append(await asyncio.wait_for(anext(live), 5))

    async def shared_again() -> bool:
        return (await here.take("y", 100, 0.001, 100))[0] == 100

    await until(shared_again)


async def test_a_lost_stream_is_told_to_listeners(mortal_two: Two, mortal_redis: MortalRedis) -> None:
    """A console must read the whole again when updates may have been missed."""
    here, there = mortal_two
    live = there.listen("inbox")
    await asyncio.sleep(0.1)
    here.publish("inbox", {"n": 1})
    assert await asyncio.wait_for(anext(live), 2) == {"n": 1}
    await asyncio.sleep(0.1)  # let the server's answer arrive: an unanswered update is told again
    mortal_redis.kill()
    mortal_redis.come_back()
    assert await asyncio.wait_for(anext(live), 5) == {"resync": True}


async def test_many_buckets_are_asked_in_one_round_trip(two: Two) -> None:
    """A hundred contacts' paces must not cost a hundred round trips, nor as many connections."""
    here, _ = two
    names = [uuid4().hex for _ in range(100)]
    before = int((await here._redis.info("stats"))["total_connections_received"])
    answers = await asyncio.gather(*(here.take(name, 2, 1.0, 1) for name in names))
    after = int((await here._redis.info("stats"))["total_connections_received"])
    assert answers == [(1, 0.0)] * 100
    assert after - before <= 1


async def test_a_server_that_forgot_the_script_is_taught_again(two: Two) -> None:
    here, _ = two
    name = uuid4().hex
    assert (await here.take(name, 1, 0.001, 2))[0] == 1
    await here._redis.script_flush()
    assert [(await here.take(name, 1, 0.001, 2))[0] for _ in range(2)] == [1, 0]
