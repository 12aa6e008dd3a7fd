"""Who is stranded is found."""

import pytest

from bot.handoff.ownership import return_all, take
from bot.handoff.stranded import list_stranded
from bot.staff.agents import Agent
from bot.storage.database import Database
from tests.bot.handoff.make import NOW


@pytest.mark.parametrize("how", ["disabled_at = 1", "role = 'viewer'"])
async def test_who_may_not_answer_has_no_conversation(database: Database, amina: int, joon: Agent, how: str) -> None:
    """P17: an agent who was shut out or may only look; back in the queue it is well again."""
    async with database.write() as tx:
        await take(tx, amina, joon, NOW)
        assert await list_stranded(tx) == []
        await tx.run(f"update agent set {how}")
        assert await list_stranded(tx) == [(amina, joon.owns_as, "nobody like that who may answer")]
        assert await return_all(tx, joon.id, None, NOW) == 1
        assert await list_stranded(tx) == []
