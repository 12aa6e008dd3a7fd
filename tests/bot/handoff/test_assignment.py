"""Who gets a conversation, on both databases."""

from collections.abc import AsyncIterator

import pytest

from bot.actions.shopfile.handoff import Handoff
from bot.handoff.ownership import assign_waiting, find_owner, queue, release, return_all, take
from bot.handoff.plan import PLAN, keep_plan
from bot.handoff.queries import GET, TEAM_OF
from bot.handoff.stranded import list_stranded
from bot.inbox.queries import FIND_FACT
from bot.storage.database import Database
from tests.bot.handoff.make import NOW, Watched, add_agent, add_contact


@pytest.fixture(autouse=True)
async def _nobody_is_stranded(database: Database) -> AsyncIterator[None]:
    """P17: after every test here, each conversation has somebody who answers for it, and a timer."""
    yield
    async with database.read() as tx:
        assert await list_stranded(tx) == []


async def give_out(database: Database, count: int, reason: str = "asked") -> list[str]:
    """So many people ask for a person, one after the other: who has them."""
    owners = []
    for moment in range(count):
        contact_id = await add_contact(database)
        async with database.write() as tx:
            owners.append((await queue(tx, contact_id, reason, "", NOW + moment)).owner)
    return owners


async def test_without_assignment_everybody_waits_for_everybody(database: Database) -> None:
    """Agents take what they choose."""
    await add_agent(database, "Joon")
    assert await give_out(database, 2) == ["queue", "queue"]


async def test_the_least_loaded_gets_it(database: Database) -> None:
    """Whoever has fewer conversations, and never more than their most."""
    await keep_plan(database, Handoff(assign="least_load"))
    joon, mina = await add_agent(database, "Joon", most_chats=1), await add_agent(database, "Mina", most_chats=3)
    expected = [joon.owns_as, mina.owns_as, mina.owns_as, mina.owns_as, "queue"]
    assert await give_out(database, 5) == expected


async def test_the_skill_and_the_team_that_a_reason_takes(database: Database) -> None:
    """`skills` and `teams` of the shop's file; of a team, only its own agents."""
    await keep_plan(database, Handoff(assign="round_robin", skills={"angry": "calm"}, teams={"cart": "Sales"}))
    async with database.write() as tx:
        row = await tx.row("insert into team (name) values ('Sales') returning id")
        assert row is not None
    joon = await add_agent(database, "Joon")
    mina = await add_agent(database, "Mina", skills='["calm"]')
    sara = await add_agent(database, "Sara", team_id=row[0], most_chats=1)
    assert await give_out(database, 2, "angry") == [mina.owns_as, mina.owns_as]
    assert await give_out(database, 2, "cart") == [sara.owns_as, "queue"]
    assert await give_out(database, 1) == [joon.owns_as]


async def test_outside_the_hours_nobody_is_given_anything(database: Database) -> None:
    """They wait for the morning, with a timer."""
    await keep_plan(database, Handoff(assign="round_robin", hours={"mon": "09:00-09:01"}))
    await add_agent(database, "Joon")
    assert await give_out(database, 1) == ["queue"]


async def test_what_is_known_is_not_asked_again(database: Database) -> None:
    """The conversation is held, and rules and team are read, once in a transaction that gives it to somebody."""
    await keep_plan(database, Handoff(assign="round_robin", teams={"cart": "Sales"}))
    async with database.write() as tx:
        row = await tx.row("insert into team (name) values ('Sales') returning id")
    assert row is not None
    sara, contact_id = await add_agent(database, "Sara", team_id=row[0]), await add_contact(database)
    async with database.write() as tx:
        watched = Watched(tx)
        owned = await queue(watched, contact_id, "cart", "", NOW)
        once = {asked: watched.asked.count(asked) for asked in watched.asked if asked[0] in (GET, TEAM_OF, FIND_FACT)}
        assert owned == await find_owner(tx, contact_id)
    assert owned.owner == sara.owns_as
    assert once == {(GET, contact_id): 1, (TEAM_OF, "Sales"): 1, (FIND_FACT, PLAN): 1}


async def test_who_comes_back_gets_who_waits_longest(database: Database) -> None:
    """And who hands one back has room for the next."""
    await keep_plan(database, Handoff(assign="round_robin"))
    assert await give_out(database, 3) == ["queue"] * 3
    joon = await add_agent(database, "Joon", most_chats=2)
    async with database.write() as tx:
        assert await assign_waiting(tx, NOW) == 2
        held = [row[0] for row in await tx.rows("select contact_id from conversation where owner = $1", joon.owns_as)]
        assert held == [1, 2]
        await release(tx, held[0], joon, NOW)
        assert [row[0] for row in await tx.rows("select owner from conversation order by contact_id")] == [
            "bot",
            joon.owns_as,
            joon.owns_as,
        ]


async def test_who_leaves_leaves_nobody_behind(database: Database) -> None:
    """All that they had is in the queue again."""
    joon, contact_id = await add_agent(database, "Joon"), await add_contact(database)
    async with database.write() as tx:
        await take(tx, contact_id, joon, NOW)
        assert await return_all(tx, joon.id, None, NOW) == 1
        row = await tx.row("select owner, epoch from conversation")
    assert row is not None
    assert tuple(row) == ("queue", 2)
