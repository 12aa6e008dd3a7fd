"""What comes late does not speak over an agent, and what fails leaves nobody waiting for nothing (P16, P17)."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.handoff.marks import snooze
from bot.handoff.standing import IDLE, set_timer
from bot.handoff.stranded import list_stranded
from bot.turns.failures import PAUSES, put_off_or_aside
from bot.turns.handoffs import weigh
from bot.turns.holding import care_of
from bot.turns.memory import Memory
from flows.engine.commands import BackToBot, Command, KeepWaiting
from flows.engine.events import Understood
from tests.bot.handoff.make import MINUTE, add_agent, rows
from tests.faults.taken import Scene, Stage
from tests.stories.shop import open_shop


@pytest.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Stage]:
    async with open_shop(f"sqlite:///{tmp_path}/shopclerk.db", clock) as shop:
        joon = await add_agent(shop.wiring.database, "Joon")
        stage = Stage(shop.wiring.worker._parts, clock, joon)
        yield stage
        async with stage.database.read() as tx:
            assert await list_stranded(tx) == []


async def is_set_aside(scene: Scene) -> None:
    """The turn of the oldest event fails for the last time."""
    claim, stage = await scene.claim(), scene.stage
    assert claim is not None
    last = replace(claim, attempts=len(PAUSES))
    await put_off_or_aside(stage.database, stage.clock, last, TimeoutError("x"), care_of(stage.parts))


async def replies(scene: Scene) -> list[tuple[object, ...]]:
    """What the bot has written and may still be sent."""
    sql = "select content from outbox where contact_id = $1 and kind = 'reply' and status <> 'dropped'"
    return await rows(scene.stage.database, sql, scene.contact_id)


async def test_nothing_is_apologised_for_in_an_agents_chat(stage: Stage) -> None:
    """P16: the turn failed before the takeover, the apology would come after it."""
    scene = await Scene.begins(stage, "with the bot")
    await is_set_aside(scene)
    await scene.takes_over()
    await scene.handles()
    assert await replies(scene) == []


async def test_in_the_queue_it_is_said(stage: Stage) -> None:
    """P42: who waits for people because of a failure hears so."""
    scene = await Scene.begins(stage, "with the bot")
    await is_set_aside(scene)
    before = await replies(scene)
    await scene.handles()
    assert len(await replies(scene)) > len(before)


@pytest.mark.parametrize("command", [KeepWaiting(), BackToBot()])
async def test_a_tap_of_before_moves_nothing_in_an_agents_chat(stage: Stage, command: Command) -> None:
    """P16: “I'll wait” and “Back to the bot” are for those whom nobody has yet."""
    scene = await Scene.begins(stage, "in the queue")
    claim = await scene.claim()
    assert claim is not None
    understood = Understood((command,), "")
    state = Memory.of(claim).state
    assert (await weigh(understood, state, claim, stage.parts)).commands == (command,)
    await scene.takes_over()
    claim = await scene.claim()
    assert claim is not None
    assert (await weigh(understood, state, claim, stage.parts)).commands == ()


@pytest.mark.parametrize("taken", ["before", "meanwhile"])
async def test_a_message_that_cannot_be_handled_is_owed_an_answer(stage: Stage, taken: str) -> None:
    """P17: its turn fails for good while an agent has the conversation."""
    scene = await Scene.begins(stage, "with the bot")
    if taken == "before":
        await scene.takes_over()
        await is_set_aside(scene)
    else:
        claim = await scene.claim()
        assert claim is not None
        await scene.takes_over()
        last = replace(claim, attempts=len(PAUSES))
        await put_off_or_aside(stage.database, stage.clock, last, TimeoutError("x"), care_of(stage.parts))
    sql = "select waiting_since from handoff where contact_id = $1"
    assert await rows(stage.database, sql, scene.contact_id) == [(stage.now,)]


async def goes_on(scene: Scene) -> list[str]:
    """What the bot says after a hand-back."""
    found = [json.loads(str(row[0])).get("text", "") for row in await replies(scene)]
    return [text for text in found if "Shall we go on" in text]


async def test_it_is_asked_once_how_to_go_on(stage: Stage) -> None:
    """G6: handed back twice before the bot had its turn."""
    scene = await Scene.begins(stage, "with the bot")
    await scene.handles()
    for _ in range(2):
        await scene.takes_over()
        await scene.hands_back()
    await scene.handles()
    assert len(await goes_on(scene)) == 1


async def test_who_has_opted_out_is_not_asked(stage: Stage) -> None:
    """C4: they wrote to the agent since; the bot says nothing by itself."""
    scene = await Scene.begins(stage, "with the bot")
    await scene.handles()
    await scene.takes_over()
    async with stage.database.write() as tx:
        await tx.run("update contact set opted_out_at = $2 where id = $1", scene.contact_id, stage.now)
    stage.clock.set(stage.clock.now() + timedelta(minutes=1))
    await scene.hears("thanks")
    await scene.handles()
    await scene.hands_back()
    await scene.handles()
    assert await goes_on(scene) == []


async def test_it_wakes_up_though_the_clock_was_set_back(stage: Stage) -> None:
    """Between the ringing and its turn: it would sleep for ever."""
    scene = await Scene.begins(stage, "in the queue")
    await scene.handles()
    async with stage.database.write() as tx:
        await snooze(tx, scene.contact_id, stage.now + MINUTE, stage.joon, stage.now)
    stage.clock.set(stage.clock.now() + timedelta(minutes=1))
    await stage.timers.move_due()
    stage.clock.set(stage.clock.now() - timedelta(seconds=2))
    await scene.handles()
    assert await rows(stage.database, "select count(*) from snooze") == [(0,)]


async def test_a_timer_rings_though_the_clock_was_set_back(stage: Stage) -> None:
    """P17: the same timer for the same moment, once before and once after."""
    scene = await Scene.begins(stage, "in the queue")
    await scene.handles()
    for seconds in (1, 2):
        async with stage.database.write() as tx:
            await set_timer(tx, scene.contact_id, IDLE, 5)
        stage.clock.set(stage.clock.now() + timedelta(seconds=seconds))
        assert await stage.timers.move_due() == 1
    rung = "select count(*) from inbox_event where contact_id = $1 and kind = 'timer'"
    assert await rows(stage.database, rung, scene.contact_id) == [(2,)]
    await scene.handles()


async def test_a_timer_that_fails_leaves_a_newer_one(stage: Stage) -> None:
    """P17: it rings again a minute later, unless the same has been set anew meanwhile."""
    scene = await Scene.begins(stage, "in the queue")
    await scene.handles()
    stage.clock.set(stage.clock.now() + timedelta(minutes=5, seconds=1))
    await stage.timers.move_due()
    await scene.takes_over()
    find = "select due_at from timer where contact_id = $1 and name = 'handoff:wait'"
    newer = await rows(stage.database, find, scene.contact_id)
    await is_set_aside(scene)
    assert await rows(stage.database, find, scene.contact_id) == newer != []
