"""A turn is all or nothing, once, in order; one that cannot be done is set aside and nobody waits for it."""

import asyncio
from dataclasses import replace

import pytest

from bot.desk.events import show_events
from bot.desk.handoffs import release_contact
from bot.errors import Stale
from bot.inbox.queries import claim_contacts, read_claims
from bot.turns.claims import Claim
from bot.turns.commits import Commits
from bot.turns.compute import compute
from bot.turns.failures import PAUSES, put_off_or_aside
from bot.turns.holding import HOLDING
from tests.stories.people import People
from tests.stories.shop import Shop


async def test_messages_sent_quickly_are_each_answered_once_and_in_order(shop: Shop) -> None:
    """P4: nothing is refused, nothing is merged, nothing is done twice."""
    amina = shop.phone()
    await asyncio.gather(*(amina.says(text) for text in ["poke the bear", "menu", "poke the bear"]))
    await shop.settles()
    assert [("poked" in text) for text in amina.hears] == [True, False, True]
    assert len(await shop.rows("select key from lead where flow = 'poke'")) == 2


async def test_many_contacts_share_a_commit_and_each_gets_an_answer(shop: Shop) -> None:
    phones = [shop.phone(f"+1415555{n:04d}") for n in range(100)]
    await asyncio.gather(*(phone.says("poke the bear") for phone in phones))
    await shop.settles()
    assert [[text.count("poked") for text in phone.hears] for phone in phones] == [[1]] * 100


async def test_a_failing_turn_is_retried_then_set_aside_with_an_apology(shop: Shop) -> None:
    """P42: told after some seconds that it takes longer; at the end an apology, as there is no agent here."""
    amina = shop.phone()
    await amina.says("grab the moon")
    await shop.settles()
    assert amina.hears == []
    assert await shop.rows("select state, attempts from inbox_event") == [(0, 1)]
    for seconds in (1, 4, 15, 60):
        await shop.passes(seconds=seconds)
    failed = await shop.rows("select id, attempts, error from inbox_event where state = 2")
    assert len(failed) == 1
    assert failed[0][1] == 5
    assert "reach_for_the_moon" in failed[0][2]
    assert len(amina.hears) == 2
    assert "One moment" in amina.hears[0], "P42: whoever waits is told so"
    assert "sorry" in amina.hears[1].lower(), amina.hears


@pytest.mark.parametrize("words", ["leave the building", "drop the ball"])
async def test_an_action_that_exits_or_is_cancelled_fails_its_turn_and_nothing_else(shop: Shop, words: str) -> None:
    """An own action may call `sys.exit`, or wait for something that was cancelled: the shop stays open."""
    amina, bo = shop.phone(), shop.phone("+14155550102", "Bo")
    await amina.says(words)
    await shop.settles()
    assert "poked" in (await shop.hears(bo, "poke the bear"))[0]
    for seconds in (1, 4, 15, 60):
        await shop.passes(seconds=seconds)
    assert "sorry" in amina.hears[-1].lower()
    assert len(await shop.rows("select id from inbox_event where state = 2")) <= 1


async def test_what_waits_behind_a_slow_turn_is_looked_for_as_soon_as_it_ends(shop: Shop) -> None:
    amina = shop.phone()
    await amina.says("drop the ball")
    worker = shop.wiring.worker
    assert await worker.work_once()
    assert worker._busy, "the action takes longer than an ordinary group of turns"
    while worker._busy:
        assert await worker.work_once()


async def test_later_messages_wait_while_it_is_retried_and_no_longer(shop: Shop) -> None:
    amina = shop.phone()
    await amina.says("grab the moon")
    await amina.says("poke the bear")
    await shop.settles()
    assert amina.hears == [], "the later message may not overtake"
    for seconds in (1, 4, 15, 60):
        await shop.passes(seconds=seconds)
    assert [text for text in amina.hears if "poked" in text]


async def test_other_contacts_do_not_wait_for_a_failing_one(shop: Shop) -> None:
    amina, bo = shop.phone(), shop.phone("+14155550102", "Bo")
    await amina.says("grab the moon")
    assert "poked" in (await shop.hears(bo, "poke the bear"))[0]


async def test_a_turn_whose_conversation_has_moved_on_is_stale_and_leaves_nothing(shop: Shop) -> None:
    amina = shop.phone()
    await shop.hears(amina, "hi")
    await amina.says("poke the bear")
    parts = shop.wiring.worker._parts
    async with parts.database.read() as tx:
        waiting = await claim_contacts(tx, 0, 10)
        claims = [Claim.from_row(row) for row in await read_claims(tx, [waiting[0][1]], shop.clock.now())]
    turn = await compute(claims[0], parts)
    await shop.settles()
    assert amina.hears[-1] == "poked"
    commits = Commits(parts.database, parts.coordinator, parts.clock)
    assert isinstance((await asyncio.gather(commits.add(turn), return_exceptions=True))[0], Stale)
    assert len(await shop.rows("select key from lead where flow = 'poke'")) == 1
    assert len(await shop.rows("select id from outbox")) == 2


