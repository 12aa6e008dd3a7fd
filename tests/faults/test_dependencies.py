"""Redis, connections and the whole database server go away in the middle of traffic, and come back (G2, E6)."""

import asyncio
import random

import asyncpg
import pytest

from tests.bot.coordination.conftest import MortalRedis
from tests.faults.conftest import MortalPostgres
from tests.faults.processes import Processes, processes
from tests.faults.quizzes import PATIENCE, QUESTIONS, Shoppers, nothing_stays_open

TERMINATE = (
    "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()"
)

pytestmark = [pytest.mark.faults, pytest.mark.servers]


async def open_many(world: Processes) -> None:
    """A web process and two workers."""
    await world.start("web", "serve", "--port", str(world.port))
    for number in (1, 2):
        await world.start(f"work {number}", "work")
    await world.are_working(2)


async def test_redis_may_go_and_come_back_in_the_middle(own_postgres: str, mortal_redis: MortalRedis) -> None:
    """E6: losing it costs speed alone; many workers on one database never double."""
    async with processes(own_postgres, SHOPCLERK_REDIS_URL=mortal_redis.url) as world:
        await open_many(world)
        shoppers, is_over = Shoppers(world, random.Random(4)), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(shoppers.take_quizzes_until(is_over.is_set, at_once=20))
            for _ in range(2):
                await asyncio.sleep(1)
                mortal_redis.kill()
                await asyncio.sleep(1)
                await asyncio.to_thread(mortal_redis.come_back)
            is_over.set()
        await nothing_stays_open(own_postgres)
        shoppers.heard_everything_once_and_in_order()
        await shoppers.every_promise_was_kept(own_postgres)


async def test_connections_that_are_cut_and_a_server_that_restarts_lose_nothing(
    mortal_postgres: MortalPostgres,
) -> None:
    """P2: no 2xx without durability; what the door could not keep is fetched; all resumes by itself."""
    server = mortal_postgres
    async with processes(server.url) as world:
        await open_many(world)
        shoppers, is_over = Shoppers(world, random.Random(5)), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(shoppers.take_quizzes_until(is_over.is_set))
            await cut_connections(server.url, times=8)
            await asyncio.to_thread(server.kill)
            answers = await shoppers.write("+14155559999", "open the bench quiz")
            assert {answer.status // 100 for answer in answers} == {5}
            await asyncio.to_thread(server.come_back)
            is_over.set()
        (first,) = await world.emulator.phone("+14155559999").waits_for(1, seconds=PATIENCE)
        assert first.shown.text.endswith(QUESTIONS[0])
        await nothing_stays_open(server.url)
        shoppers.heard_everything_once_and_in_order()
        await shoppers.every_promise_was_kept(server.url)


async def cut_connections(url: str, *, times: int) -> None:
    """All connections of this database, again and again."""
    connection = await asyncpg.connect(url)
    name = await connection.fetchval("select current_database()")
    for _ in range(times):
        await asyncio.sleep(0.4)
        await connection.fetchval(TERMINATE, name)
    await connection.close()
