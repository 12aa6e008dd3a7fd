"""What is kept for a while alone loses its words when that is over, on both databases; the rest stays as it is."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.actions.shopfile.privacy import Privacy
from bot.clock import ManualClock
from bot.coordination.in_process import InProcessCoordinator
from bot.handoff.queries import ADD_LINE, SNOOZE
from bot.inbox.queries import SET_FACT
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.turns.retention import AT_ONCE, RetentionClerk
from tests.bot.demo.test_fill import filler_of
from tests.conftest import START


@pytest.fixture
async def clock(database: Database, tmp_path: Path) -> ManualClock:
    """A shop with conversations, the newest of now, a year ago."""
    await filler_of(database, tmp_path).fill(START)
    return ManualClock(START + timedelta(days=365))


async def ask(database: Database, sql: str) -> list[Any]:
    async with database.read() as tx:
        return [row[0] if len(row) == 1 else tuple(row) for row in await tx.rows(sql)]


async def clear(database: Database, clock: ManualClock, **days: int) -> dict[str, int]:
    return await RetentionClerk(database, InProcessCoordinator(), clock, Privacy(**days)).clear()


async def add_event(database: Database, kind: str, body: str) -> None:
    """One that was handled, as old as the shop."""
    async with database.write() as tx:
        await tx.run(
            "insert into inbox_event (key, kind, contact_id, sender, address, body, received_at, state, "
            "attempts, error) values ($1, $1, 1, '', '', $2, $3, 1, 0, '')",
            kind,
            body,
            to_micros(START),
        )


async def test_by_default_all_is_kept(database: Database, clock: ManualClock) -> None:
    assert await clear(database, clock) == {}
    assert await ask(database, "select count(*) from inbox_event where body = '{}'") == [0]


async def test_old_messages_lose_their_words_and_stay_countable(database: Database, clock: ManualClock) -> None:
    await add_event(database, "released", '{"meanwhile":[{"from":"contact","text":"my ring"}]}')
    before = await ask(database, "select count(*) from inbox_event union all select count(*) from outbox")
    cleared = await clear(database, clock, keep_messages_days=300)
    assert cleared == {"messages": sum(before)}
    assert await ask(database, "select count(*) from inbox_event where body <> '{}' or address <> ''") == [0]
    assert await ask(database, "select count(*) from outbox where content <> '{}' or to_handle <> ''") == [0]
    assert await ask(database, "select count(*) from inbox_event union all select count(*) from outbox") == before
    assert await ask(database, "select count(*) from outbox where status = 'failed'") == [4]
    assert await ask(database, "select count(*) from note") != [0]
    [(actor, target, detail)] = await ask(database, "select actor, target, detail from audit")
    assert (actor, target) == ("retention", "messages")
    assert json.loads(detail) == {"rows": sum(before), "days": 300}


async def test_a_hand_back_that_an_earlier_release_left_is_cleared(database: Database, clock: ManualClock) -> None:
    """Its walk had passed it by. What was said in it goes with the messages, not with the events."""
    await add_event(database, "released", '{"meanwhile":[{"from":"contact","text":"my ring"}]}')
    await add_event(database, "shop", '{"name":"paid"}')
    async with database.write() as tx:
        await tx.run(SET_FACT, "cleared:messages:inbox_event", "1000000")
    left = "select kind from inbox_event where body <> '{}' and kind <> 'message' order by kind"
    await clear(database, clock, keep_events_days=300)
    assert await ask(database, left) == ["released"]
    await clear(database, clock, keep_messages_days=300)
    assert await ask(database, left) == []


async def test_what_is_young_is_left_alone(database: Database, clock: ManualClock) -> None:
    clock.set(START + timedelta(days=2))
    cleared = await clear(database, clock, keep_messages_days=3)
    left = await ask(database, "select count(*) from inbox_event where body <> '{}'")
    assert cleared["messages"] > 0
    assert left[0] > 100
    old = await ask(database, "select max(received_at) from inbox_event where body = '{}'")
    young = await ask(database, "select min(received_at) from inbox_event where body <> '{}'")
    assert old < young


async def test_doing_it_again_changes_nothing(database: Database, clock: ManualClock) -> None:
    plan = {"keep_messages_days": 30, "keep_media_days": 30, "keep_notes_days": 30, "keep_events_days": 30}
    await clear(database, clock, **plan)
    assert set((await clear(database, clock, **plan)).values()) == {0}


async def test_files_and_notes_go(database: Database, clock: ManualClock) -> None:
    cleared = await clear(database, clock, keep_media_days=90, keep_notes_days=90)
    assert cleared["media"] == 5
    assert set(await ask(database, "select status from inbound_media")) == {"erased"}
    assert await ask(database, "select count(*) from note") == [0]
    assert await ask(database, "select count(*) from handoff where closed_at is not null and words <> ''") == [0]
    assert await ask(database, "select count(*) from handoff where closed_at is null and words <> ''") != [0]


async def test_words_of_the_thread_go_with_the_notes(database: Database, clock: ManualClock) -> None:
    """What somebody said when people were asked for, and why they are out of sight, is as old as a note."""
    old, young = to_micros(START), to_micros(clock.now())
    async with database.write() as tx:
        for contact_id, at in ((1, old), (2, young)):
            for what in ("opened", "snoozed", "tagged"):
                await tx.run(ADD_LINE, contact_id, at, what, None, '{"words":"my ring"}')
            await tx.run(SNOOZE, contact_id, young + 1, 1, "her ring")
    await clear(database, clock, keep_notes_days=90)
    told = "select what from thread_line where detail like '%my ring%' and contact_id = {} order by what"
    assert await ask(database, told.format(1)) == ["tagged"]
    assert await ask(database, told.format(2)) == ["opened", "snoozed", "tagged"]
    assert await ask(database, "select contact_id from snooze where note = 'her ring'") == [2]
    assert (await clear(database, clock, keep_notes_days=90))["notes"] == 0


async def test_proof_of_consent_and_orders_stay(database: Database, clock: ManualClock) -> None:
    before = await ask(database, "select count(*) from consent union all select count(*) from shop_order")
    await clear(database, clock, keep_messages_days=2, keep_events_days=2, keep_media_days=2, keep_notes_days=2)
    assert await ask(database, "select count(*) from consent where wording <> ''") != [0]
    assert await ask(database, "select count(*) from consent union all select count(*) from shop_order") == before


async def test_many_rows_are_cleared_in_batches(database: Database, clock: ManualClock) -> None:
    async with database.write() as tx:
        for number in range(AT_ONCE + 20):
            await tx.run(
                "insert into inbox_event (key, kind, contact_id, sender, address, body, received_at, state, "
                "attempts, error) values ($1, 'shop', 1, '', '', '{\"name\": 1}', 1, 1, 0, '')",
                f"shop:{number}",
            )
    assert await clear(database, clock, keep_events_days=2) == {"events": AT_ONCE + 20}


def test_a_day_is_too_short() -> None:
    """An answer may still be on its way."""
    with pytest.raises(ValidationError, match="at least 2"):
        Privacy(keep_messages_days=1)
