"""The conversations of the demo shop, on both databases: they are there once, whole, and nobody is sent anything."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.actions.money import render_day
from bot.demo.chats import read_chats
from bot.demo.fill import FILLED, Filler
from bot.handoff.standing import WAIT
from bot.handoff.stranded import list_stranded
from bot.inbox.messages import InboundMessage
from bot.inbox.queries import SET_FACT
from bot.media.folder import MediaFolder
from bot.outbox.content import Content
from bot.rewards.campaigns import keep_campaigns
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.whatsapp.reasons import explain
from catalog.demo.edition import FACT, REMOVED
from flows.engine.statejson import load_state
from tests.conftest import START
from tests.transcripts.shops import SHOP

SENDER = "+15550100000"
OPEN = "select count(*) from outbox where status not in ('delivered', 'read', 'failed')"
SOON = to_micros(START) + timedelta(minutes=1) // timedelta(microseconds=1)


def filler_of(database: Database, folder: Path) -> Filler:
    return Filler(
        database,
        folder / "media",
        SENDER,
        lambda moment, language: render_day(moment, SHOP.timezone, language),
        lambda code: explain(code).words,
    )


@pytest.fixture
async def filler(database: Database, tmp_path: Path) -> Filler:
    async with database.write() as tx:
        await keep_campaigns(tx, SHOP.campaigns)
    return filler_of(database, tmp_path)


async def ask(database: Database, sql: str, *args: Any) -> list[Any]:
    async with database.read() as tx:
        return [row[0] if len(row) == 1 else tuple(row) for row in await tx.rows(sql, *args)]


async def test_the_shop_has_about_sixty_conversations_and_nothing_of_them_is_due(
    filler: Filler, database: Database
) -> None:
    """F1: nobody is stranded either: whoever waits has a timer, and none rings within the minute."""
    assert len(await filler.fill(START)) == 61
    assert await ask(database, OPEN) == [0]
    assert await ask(database, "select count(*) from canned") == [7]
    assert await ask(database, "select count(*) from inbox_event where state <> 1") == [0]
    assert await ask(database, "select count(*) from timer where due_at < $1", SOON) == [0]
    async with database.read() as tx:
        assert await list_stranded(tx) == []


async def test_filling_it_again_changes_nothing(filler: Filler, database: Database) -> None:
    await filler.fill(START)
    before = await ask(database, "select count(*), max(id) from contact")
    assert await filler.fill(START + timedelta(hours=1)) == []
    assert await ask(database, "select count(*), max(id) from contact") == before


async def test_a_shop_that_wants_no_demo_gets_none(filler: Filler, database: Database) -> None:
    async with database.write() as tx:
        await tx.run(SET_FACT, FACT, REMOVED)
    assert await filler.fill(START) == []


async def test_it_shows_waits_agents_failures_and_six_languages(filler: Filler, database: Database) -> None:
    await filler.fill(START)
    languages = set(await ask(database, "select distinct language from contact"))
    assert languages >= {"ko", "en", "ar", "es", "pt", "hi"}
    waiting = await ask(
        database, "select reason, escalated from handoff where closed_at is null and agent_id is null"
    )
    assert 6 <= len(waiting) <= 9
    assert len({reason for reason, _ in waiting}) >= 4
    assert {0, 1} == {escalated for _, escalated in waiting}
    codes = set(await ask(database, "select error_code from outbox where status = 'failed' and reason <> ''"))
    assert codes == {63016, 63024, 63049}
    for table in (
        "enrollment",
        "journey_step",
        "note",
        "contact_tag",
        "snooze",
        "read_mark",
        "coupon",
        "cart_line",
        "consent",
        "touch",
    ):
        [count] = await ask(database, f"select count(*) from {table}")
        assert count > 1, table


async def test_what_was_said_can_be_read_back_and_holds_no_gap(filler: Filler, database: Database) -> None:
    """Days are days, taps know what offered them, files are on disk."""
    await filler.fill(START)
    texts = [Content.from_json(json.loads(each)) for each in await ask(database, "select content from outbox")]
    assert not [content.text for content in texts if "{day:" in content.text]
    bodies = await ask(database, "select body from inbox_event where kind = 'message'")
    messages = [InboundMessage.from_json(json.loads(body)) for body in bodies]
    assert all(message.quoted_id for message in messages if message.choice)
    folder = MediaFolder(filler.media)
    kept = await ask(database, "select sha256 from inbound_media where status = 'kept'")
    assert kept
    assert all(folder.path_of(digest).exists() for digest in kept)


async def test_moments_are_before_now_and_ids_ascend_with_time(filler: Filler, database: Database) -> None:
    await filler.fill(START)
    moments = await ask(database, "select received_at from inbox_event order by id")
    assert moments == sorted(moments)
    assert moments[-1] < to_micros(START)
    lines = await ask(database, "select max(at) from thread_line union all select max(at) from note")
    assert max(lines) < to_micros(START)


async def test_a_breached_wait_rings_later_and_the_others_when_an_answer_is_due(
    filler: Filler, database: Database
) -> None:
    await filler.fill(START)
    sql = (
        "select h.due_at, t.due_at, h.breached_at from handoff h join timer t on t.contact_id = h.contact_id "
        "and t.name = $1 where h.closed_at is null"
    )
    for due, rings, breached in await ask(database, sql, WAIT):
        assert (rings == due) is (breached is None)
        assert rings > to_micros(START)


def test_numbers_are_nobodys() -> None:
    """Ranges kept free for films, or none at all."""
    handles = [chat.handle for chat in read_chats(START, lambda *_: "")]
    assert len(set(handles)) == len(handles)
    for handle in (each for each in handles if each.startswith("+")):
        fiction = ("+8210000001", "+4477009", "+336399801", "+4670174060", "+49171392", "+61491570")
        assert handle.startswith(fiction) or handle[5:10] == "55501", handle


def test_the_scripts_are_what_was_recorded() -> None:
    scripts = [
        s for path in sorted(Path(__file__).parent.glob("scripts.*.yml")) for s in yaml.safe_load(path.read_text())
    ]
    assert [s["name"] for s in scripts] == [chat.told["name"] for chat in read_chats(START, lambda *_: "")]


async def test_two_processes_fill_it_once(filler: Filler, database: Database) -> None:
    """Both have looked before either has written."""
    filled = await asyncio.gather(filler.fill(START), filler.fill(START))
    assert sorted(map(len, filled)) == [0, 61]
    assert await ask(database, "select count(*) from fact where name = $1", FILLED) == [1]


async def test_the_bot_knows_in_which_language_it_has_talked(filler: Filler, database: Database) -> None:
    """Whoever waits is asked in theirs whether they still do."""
    await filler.fill(START)
    sql = "select p.language, c.owner, c.state from conversation c join contact p on p.id = c.contact_id"
    for language, owner, kept in await ask(database, sql):
        state = load_state(json.loads(kept)["engine"])
        assert (state.language, state.paused) == (language, owner != "bot")
