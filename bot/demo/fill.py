"""Fills a demo shop with conversations, once: rows as if they had been had here. Nothing of them is due."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.demo.chats import Chat, RenderDay, read_chats
from bot.demo.files import add_files, keep_files
from bot.demo.held import add_beside, add_canned, set_standing
from bot.demo.journeys import add_journeys
from bot.demo.people import meet
from bot.demo.said import ADD_ENTRIES, ADD_EVENTS, entry_rows, event_rows
from bot.inbox.queries import KEEP_FACT, find_fact
from bot.media.folder import MediaFolder
from bot.staff.demo import PEOPLE, demo_agent
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.storage.transactions import Row, Tx
from catalog.demo.edition import FACT as STOCK
from catalog.demo.edition import REMOVED

FILLED = "demo_chats"  # the fact: they are there, or were (whoever is erased does not come back)
CODES = (63016, 63024, 63049)  # why some messages of it have failed


@dataclass(frozen=True)
class Filler:
    """What a demo is filled with. `explain` gives the words for an error of the provider."""

    database: Database
    media: Path
    sender: str
    render_day: RenderDay
    explain: Callable[[int], str]

    async def fill(self, now: datetime) -> list[Chat]:
        """The conversations that were put in: none when that has been done, or the shop wants no demo."""
        async with self.database.read() as tx:
            if await find_fact(tx, FILLED) or await find_fact(tx, STOCK) == REMOVED:
                return []
        agents = {name: await self._agent(name, now) for name in PEOPLE}
        chats = read_chats(now, self.render_day)
        kept = await keep_files(MediaFolder(self.media), chats)
        async with self.database.write() as tx:
            if not await tx.run(KEEP_FACT, FILLED, "filled"):
                return []
            met = [(chat, known) for chat in chats if (known := await meet(tx, chat, self.sender)) is not None]
            await self._write(tx, met, agents, kept)
            await add_canned(tx, to_micros(now))
        return [chat for chat, _ in met]

    async def _agent(self, name: str, now: datetime) -> int:
        agent = await demo_agent(self.database, name, to_micros(now))
        return agent.id if agent else 0

    async def _write(
        self, tx: Tx, met: list[tuple[Chat, int]], agents: dict[str, int], kept: dict[str, tuple[str, int]]
    ) -> None:
        """In the order in which it happened, so that ids ascend with time."""
        reasons = {code: self.explain(code) for code in CODES}
        heard: list[Row] = []
        said: list[Row] = []
        for chat, contact_id in met:
            heard += event_rows(chat, contact_id, self.sender)
            said += entry_rows(chat, contact_id, self.sender, agents, reasons)
        await tx.insert(ADD_EVENTS, sorted(heard, key=lambda row: int(row[6])))
        await tx.insert(ADD_ENTRIES, sorted(said, key=lambda row: int(row[14])))
        for chat, contact_id in met:
            await set_standing(tx, chat, contact_id, self.sender, agents)
            await add_beside(tx, chat, contact_id, agents)
            await add_journeys(tx, chat, contact_id)
            await add_files(tx, chat, contact_id, kept)
