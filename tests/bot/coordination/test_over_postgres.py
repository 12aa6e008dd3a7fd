"""Two processes that share a PostgreSQL and have no Redis."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.coordination.over_postgres import LONGEST, PostgresCoordinator, _payloads
from bot.storage.postgres import PostgresStore

pytestmark = pytest.mark.servers

LONG = timedelta(seconds=10)
Two = tuple[PostgresCoordinator, PostgresCoordinator]


@pytest.fixture
async def two(postgres_url: str) -> AsyncIterator[Two]:
    pair = PostgresCoordinator(PostgresStore(postgres_url)), PostgresCoordinator(PostgresStore(postgres_url))
    for one in pair:
        await one.wait("ready", LONG)  # everybody is woken once when the others can first be heard
    yield pair
    for one in pair:
        await one.close()


async def test_wake_ups_and_updates_cross_processes(two: Two) -> None:
    here, there = two
    updates = there.listen("news")
    waiting = asyncio.create_task(there.wait("live", LONG))
    here.publish("news", {"n": 1, "name": "준"})
    here.wake("live")
    await asyncio.wait_for(waiting, 1)
    assert await asyncio.wait_for(anext(updates), 1) == {"n": 1, "name": "준"}


async def test_what_was_said_just_before_closing_is_heard(two: Two) -> None:
    """A command such as `shopclerk release` wakes the workers and ends."""
    here, there = two
    waiting = asyncio.create_task(there.wait("turns", LONG))
    here.wake("turns")
    await here.close()
    await asyncio.wait_for(waiting, 1)


async def test_a_lost_connection_is_taken_up_again(two: Two, postgres_url: str) -> None:
    """Whoever waits is woken to look, whoever listens is told to look again, and then all is as before."""
    here, there = two
    updates = there.listen("news")
    waiting = asyncio.create_task(there.wait("turns", LONG))
    connection = await PostgresStore(postgres_url).connect()
    killed = await connection.fetch(
        "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() "
        "and (query ilike 'listen%' or query like 'select pg_notify%')"
    )
    await connection.close()
    assert killed
    await asyncio.wait_for(waiting, 5)
    assert await asyncio.wait_for(anext(updates), 5) == {"resync": True}
    waiting = asyncio.create_task(there.wait("live", LONG))
    for _ in range(50):  # the other one may still be on its way back
        here.wake("live")
        if (await asyncio.wait([waiting], timeout=0.1))[0]:
            break
    await asyncio.wait_for(waiting, 1)


def test_much_is_said_in_pieces_that_fit() -> None:
    updates = [f'["news",{{"n":{n}}}]' for n in range(1_000)]
    texts = _payloads("me", ["live"], [*updates, f'["news","{"x" * LONGEST}"]'])
    assert all(len(text) <= LONGEST for text in texts)
    assert sum(text.count("news") for text in texts) == 1_000
    assert _payloads("me", [], []) == []
