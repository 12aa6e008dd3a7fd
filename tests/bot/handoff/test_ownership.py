"""Who has a conversation, on both databases: one owner at a time, and nothing is said by anybody else."""

import asyncio

import pytest

from bot.handoff.marks import add_note, end_snooze, mark_read, snooze, tag, unsnooze, untag
from bot.handoff.ownership import assign, queue, release, resolve, take
from bot.handoff.refusals import AlreadyTaken, NoSuchConversation, NotYours, TooLate, WindowShut
from bot.handoff.say import retry, say, undo
from bot.outbox.content import Content
from bot.staff.agents import Agent, Team
from bot.storage.database import Database
from tests.bot.handoff.make import HOUR, MINUTE, NOW, Watched, add_agent, rows, tell_bot

pytestmark = pytest.mark.usefixtures("nobody_is_stranded")


async def test_who_asks_for_a_person_waits_with_a_timer(database: Database, amina: int) -> None:
    """F2: five minutes by default; asking twice changes nothing but the priority."""
    async with database.write() as tx:
        owned = await queue(tx, amina, "asked", "a human please", NOW)
        again = await queue(tx, amina, "vip", "", NOW + 1, priority=2)
    assert (owned.owner, owned.epoch) == ("queue", 1) == (again.owner, again.epoch)
    assert await rows(database, "select reason, words, priority, due_at from handoff") == [
        ("asked", "a human please", 2, NOW + 5 * MINUTE)
    ]
    assert await rows(database, "select name, due_at from timer") == [("handoff:wait", NOW + 5 * MINUTE)]
    assert await rows(database, "select what from live_event order by id") == [("owner,status",)]


async def test_the_bot_is_silent_from_the_takeover_on(database: Database, amina: int, joon: Agent) -> None:
    """P16: what it had written and not sent is dropped in the takeover's own transaction."""
    await tell_bot(database, amina)
    async with database.write() as tx:
        await take(tx, amina, joon, NOW)
    assert await rows(database, "select status, reason from outbox") == [
        ("dropped", "the conversation has changed hands since it was written")
    ]


async def test_a_second_take_asks_first(database: Database, amina: int, joon: Agent, mina: Agent) -> None:
    """P39: it names who has it; only who insists on the newest epoch gets it."""
    async with database.write() as tx:
        mine = await take(tx, amina, joon, NOW, epoch=0)
        assert await take(tx, amina, joon, NOW, epoch=0) == mine  # a click that came twice
        with pytest.raises(AlreadyTaken) as refused:
            await take(tx, amina, mina, NOW, epoch=0)
        assert (refused.value.owner_name, refused.value.epoch) == ("Joon", 1)
        with pytest.raises(AlreadyTaken):
            await take(tx, amina, mina, NOW, epoch=1)
        with pytest.raises(AlreadyTaken):
            await take(tx, amina, mina, NOW, epoch=0, force=True)
        assert (await take(tx, amina, mina, NOW, epoch=1, force=True)).owner == mina.owns_as


async def test_of_many_who_take_at_once_one_has_it(database: Database, amina: int) -> None:
    """P39: at most one owner, whoever is quickest."""
    agents = [await add_agent(database, f"Agent{n}") for n in range(5)]
    async with database.write() as tx:
        await queue(tx, amina, "asked", "", NOW)

    async def try_to(agent: Agent) -> str:
        try:
            async with database.write() as tx:
                return (await take(tx, amina, agent, NOW, epoch=1)).owner
        except AlreadyTaken:
            return ""

    got = [owner for owner in await asyncio.gather(*map(try_to, agents)) if owner]
    assert len(got) == 1
    assert await rows(database, "select owner, epoch from conversation") == [(got[0], 2)]


async def test_only_who_has_it_may_write(database: Database, amina: int, joon: Agent, mina: Agent) -> None:
    """P39, P7: and only within the window."""
    async with database.write() as tx:
        with pytest.raises(NotYours):
            await say(tx, amina, joon, Content(text="Hi"), "k1", NOW)
        await take(tx, amina, joon, NOW)
        with pytest.raises(NotYours):
            await say(tx, amina, mina, Content(text="Hi"), "k1", NOW)
        with pytest.raises(WindowShut):
            await say(tx, amina, joon, Content(text="Hi"), "k1", NOW + 24 * HOUR)
        entry = await say(tx, amina, joon, Content(text="Hi"), "k1", NOW)
        assert await say(tx, amina, joon, Content(text="Hi"), "k1", NOW) == entry
    assert await rows(database, "select key, kind, epoch, agent_id, due_at from outbox") == [
        (f"agent:{joon.id}:k1", "agent", 1, joon.id, NOW + 5_000_000)
    ]
    assert await rows(database, "select touched_at from conversation") == [(NOW,)]


async def test_an_answer_ends_the_wait(database: Database, amina: int, joon: Agent) -> None:
    """F2: its timer is gone, and the one that brings the bot back begins."""
    async with database.write() as tx:
        await queue(tx, amina, "asked", "", NOW)
        await take(tx, amina, joon, NOW + MINUTE)
        await say(tx, amina, joon, Content(text="Hi"), "k1", NOW + 2 * MINUTE)
    assert await rows(database, "select name, due_at from timer") == [("handoff:idle", NOW + 2 * MINUTE + 4 * HOUR)]
    assert await rows(database, "select first_reply_at, waiting_since, due_at from handoff") == [
        (NOW + 2 * MINUTE, None, None)
    ]


