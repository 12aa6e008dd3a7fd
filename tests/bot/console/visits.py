"""Going to the console: browsers with their cookies, programs with their tokens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from bot.serving import first_link
from bot.staff.agents import Agent
from bot.staff.passwords import _hash
from bot.staff.queries import add_agent, find_agent
from bot.staff.signins import csrf_for_page, sign_in
from bot.storage.columns import to_micros
from tests.stories.shop import PUBLIC_URL, Shop

PASSWORD = "seven blue lanterns"
HASH = _hash(PASSWORD)
COOKIE = "__Host-shopclerk"


async def first_link_of(shop: Shop, *host: str) -> str:
    """What a start on `host` prints."""
    async with shop.wiring.database.write() as tx:
        return await first_link(tx, shop.wiring, *host)


class Visits:
    """Who comes to one shop's console."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    @property
    def now(self) -> int:
        return to_micros(self.shop.clock.now())

    async def hires(self, name: str = "Mina", role: str = "agent") -> Agent:
        """Somebody with an account and PASSWORD."""
        async with self.shop.wiring.database.write() as tx:
            made = await add_agent(tx, f"{name.lower()}@example.com", name, role, self.now, password_hash=HASH)
            assert made
            agent = await find_agent(tx, made)
            assert agent
            return agent

    @asynccontextmanager
    async def browser(
        self, agent: Agent | None = None, *, base: str = PUBLIC_URL, address: str = "203.0.113.7", **headers: str
    ) -> AsyncIterator[httpx.AsyncClient]:
        """A browser at the public address, or at `base`; signed in as somebody without going through the form."""
        transport = httpx.ASGITransport(self.shop.door.app, client=(address, 50000))  # type: ignore[arg-type]
        given = {"Sec-Fetch-Site": "same-origin", **headers}
        async with httpx.AsyncClient(transport=transport, base_url=base, headers=given) as client:
            if agent is not None:
                async with self.shop.wiring.database.write() as tx:
                    token = await sign_in(tx, agent.id, "a browser", self.now)
                client.cookies.set(COOKIE, token, domain="bot.example.com")
                client.headers["X-CSRF"] = csrf_for_page(token)
            yield client

    async def logs_in(self, client: httpx.AsyncClient, **given: Any) -> httpx.Response:
        """Fill in the form."""
        answer = await client.post("/api/login", json={"email": "mina@example.com", "password": PASSWORD, **given})
        if token := client.cookies.get(COOKIE):
            client.headers["X-CSRF"] = csrf_for_page(token)
        return answer
