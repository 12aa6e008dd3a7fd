"""Somebody who works at the inbox, with a browser."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.clock import ManualClock
from bot.staff.agents import Agent
from tests.bot.console.visits import Visits
from tests.stories.shop import Shop, open_shop


@dataclass
class Desk:
    """Mina at her desk: every answer is checked, and comes as JSON."""

    visits: Visits
    mina: Agent
    browser: httpx.AsyncClient

    @property
    def shop(self) -> Shop:
        return self.visits.shop

    async def get(self, path: str, **query: Any) -> Any:
        answer = await self.browser.get(f"/api/{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, **body: Any) -> Any:
        answer = await self.browser.post(f"/api/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def refused(self, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
        """The status and the error."""
        answer = await self.browser.post(f"/api/{path}", json=body)
        assert answer.status_code >= 400, answer.text
        error: dict[str, Any] = answer.json()["error"]
        return answer.status_code, error

    async def has(self, *words: str, address: str = "+14155550101", name: str = "Amina") -> int:
        """A conversation that Mina has taken; its id."""
        phone = self.shop.phone(address, name)
        await self.shop.walks(phone, *(words or ("hi",)), "agent")
        [(contact_id,)] = await self.shop.rows("select contact_id from handle where value = $1", address)
        await self.post(f"conversations/{contact_id}/take", force=True)
        return int(contact_id)

    async def items(self, contact_id: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.get(f"conversations/{contact_id}"))["items"]
        return found


@pytest.fixture
async def desk(database_url: str, clock: ManualClock, tmp_path: Path) -> AsyncIterator[Desk]:
    """An agent in a shop with a folder of files of its own."""
    async with open_shop(database_url, clock, media_dir=str(tmp_path / "media")) as shop:
        visits = Visits(shop)
        mina = await visits.hires("Mina", "admin")
        async with visits.browser(mina) as browser:
            yield Desk(visits, mina, browser)
