"""`kill -9` while shoppers take a quiz: every answer comes once, in order, whatever dies (G2)."""

import asyncio
import random
from dataclasses import dataclass, field
from itertools import count

import pytest

from benchmarks.load import ANSWERS
from bot.storage.database import Database
from tests.bot.coordination.conftest import MortalRedis
from tests.faults.processes import Processes, processes

QUESTIONS = [
    "Which room is it for?",
    "Which style do you like?",
    "How large is it?",
    "And the colour?",
    "What is your budget?",
    "Anything else that we should know?",
    "Thank you: a calm green one for the kitchen, up to 50.",
]
SHOPPERS = 6
KILLS = 8
PATIENCE = 90  # seconds for one answer, whatever dies on the way
OPEN = (
    "select (select count(*) from inbox_event where state <> 1) + "
    "(select count(*) from outbox where status in ('waiting', 'sending', 'unknown', 'failed', 'dropped'))"
)

Commands = dict[str, tuple[str, ...]]


@dataclass
class Quizzes:
    """Shoppers who take quiz after quiz, and a hand that kills."""

    world: Processes
    commands: Commands
    chance: random.Random
    kills: int = 0
    numbers: "count[int]" = field(default_factory=count)

    async def take_some(self) -> list[str]:
        """One shopper after the other, until enough has been killed; their numbers."""
        numbers = []
        while self.kills < KILLS or not numbers:
            numbers.append(await self._take_one(f"+1415555{next(self.numbers):04d}"))
        return numbers

    async def _take_one(self, number: str) -> str:
        """Each message is delivered one to five times; the next is written when the answer has come."""
        phone = self.world.emulator.phone(number).named("Amina")
        for place, text in enumerate(ANSWERS):
            await phone.says(text, copies=self.chance.randint(1, 5))
            await phone.waits_for(place + 1, seconds=PATIENCE)
        return number

    async def kill_now_and_then(self) -> None:
        """At a moment when something is just happening, if anything happens at all."""
        while self.kills < KILLS:
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


async def quizzes_survive(world: Processes, database_url: str, commands: Commands, seed: int) -> None:
    """Whatever is killed: every phone shows every question once, in order, and nothing stays open."""
    quizzes = Quizzes(world, commands, random.Random(seed))
    world.emulator.faults.slow_next(0.03, times=1_000_000)
    for name, command in commands.items():
        await world.start(name, *command)
    async with asyncio.TaskGroup() as group:
        group.create_task(quizzes.kill_now_and_then())
        shoppers = [group.create_task(quizzes.take_some()) for _ in range(SHOPPERS)]
    await nothing_stays_open(database_url)
    for number in (number for shopper in shoppers for number in shopper.result()):
        assert without_greeting(world.emulator.texts_to(number)) == QUESTIONS


def without_greeting(texts: list[str]) -> list[str]:
    """The first answer greets by name, if the name came along with what was taken in after an outage."""
    return [texts[0].rpartition("\n\n")[2], *texts[1:]]


async def nothing_stays_open(database_url: str) -> None:
    """Everything that was heard has had its turn, everything that was said has gone out. Raises TimeoutError."""
    database = Database(database_url)
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                async with database.read() as tx:
                    row = await tx.row(OPEN)
                if row is not None and row[0] == 0:
                    return
                await asyncio.sleep(0.2)
    finally:
        await database.close()


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
        commands = {"web": ("serve", "--port", str(world.port)), "work 1": ("work",), "work 2": ("work",)}
        await quizzes_survive(world, own_postgres, commands, seed=2)


@pytest.mark.faults
@pytest.mark.servers
async def test_web_and_two_workers_with_redis_are_killed_again_and_again(
    own_postgres: str, mortal_redis: MortalRedis
) -> None:
    """G2, E6: Redis wakes and limits, and nothing hangs on it."""
    async with processes(own_postgres, SHOPCLERK_REDIS_URL=mortal_redis.url) as world:
        commands = {"web": ("serve", "--port", str(world.port)), "work 1": ("work",), "work 2": ("work",)}
        await quizzes_survive(world, own_postgres, commands, seed=3)
