"""`kill -9` while shoppers take a quiz: every answer comes once, in order, whatever dies (G2)."""

import asyncio
import os
import random

import pytest

from tests.bot.coordination.conftest import MortalRedis
from tests.faults.processes import Processes, processes
from tests.faults.quizzes import Shoppers, nothing_stays_open

KILLS = int(os.environ.get("SHOPCLERK_TEST_KILLS", "4"))  # of each test; a long run takes dozens

Commands = dict[str, tuple[str, ...]]


class Killer:
    """Kills one process after the other, at a moment when something is just happening, and starts it again."""

    def __init__(self, world: Processes, commands: Commands, chance: random.Random) -> None:
        self.world, self.commands, self.chance = world, commands, chance
        self.kills = 0

    async def works(self) -> None:
        while not self.is_content():
            for _ in range(self.chance.randint(1, 25)):
                try:
                    await asyncio.wait_for(self.world.emulator.store.changes(), 0.5)
                except TimeoutError:
                    break
            await asyncio.sleep(self.chance.uniform(0, 0.05))
            name = self.chance.choice(list(self.commands))
            await self.world.kill(name)
            self.kills += 1
            await self.world.start(name, *self.commands[name])

    def is_content(self) -> bool:
        return self.kills >= KILLS


async def quizzes_survive(world: Processes, database_url: str, commands: Commands, seed: int) -> None:
    """Whatever is killed: every phone shows every question once, in order, and nothing stays open."""
    chance = random.Random(seed)
    shoppers, killer = Shoppers(world, chance), Killer(world, commands, chance)
    world.emulator.faults.slow_next(0.03, times=1_000_000)
    for name, command in commands.items():
        await world.start(name, *command)
    async with asyncio.TaskGroup() as group:
        group.create_task(killer.works())
        group.create_task(shoppers.take_quizzes_until(killer.is_content))
    await nothing_stays_open(database_url)
    shoppers.heard_everything_once_and_in_order()
    await shoppers.every_promise_was_kept(database_url)


def on_many(world: Processes) -> Commands:
    """A web process and two workers."""
    return {"web": ("serve", "--port", str(world.port)), "work 1": ("work",), "work 2": ("work",)}


@pytest.mark.faults
async def test_one_process_on_sqlite_is_killed_again_and_again(own_sqlite: str) -> None:
    """G2, P1, P2: 0 lost, 0 doubled, 0 out of order, as seen on the phones."""
    async with processes(own_sqlite) as world:
        await quizzes_survive(world, own_sqlite, {"all": ("run", "--port", str(world.port))}, seed=1)


@pytest.mark.faults
@pytest.mark.servers
async def test_web_and_two_workers_on_postgresql_are_killed_again_and_again(own_postgres: str) -> None:
    """G2, P4: the same with a web process and two workers on one database."""
    async with processes(own_postgres) as world:
        await quizzes_survive(world, own_postgres, on_many(world), seed=2)


@pytest.mark.faults
@pytest.mark.servers
async def test_web_and_two_workers_with_redis_are_killed_again_and_again(
    own_postgres: str, mortal_redis: MortalRedis
) -> None:
    """G2, E6: Redis wakes and limits, and nothing hangs on it."""
    async with processes(own_postgres, SHOPCLERK_REDIS_URL=mortal_redis.url) as world:
        await quizzes_survive(world, own_postgres, on_many(world), seed=3)
