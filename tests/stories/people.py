"""Agents at work in a story's shop: what the console does, through the same functions."""

import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from bot.clock import ManualClock
from bot.handoff.ownership import release, take
from bot.handoff.say import say
from bot.handoff.stranded import list_stranded
from bot.outbox.content import Content
from bot.staff.agents import Agent
from bot.storage.columns import dump_json, to_micros
from bot.whatsapp.emulator.handset import Handset
from tests.stories.shop import ROOT, Shop, open_shop

ADD_AGENT = (
    "insert into agent (email, name, role, password_hash, totp_secret, totp_on, team_id, languages, skills, "
    "most_chats, is_away, language, settings, created_at) "
    "values ($1, $2, $3, '', '', 0, null, $4, $5, $6, $7, 'en', '{}', $8) returning id"
)


class People:
    """The agents of one shop. `now` is the shop's own."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    @property
    def now(self) -> int:
        return to_micros(self.shop.clock.now())

    async def hire(
        self,
        name: str,
        *,
        role: str = "agent",
        languages: Sequence[str] = (),
        skills: Sequence[str] = (),
        most_chats: int = 8,
        away: bool = False,
    ) -> Agent:
        """Somebody new, who is there."""
        told = (dump_json(list(languages)), dump_json(list(skills)), most_chats, int(away), self.now)
        async with self.shop.wiring.database.write() as tx:
            row = await tx.row(ADD_AGENT, f"{name.lower()}@mallo.example", name, role, *told)
        assert row is not None
        return Agent(int(row[0]), name, role, None, tuple(languages), tuple(skills))

    async def takes(self, agent: Agent, phone: Handset, **given: Any) -> None:
        """An agent takes a chat over."""
        async with self.shop.wiring.database.write() as tx:
            await take(tx, await self.contact(phone), agent, self.now, **given)

    async def says(self, agent: Agent, phone: Handset, text: str) -> int:
        """An agent writes; it goes out once it can be undone no more."""
        async with self.shop.wiring.database.write() as tx:
            return await say(tx, await self.contact(phone), agent, Content(text=text), f"{self.now}:{text}", self.now)

    async def releases(self, agent: Agent, phone: Handset, resume: str = "ask") -> None:
        """An agent gives the chat back to the bot."""
        async with self.shop.wiring.database.write() as tx:
            await release(tx, await self.contact(phone), agent, self.now, resume=resume)
        await self.shop.settles()

    async def contact(self, phone: Handset) -> int:
        """The id of whoever has this phone."""
        [(contact_id,)] = await self.shop.rows("select contact_id from handle where value = $1", phone.address)
        return int(contact_id)

    async def owner(self, phone: Handset) -> str:
        """Who has the chat."""
        contact_id = await self.contact(phone)
        [(owner,)] = await self.shop.rows("select owner from conversation where contact_id = $1", contact_id)
        return str(owner)

    async def stranded(self) -> list[tuple[object, ...]]:
        """Chats that nobody answers for: must be empty."""
        async with self.shop.wiring.database.read() as tx:
            return await list_stranded(tx)


async def with_rules(folder: Path, database_url: str, clock: ManualClock, rules: str) -> AsyncIterator[People]:
    """A shop whose file says `rules` under `[handoff]`."""
    written = (ROOT / "shop.toml").read_text("utf-8")
    text = re.sub(r"(?<=\[handoff\]\n).*?\n\n", f"{rules}\n\n", written, count=1, flags=re.DOTALL)
    assert rules in text
    (folder / "shop.toml").write_text(text, "utf-8")
    async with open_shop(database_url, clock, shop_file=str(folder / "shop.toml")) as shop:
        at_work = People(shop)
        yield at_work
        assert await at_work.stranded() == []