async def test_what_was_sent_too_early_can_be_taken_back(database: Database, amina: int, joon: Agent) -> None:
    """All parts of a long message; not once it is on its way."""
    async with database.write() as tx:
        await take(tx, amina, joon, NOW)
        entry = await say(tx, amina, joon, Content(text="word " * 1200), "k1", NOW)
        await undo(tx, entry, joon, NOW)
        assert {row[0] for row in await tx.rows("select status from outbox")} == {"dropped"}
        with pytest.raises(TooLate):
            await undo(tx, entry, joon, NOW)


async def test_what_failed_is_sent_anew_once(database: Database, amina: int, joon: Agent) -> None:
    """Console 15: a new message at the provider, not another icon."""
    async with database.write() as tx:
        await take(tx, amina, joon, NOW)
        entry = await say(tx, amina, joon, Content(text="Hi"), "k1", NOW, undo=False)
        with pytest.raises(TooLate):
            await retry(tx, entry, joon, NOW)
        await tx.run("update outbox set status = 'failed', provider_id = 'SM1', attempts = 1 where id = $1", entry)
        again = await retry(tx, entry, joon, NOW)
        assert await retry(tx, entry, joon, NOW) == again != entry
        assert [tuple(row) for row in await tx.rows("select status, provider_id from outbox order by id")] == [
            ("failed", "SM1"),
            ("waiting", ""),
        ]


async def test_whoever_passes_it_on_is_heard_to_the_end(
    database: Database, amina: int, joon: Agent, mina: Agent
) -> None:
    """The last words before a hand-over go out; those of somebody from whom it was taken do not."""
    async with database.write() as tx:
        await take(tx, amina, joon, NOW)
        await say(tx, amina, joon, Content(text="Mina will help you."), "k1", NOW)
        await assign(tx, amina, mina, joon, NOW)
        await say(tx, amina, mina, Content(text="Hi, I am Mina."), "k1", NOW)
        await take(tx, amina, joon, NOW, force=True)
        found = await tx.rows("select agent_id, status, epoch, due_at from outbox order by id")
    assert [tuple(row) for row in found] == [
        (joon.id, "waiting", 3, NOW),
        (mina.id, "dropped", 2, NOW + 5_000_000),
    ]


async def test_the_bot_learns_what_was_said_meanwhile(database: Database, amina: int, joon: Agent) -> None:
    """G6: and what becomes of the flow that was open; its turn is in the inbox once."""
    async with database.write() as tx:
        await take(tx, amina, joon, NOW)
        await tx.run(
            "insert into inbox_event (key, kind, contact_id, sender, address, body, received_at, state, attempts, "
            "error) values ('twilio:SM1', 'message', $1, '', '', $2, $3, 1, 0, '')",
            amina,
            '{"kind":"text","text":"Is it in blue?"}',
            NOW + 1,
        )
        await say(tx, amina, joon, Content(text="Yes, it is."), "k1", NOW + 2)
        await release(tx, amina, joon, NOW + 3, resume="restart")
        assert (await release(tx, amina, joon, NOW + 4)).owner == "bot"
        [[body]] = await tx.rows("select body from inbox_event where kind = 'released'")
    assert '"resume":"restart"' in body
    assert body.index("Is it in blue?") < body.index("Yes, it is.")
    assert await rows(database, "select count(*) from timer") == [(0,)]


async def test_settled_is_settled(database: Database, amina: int, joon: Agent) -> None:
    """Resolve ends the handoff and says by whom."""
    async with database.write() as tx:
        await take(tx, amina, joon, NOW)
        await resolve(tx, amina, joon, NOW)
        assert (await queue(tx, amina, "asked", "", NOW + 1)).epoch == 3
    assert await rows(database, "select outcome, closed_by from handoff order by id") == [
        ("resolved", joon.owns_as),
        ("", ""),
    ]


async def test_a_team_has_a_queue(database: Database, amina: int, joon: Agent) -> None:
    """Passing on to a team puts it back to the waiting ones."""
    async with database.write() as tx:
        await take(tx, amina, joon, NOW)
        assert (await assign(tx, amina, Team(7, "Returns"), joon, NOW)).owner == "queue"
    assert await rows(database, "select team_id, agent_id from handoff") == [(7, None)]


async def test_notes_tags_sleep_and_marks_are_written_beside_it(database: Database, amina: int, joon: Agent) -> None:
    """Nothing of it reaches the contact."""
    async with database.write() as tx:
        note = await add_note(tx, amina, joon, "Ask for the receipt", NOW, mentions=[joon.id])
        await tag(tx, amina, "refund", joon, NOW)
        await tag(tx, amina, "refund", joon, NOW)
        await snooze(tx, amina, NOW + HOUR, joon, NOW)
        await unsnooze(tx, amina, joon, NOW)
        await untag(tx, amina, "refund", joon, NOW)
        await mark_read(tx, amina, joon, NOW)
    assert await rows(database, "select id, text from note") == [(note, "Ask for the receipt")]
    assert await rows(database, "select what from thread_line order by id") == [
        ("tagged",),
        ("snoozed",),
        ("unsnoozed",),
        ("untagged",),
    ]
    assert await rows(database, "select count(*) from outbox") == [(0,)]


async def test_only_who_sleeps_has_a_timer_to_end(database: Database, amina: int, joon: Agent) -> None:
    """Every message while people have the conversation asks whether it sleeps; most do not."""
    async with database.write() as tx:
        await end_snooze(watched := Watched(tx), amina, joon, NOW)
        assert len(watched.asked) == 1
        await snooze(tx, amina, NOW + HOUR, joon, NOW)
        await unsnooze(tx, amina, joon, NOW)
    assert await rows(database, "select name from timer") == []


async def test_who_is_not_there_cannot_be_taken_over(database: Database, joon: Agent) -> None:
    """A number that was never given."""
    async with database.write() as tx:
        with pytest.raises(NoSuchConversation):
            await take(tx, 999, joon, NOW)
