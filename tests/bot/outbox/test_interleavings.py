"""Any order of workers, answers, callbacks, crashes and waits: each message once, in order, or reported."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import ManualClock
from bot.errors import TryAgain
from bot.outbox.updates import StatusUpdate
from bot.storage.database import Database
from tests.bot.outbox.office import BORA, Office
from tests.bot.outbox.scripted import ScriptedChannel
from tests.databases import make_tables

STEPS = (
    "says", "says to Bora", "sends", "sends elsewhere", "settles", "waits", "waits long", "both send",
    "swallow", "drop", "busy", "list fails", "list works", "dies before", "dies after", "status", "statuses twice",
)  # fmt: skip


class Story:
    """One run: steps by name, then a calm end in which everything must come right."""

    def __init__(self, office: Office, channel: ScriptedChannel, amina: int, bora: int) -> None:
        self.office, self.other, self.channel = office, office.another(), channel
        self.amina, self.bora = amina, bora
        self.said: list[str] = []
        self.steps: dict[str, Callable[[], Awaitable[object]]] = {
            "says": lambda: self.says("a"),
            "says to Bora": lambda: self.says("b"),
            "sends": office.sends,
            "sends elsewhere": self.other.sends,
            "settles": office.settles,
            "both send": lambda: asyncio.gather(office.sends(), self.other.sends()),
            "waits": lambda: self.waits(3),
            "waits long": lambda: self.waits(45),
            "swallow": lambda: self.fate("swallowed"),
            "drop": lambda: self.fate("dropped"),
            "busy": lambda: self.fate(TryAgain("busy")),
            "list fails": lambda: self.lists(fails=True),
            "list works": lambda: self.lists(fails=False),
            "dies before": lambda: self.dies(sends=False),
            "dies after": lambda: self.dies(sends=True),
            "status": lambda: self.status("delivered"),
            "statuses twice": lambda: asyncio.gather(self.status("sent"), self.status("sent")),
        }

    async def says(self, whom: str) -> None:
        text = f"{whom}{len(self.said)}"
        self.said.append(text)
        if whom == "a":
            await self.office.says(self.amina, text)
        else:
            await self.office.says(self.bora, text, BORA)

    async def waits(self, seconds: float) -> None:
        self.office.later(seconds=seconds)

    async def fate(self, fate: object) -> None:
        self.channel.fates.append(fate)  # type: ignore[arg-type]

    async def lists(self, *, fails: bool) -> None:
        self.channel.list_fails = fails

    async def dies(self, *, sends: bool) -> None:
        """A process is killed with what it has claimed, before or after the provider took it."""
        claims, _ = await self.other.dispatcher._claims.take(10, [])
        if sends:
            self.channel.fates.clear()
            for claim in claims:
                await self.channel.send(self.other.dispatcher._message(claim.entry))

    async def status(self, word: str) -> None:
        if self.channel.sent:
            sent = self.channel.sent[-1]
            at = self.office.clock.now()
            await self.office.statuses.take(StatusUpdate(self.channel.last_id, word, None, sent.reference, at))

    async def ends(self) -> None:
        self.channel.fates.clear()
        self.channel.list_fails = False
        for _ in range(80):
            self.office.later(seconds=15)
            await self.office.settles()
            await self.office.sends()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(STEPS), min_size=3, max_size=25))
def test_each_message_arrives_once_and_in_order_or_is_reported(steps: list[str]) -> None:
    """G2, P1, P15: sent once, or reported as unknown; never twice, never lost, never out of order."""
    asyncio.run(_run(steps))


async def _run(steps: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder)}/shopclerk.db"
        await make_tables(url)
        database, clock = Database(url), ManualClock(datetime(2026, 11, 22, 9, tzinfo=UTC))
        channel = ScriptedChannel(clock)
        office = Office(database, clock, channel)
        story = Story(office, channel, await office.meets(), await office.meets(BORA))
        for step in steps:
            await story.steps[step]()
        await story.ends()
        states = await office.entries("status, reason")
        await database.close()
    reported = {text for text, (status, _) in zip(story.said, states, strict=True) if status == "unknown"}  # type: ignore[misc]
    for whom in "ab":
        expected = [text for text in story.said if text[0] == whom]
        arrived = [text for text in channel.texts if text[0] == whom]
        assert len(arrived) == len(set(arrived)), "sent twice"
        assert [text for text in expected if text not in reported or text in arrived] == arrived
    assert {status for status, _ in states} <= {"accepted", "sent", "delivered", "unknown"}  # type: ignore[misc]
