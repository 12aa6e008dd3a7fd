"""A contact and two agents; and after every test nobody is stranded."""

from collections.abc import AsyncIterator

import pytest

from bot.handoff.stranded import list_stranded
from bot.staff.agents import Agent
from bot.storage.database import Database
from tests.bot.handoff.make import add_agent, add_contact


@pytest.fixture
async def amina(database: Database) -> int:
    return await add_contact(database)


@pytest.fixture
async def joon(database: Database) -> Agent:
    return await add_agent(database, "Joon")


@pytest.fixture
async def mina(database: Database) -> Agent:
    return await add_agent(database, "Mina")


@pytest.fixture
async def nobody_is_stranded(database: Database) -> AsyncIterator[None]:
    """P17: after such a test each conversation has somebody who answers for it, and a timer."""
    yield
    async with database.read() as tx:
        assert await list_stranded(tx) == []