async def test_a_set_aside_event_can_be_given_another_turn(shop: Shop) -> None:
    amina = shop.phone()
    await amina.says("grab the moon")
    for seconds in (0, 1, 4, 15, 60):
        await shop.passes(seconds=seconds)
    [(event_id,)] = await shop.rows("select id from inbox_event where state = 2")
    await show_events(shop.wiring.settings, failed=False, retry=event_id, limit=10)
    assert await shop.rows("select state, attempts from inbox_event where id = $1", event_id) == [(0, 0)]


async def test_the_bot_is_silent_after_a_handoff_until_it_is_released(shop: Shop) -> None:
    """P16: whatever is written meanwhile."""
    amina = shop.phone()
    await shop.hears(amina, "agent")
    for text in ("hello?", "poke the bear", "menu"):
        assert await shop.hears(amina, text) == []
    await release_contact(shop.wiring.settings, "+14155550101")
    await shop.settles()
    assert await shop.hears(amina, "poke the bear") == ["poked"]


async def test_two_bots_do_not_answer_each_other_for_ever(shop: Shop) -> None:
    """P38: after a flood of texts the bot says so once, is silent, and comes back after a quiet minute."""
    robot = shop.phone()
    for _ in range(40):
        await robot.says("poke the bear")
    await shop.settles()
    assert sum("poked" in text for text in robot.hears) == 20
    assert len(robot.hears) == 21
    await shop.passes(minutes=2)
    assert await shop.hears(robot, "poke the bear") == ["poked"]


async def test_a_failure_that_comes_too_late_undoes_nothing(shop: Shop) -> None:
    """Another process has handled the event meanwhile: no apology, no pause, and it stays done."""
    amina = shop.phone()
    await amina.says("poke the bear")
    parts = shop.wiring.worker._parts
    async with parts.database.read() as tx:
        waiting = await claim_contacts(tx, 0, 10)
        [late] = [Claim.from_row(row) for row in await read_claims(tx, [waiting[0][1]], shop.clock.now())]
    await shop.settles()
    for attempts in (0, len(PAUSES)):
        await put_off_or_aside(parts.database, parts.clock, replace(late, attempts=attempts), RuntimeError("late"))
    await shop.settles()
    assert [text for text in amina.hears if "poked" not in text] == []
    assert await shop.rows("select state, attempts from inbox_event") == [(1, 0)]
    assert await shop.rows("select hold_until from conversation") == [(None,)]


async def test_what_the_bot_cannot_handle_goes_to_people(shop: Shop) -> None:
    """P42: with agents there, a message that fails for good is theirs, with her words; nothing is lost in between."""
    people, amina = People(shop), shop.phone()
    await people.hire("Joon")
    await amina.says("grab the moon")
    for seconds in (0, 1, 4, 15, 60):
        await shop.passes(seconds=seconds)
    assert "One moment" in amina.hears[0]
    assert "colleague will look at your message" in amina.hears[1]
    assert await shop.rows("select reason, words, priority from handoff") == [("failed", "grab the moon", 1)]
    assert await people.owner(amina) == "queue"
    assert await shop.hears(amina, "poke the bear") == [], "a person has it"
    assert await people.stranded() == []


async def test_a_timer_of_the_wait_outlives_its_failing_turn(shop: Shop) -> None:
    """P17: it rings again a minute later, as a journey's would."""
    amina = shop.phone()
    await shop.hears(amina, "agent")
    parts = shop.wiring.worker._parts
    await shop.passes_alone(minutes=5)
    await shop.wiring.timers.move_due()
    async with parts.database.read() as tx:
        waiting = await claim_contacts(tx, 0, 10)
        [row] = await read_claims(tx, [waiting[0][1]], shop.clock.now())
    claim = replace(Claim.from_row(row), attempts=4)
    await put_off_or_aside(parts.database, shop.clock, claim, ValueError("broken"))
    assert await shop.rows("select name from timer") == [("handoff:wait",)]
    await shop.passes(minutes=1)
    assert await shop.rows("select escalated from handoff") == [(1,)]


async def test_what_a_failed_turn_says_is_what_the_flows_of_now_say(shop: Shop) -> None:
    """Words that were changed since the start are those that whoever waits is told."""
    parts = shop.wiring.turns
    changed = {name: each for name, each in parts.flows.responses.items() if name != HOLDING}
    shop.wiring.use(replace(parts, flows=replace(parts.flows, responses=changed)))
    amina = shop.phone()
    await amina.says("grab the moon")
    await shop.settles()
    for seconds in (1, 4, 15, 60):
        await shop.passes(seconds=seconds)
    assert [("sorry" in text.lower()) for text in amina.hears] == [True], "the word for the meantime is no more"
