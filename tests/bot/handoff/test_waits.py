"""Whoever waits goes on waiting until an answer has really gone out, on both databases."""

import pytest

from bot.handoff.ownership import assign, queue, return_all, take
from bot.handoff.refusals import TooLate
from bot.handoff.say import say, undo
from bot.handoff.waiting import escalate
from bot.outbox.content import Content
from bot.staff.agents import Agent
from bot.storage.database import Database
from bot.storage.transactions import Tx
from tests.bot.handoff.make import MINUTE, NOW, rows

pytestmark = pytest.mark.usefixtures("nobody_is_stranded")

WAIT = "select waiting_since, due_at, first_reply_at from handoff"
TIMER = "select due_at from timer where name = 'handoff:wait'"


async def asks(tx: Tx, contact_id: int, agent: Agent) -> None:
    """Somebody asked, and an agent has taken it a minute later."""
    await queue(tx, contact_id, "asked", "", NOW)
    await take(tx, contact_id, agent, NOW + MINUTE)


async def hears(tx: Tx, contact_id: int, at: int) -> None:
    """A message came that has had its turn."""
    await tx.run(
        "insert into inbox_event (key, kind, contact_id, sender, address, body, received_at, state, attempts, error) "
        "values ($1, 'message', $2, '', '', '{}', $3, 1, 0, '')",
        f"twilio:{at}",
        contact_id,
        at,
    )


async def test_who_takes_an_answer_back_owes_it_again(database: Database, amina: int, joon: Agent) -> None:
    """F2, P17: with the minutes from now on, and without a first reply that was never sent."""
    async with database.write() as tx:
        await asks(tx, amina, joon)
        entry = await say(tx, amina, joon, Content(text="Hi"), "k1", NOW + 2 * MINUTE)
        await undo(tx, entry, joon, NOW + 2 * MINUTE)
    assert await rows(database, WAIT) == [(NOW, NOW + 7 * MINUTE, None)]
    assert await rows(database, TIMER) == [(NOW + 7 * MINUTE,)]


async def test_another_answer_is_an_answer(database: Database, amina: int, joon: Agent) -> None:
    """Only the second of two messages is taken back: nobody waits; one that came after them is owed an answer."""
    async with database.write() as tx:
        await asks(tx, amina, joon)
        await say(tx, amina, joon, Content(text="Hi"), "k1", NOW + 2 * MINUTE)
        entry = await say(tx, amina, joon, Content(text="oops"), "k2", NOW + 2 * MINUTE)
        await undo(tx, entry, joon, NOW + 2 * MINUTE)
        assert [tuple(row) for row in await tx.rows(WAIT)] == [(None, None, NOW + 2 * MINUTE)]
        await hears(tx, amina, NOW + 3 * MINUTE)
        entry = await say(tx, amina, joon, Content(text="oops"), "k3", NOW + 4 * MINUTE)
        await undo(tx, entry, joon, NOW + 4 * MINUTE)
    assert await rows(database, WAIT) == [(NOW + 3 * MINUTE, NOW + 9 * MINUTE, NOW + 2 * MINUTE)]


async def test_a_long_message_is_taken_back_whole_or_not(database: Database, amina: int, joon: Agent) -> None:
    """Once its first part is on its way, the rest follows."""
    async with database.write() as tx:
        await asks(tx, amina, joon)
        entry = await say(tx, amina, joon, Content(text="word " * 1200), "k1", NOW)
        await tx.run("update outbox set status = 'sending', attempts = 1 where id = $1", entry)
        with pytest.raises(TooLate):
            await undo(tx, entry, joon, NOW)
    assert await rows(database, "select distinct status from outbox where attempts = 0") == [("waiting",)]


@pytest.mark.parametrize("how", ["taken", "returned"])
async def test_what_is_dropped_is_no_answer(
    database: Database, amina: int, joon: Agent, mina: Agent, how: str
) -> None:
    """P17: a colleague takes it, or the agent leaves, before the words have gone out."""
    async with database.write() as tx:
        await asks(tx, amina, joon)
        await say(tx, amina, joon, Content(text="Hi"), "k1", NOW + 2 * MINUTE)
        if how == "taken":
            await take(tx, amina, mina, NOW + 2 * MINUTE, force=True)
        else:
            await return_all(tx, joon.id, None, NOW + 2 * MINUTE)
    assert await rows(database, "select status from outbox") == [("dropped",)]
    assert await rows(database, WAIT) == [(NOW, NOW + 7 * MINUTE, None)]
    assert await rows(database, TIMER) == [(NOW + 7 * MINUTE,)]


@pytest.mark.parametrize("status", ["sending", "unknown"])
async def test_what_is_on_its_way_is_said_by_who_passes_it_on(
    database: Database, amina: int, joon: Agent, mina: Agent, status: str
) -> None:
    """Should it have to be sent once more, the gate lets it."""
    async with database.write() as tx:
        await asks(tx, amina, joon)
        await say(tx, amina, joon, Content(text="Mina will help you"), "k1", NOW, undo=False)
        await tx.run("update outbox set status = $1, due_at = $2", status, NOW + MINUTE)
        owned = await assign(tx, amina, mina, joon, NOW)
    assert await rows(database, "select epoch, due_at from outbox") == [(owned.epoch, NOW + MINUTE)]


async def test_who_takes_it_late_has_the_whole_time(database: Database, amina: int, joon: Agent) -> None:
    """P16: the timer of those who did nothing does not take it from whoever has just begun."""
    async with database.write() as tx:
        await queue(tx, amina, "asked", "", NOW)
        await escalate(tx, amina, NOW, NOW + 5 * MINUTE)
        await take(tx, amina, joon, NOW + 9 * MINUTE)
    assert await rows(database, TIMER) == [(NOW + 14 * MINUTE,)]
    assert await rows(database, "select waiting_since, due_at, escalated, breached_at from handoff") == [
        (NOW, NOW + 14 * MINUTE, 0, NOW + 5 * MINUTE)
    ]
