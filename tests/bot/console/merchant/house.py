"""A shop with people in it, and who works there: pages and JSON as a browser asks for them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from bot.staff.agents import Agent
from bot.staff.queries import add_agent, find_agent
from bot.staff.signins import csrf_for_page, sign_in
from bot.storage.columns import to_micros
from tests.stories.shop import PUBLIC_URL, Shop


class House:
    """One shop and the browsers of its people."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    async def hires(self, name: str = "Mina", role: str = "lead", language: str = "en") -> Agent:
        """Somebody who may come in."""
        now = to_micros(self.shop.clock.now())
        async with self.shop.wiring.database.write() as tx:
            made = await add_agent(tx, f"{name.lower()}@example.com", name, role, now)
            await tx.run("update agent set language = $2 where id = $1", made, language)
            agent = await find_agent(tx, made or 0)
        assert agent
        return agent

    async def signs_in(self, agent: Agent) -> str:
        """A token for a cookie."""
        async with self.shop.wiring.database.write() as tx:
            return await sign_in(tx, agent.id, "a browser", to_micros(self.shop.clock.now()))

    @asynccontextmanager
    async def browser(self, agent: Agent) -> AsyncIterator[httpx.AsyncClient]:
        """Signed in, at the public address."""
        token = await self.signs_in(agent)
        transport = httpx.ASGITransport(self.shop.door)
        headers = {"Sec-Fetch-Site": "same-origin", "X-CSRF": csrf_for_page(token)}
        async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL, headers=headers) as client:
            client.cookies.set("__Host-shopclerk", token)
            yield client

    async def is_busy(self, people: int = 4, first: int = 0) -> None:
        """A few people in the middle of the skin quiz, one at each of its questions and more."""
        words = ("skin quiz", "tight", "often", "dullness")
        for number in range(first, first + people):
            phone = self.shop.phone(f"+1415555{1000 + number}", f"Guest {number}")
            await self.shop.walks(phone, *words[: 1 + number % len(words)])
