"""The rules for handing over are those in the database: one source for every process."""

import asyncio

from bot.actions.shopfile.handoff import Handoff
from bot.handoff.plan import keep_plan
from tests.stories.people import People
from tests.stories.shop import Shop


async def test_a_late_answer_goes_by_the_rules_of_now(shop: Shop) -> None:
    """Another process has written down hours since: nobody is there, so nobody is late."""
    amina, database = shop.phone(), shop.wiring.database
    await People(shop).hire("Joon")
    await shop.walks(amina, "hi", "agent")
    await keep_plan(database, Handoff(special={}, hours={"mon": ""}))
    await shop.passes(minutes=5)
    assert await shop.rows("select escalated from handoff") == [(0,)]
    assert shop.wiring.turns.handoff.hours == {}, "this process began with other ones"


async def test_rules_that_hold_already_wait_for_no_writer(shop: Shop) -> None:
    """Most starts bring the same ones."""
    database = shop.wiring.database
    async with database.write():
        await asyncio.wait_for(keep_plan(database, shop.wiring.shop.handoff_plan), 10)
