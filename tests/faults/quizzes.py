"""Shoppers who take the six-question quiz of the benchmark, and what their phones must show afterwards."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from benchmarks.load import ANSWERS
from bot.storage.database import Database
from bot.whatsapp.emulator.inbound import Writing
from bot.whatsapp.emulator.poster import Answer
from tests.faults.processes import Processes

QUESTIONS = [
    "Which room is it for?",
    "Which style do you like?",
    "How large is it?",
    "And the colour?",
    "What is your budget?",
    "Anything else that we should know?",
    "Thank you: a calm green one for the kitchen, up to 50.",
]
PATIENCE = 90  # seconds for one answer, whatever dies on the way
OPEN = (
    "select (select count(*) from inbox_event where state <> 1) + "
    "(select count(*) from outbox where status in ('waiting', 'sending', 'unknown', 'failed', 'dropped'))"
)


@dataclass
class Shoppers:
    """Each writes the next message when the answer has come; each message is delivered one to five times."""

    world: Processes
    chance: random.Random
    numbers: "count[int]" = field(default_factory=count)
    served: list[str] = field(default_factory=list)
    answers: list[tuple[str, list[Answer]]] = field(default_factory=list)  # of the door, by message

    async def take_quizzes_until(self, is_enough: Callable[[], bool], at_once: int = 6) -> None:
        """So many shoppers at a time, at least one quiz each."""

        async def one_after_the_other() -> None:
            while True:
                await self.take_one(f"+1415555{next(self.numbers):04d}")
                if is_enough():
                    return

        await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))

    async def take_one(self, number: str) -> None:
        """One whole quiz. Raises TimeoutError when an answer does not come."""
        phone = self.world.emulator.phone(number).named("Amina")
        for place, text in enumerate(ANSWERS):
            await self.write(number, text)
            await phone.waits_for(place + 1, seconds=PATIENCE)
        self.served.append(number)

    async def write(self, number: str, text: str) -> list[Answer]:
        """One message, and how the door answered each copy."""
        writing = Writing(kind="text", text=text, copies=self.chance.randint(1, 5))
        message, answers = await self.world.emulator.write(number, writing)
        self.answers.append((message.sid, answers))
        return answers

    def heard_everything_once_and_in_order(self) -> None:
        """Raises AssertionError when anything is missing, doubled or out of order on a phone.

        The first answer greets by name, if the name came along with what was taken in after an outage.
        """
        for number in self.served:
            first, *others = self.world.emulator.texts_to(number)
            assert [first.rpartition("\n\n")[2], *others] == QUESTIONS

    async def every_promise_was_kept(self, database_url: str) -> None:
        """What the door answered with 2xx is on disk, for good. Raises AssertionError."""
        database = Database(database_url)
        async with database.read() as tx:
            kept = {row[0].rpartition(":")[2] for row in await tx.rows("select key from inbox_event")}
        await database.close()
        promised = {sid for sid, answers in self.answers if any(200 <= a.status < 300 for a in answers)}
        assert promised <= kept


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
