"""Exhaustive: takeover, bot turn, dispatcher, timer, hand-back and agent’s reply in every order (G6, P16, P17)."""

import asyncio
from collections.abc import AsyncIterator
from itertools import permutations
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.handoff.ownership import take
from bot.handoff.say import say
from bot.handoff.stranded import list_stranded
from bot.outbox.content import Content
from bot.storage.database import Database
from bot.turns.compute import compute
from tests.bot.handoff.make import add_agent
from tests.faults.taken import BEGINNINGS, STEPS, Scene, Stage
from tests.stories.shop import open_shop


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """SQLite for all orders, PostgreSQL where transactions really meet."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return f"sqlite:///{tmp_path}/shopclerk.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def stage(database_url: str, clock: ManualClock) -> AsyncIterator[Stage]:
    """The real flows, turns, timers and dispatcher; only the provider is made up."""
    async with open_shop(database_url, clock) as shop:
        joon = await add_agent(shop.wiring.database, "Joon")
        yield Stage(shop.wiring.worker._parts, clock, joon)


@pytest.mark.parametrize("beginning", BEGINNINGS)
async def test_every_order_of_everything(stage: Stage, beginning: str) -> None:
    """720 orders: 0 words of the bot once a person has the chat, 0 outdated ones, and nobody without a timer."""
    for order in permutations(STEPS):
        scene = await Scene.begins(stage, beginning)
        await scene.plays(order)
        assert await scene.ends() == [], order
        assert stage.channel.wrong == [], order
    assert {"reply", "agent"} <= set(stage.channel.sent), "something was said at all"


on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
STATUS = "select status from outbox where contact_id = $1 and kind = 'reply' order by id limit 1"
CLAIM = "update outbox set status = 'sending' where contact_id = $1 and kind = 'reply'"


async def status_of(database: Database, contact_id: int) -> str:
    async with database.read() as tx:
        row = await tx.row(STATUS, contact_id)
    return str(row[0]) if row else ""


@on_postgresql
async def test_a_takeover_waits_for_the_send_that_was_claimed_before(stage: Stage) -> None:
    """The claim's transaction is open while the agent takes over: it counts as before, and is the last one."""
    scene = await Scene.begins(stage, "with the bot")
    async with stage.database.write() as claiming:
        await claiming.run(CLAIM, scene.contact_id)
        takeover = asyncio.create_task(scene.takes_over())
        await asyncio.sleep(0.1)
        assert not takeover.done(), "the takeover is not committed before the claim"
    await takeover
    assert await status_of(stage.database, scene.contact_id) == "sending"


@on_postgresql
async def test_a_claim_leaves_what_is_just_taken_over(stage: Stage) -> None:
    """The takeover's transaction is open while the dispatcher looks: it takes nothing, then or later."""
    scene = await Scene.begins(stage, "with the bot")
    async with stage.database.write() as taking:
        await take(taking, scene.contact_id, stage.joon, stage.now)
        sending = asyncio.create_task(stage.dispatcher.send_due())
        await asyncio.sleep(0.1)
        assert stage.channel.sent == []
    await sending
    assert stage.channel.sent == []
    assert await status_of(stage.database, scene.contact_id) == "dropped"


@on_postgresql
async def test_a_turn_that_commits_meanwhile_is_out_of_date(stage: Stage) -> None:
    """The takeover's transaction is open while the turn commits: the turn waits, and is computed again in silence."""
    scene = await Scene.begins(stage, "with the bot")
    async with stage.database.write() as taking:
        await take(taking, scene.contact_id, stage.joon, stage.now)
        committing = asyncio.create_task(scene.commits())
        await asyncio.sleep(0.1)
        assert not committing.done()
    await committing
    await stage.dispatcher.send_due()
    assert stage.channel.sent == []


@on_postgresql
async def test_many_at_once(stage: Stage) -> None:
    """Agents, turns, timers and two dispatchers at the same moment, again and again."""
    mina = await add_agent(stage.database, "Mina")
    scenes = [await Scene.begins(stage, BEGINNINGS[n % 3]) for n in range(24)]

    async def insists(scene: Scene) -> None:
        async with stage.database.write() as tx:
            await take(tx, scene.contact_id, mina, stage.now, force=True)
            await say(tx, scene.contact_id, mina, Content(text="Hello"), "k", stage.now, undo=False)

    for _ in range(3):
        acts = [
            act for s in scenes for act in (s.takes_over, s.commits, s.writes, s.hands_back, lambda s=s: insists(s))
        ]
        results = await asyncio.gather(*(act() for act in acts), *(stage.timers.move_due() for _ in range(2)),
                                       stage.dispatcher.send_due(), return_exceptions=True)  # fmt: skip
        unexpected = [each for each in results if isinstance(each, BaseException) and "has this" not in str(each)]
        assert unexpected == []
    for scene in scenes:
        await scene.handles()
    await stage.dispatcher.send_due()
    async with stage.database.read() as tx:
        assert await list_stranded(tx) == []
        owners = {row[0] for row in await tx.rows("select owner from conversation")}
    assert owners <= {"bot", "queue", stage.joon.owns_as, mina.owns_as}
    claim = await scenes[0].claim()
    assert claim is None or (await compute(claim, stage.parts)).entries == ()
