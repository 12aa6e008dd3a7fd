"""`kill -9` while shoppers take a quiz: every answer comes once, in order, whatever dies (G2)."""

import asyncio
import random
from pathlib import Path

import pytest

from benchmarks.load import ANSWERS
from bot.migrations.upgrade import upgrade
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


async def take_quiz(world: Processes, number: int, chance: random.Random) -> list[str]:
    """Each message is delivered one to five times; the next is written when the answer has come."""
    phone = world.emulator.phone(f"+1415555{number:04d}").named("Amina")
    for place, text in enumerate(ANSWERS):
        await phone.says(text, copies=chance.randint(1, 5))
        await phone.waits_for(place + 1, seconds=90)
    return phone.hears


async def kill_now_and_then(world: Processes, names: dict[str, tuple[str, ...]], chance: random.Random) -> None:
    while True:
        await asyncio.sleep(chance.uniform(0.2, 1.2))
        name = chance.choice(list(names))
        await world.kill(name)
        await world.start(name, *names[name])


async def quizzes_survive(world: Processes, names: dict[str, tuple[str, ...]], seed: int) -> None:
    chance = random.Random(seed)
    for name, command in names.items():
        await world.start(name, *command)
    killer = asyncio.create_task(kill_now_and_then(world, names, chance))
    try:
        heard = await asyncio.gather(*(take_quiz(world, number, chance) for number in range(SHOPPERS)))
    finally:
        killer.cancel()
        await asyncio.gather(killer, return_exceptions=True)
    await asyncio.sleep(1)
    for texts in heard:
        assert texts == QUESTIONS


@pytest.mark.faults
async def test_one_process_on_sqlite_killed_again_and_again(tmp_path: Path) -> None:
    """G2, P1, P2: 0 lost, 0 doubled, 0 out of order, as seen on the phones."""
    url = f"sqlite:///{tmp_path}/shopclerk.db"
    await asyncio.to_thread(upgrade, url)
    async with processes(url, tmp_path) as world:
        await quizzes_survive(world, {"all": ("run", "--port", str(world.port))}, seed=1)


@pytest.mark.faults
@pytest.mark.servers
async def test_web_and_two_workers_on_postgresql_killed_again_and_again(postgres_url: str, tmp_path: Path) -> None:
    """G2, P4: the same with a web process and two workers on one database."""
    await asyncio.to_thread(upgrade, postgres_url)
    async with processes(postgres_url, tmp_path) as world:
        names = {"web": ("serve", "--port", str(world.port)), "work 1": ("work",), "work 2": ("work",)}
        await quizzes_survive(world, names, seed=2)
