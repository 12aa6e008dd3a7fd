"""Contacts have their turns round and round, whoever comes meanwhile."""

import asyncio

from bot.storage.columns import to_micros
from bot.turns.worker import AT_ONCE
from tests.stories.shop import Shop, on_both_databases

CONTACT = (
    "insert into contact (name, language, country, created_at, given_name, language_pinned) "
    "values ('', 'en', 'US', $1, '', 0) returning id"
)
CONVERSATION = (
    "insert into conversation (contact_id, version, epoch, owner, state, sender, address, windows) "
    "values ($1, 0, 0, 'bot', '{}', '', '', '{}')"
)
EVENT = (
    "insert into inbox_event (key, kind, contact_id, sender, address, body, received_at, state, attempts, error) "
    """values ($1, 'shop', $2, '', '', '{"name":"order.updated","data":{}}', $3, 0, 0, '')"""
)
WAITS = "select count(*) from inbox_event where state = 0 and contact_id = $1"


async def meets(shop: Shop, count: int) -> list[int]:
    """So many new contacts, each with an event that waits."""
    now = to_micros(shop.clock.now())
    ids = []
    async with shop.wiring.database.write() as tx:
        for _ in range(count):
            row = await tx.row(CONTACT, now)
            assert row is not None
            ids.append(int(row[0]))
            await tx.run(CONVERSATION, row[0])
            await tx.run(EVENT, f"order.updated:{row[0]}", row[0], now)
    return ids


async def works(shop: Shop) -> None:
    """One claim, and all that it has begun."""
    await shop.wiring.worker.work_once()
    await asyncio.gather(*shop.wiring.worker._busy.values())


@on_both_databases
async def test_whom_the_shop_knows_is_not_left_behind_by_ever_newer_ones(shop: Shop) -> None:
    """During a store's rush there are always more new contacts than one claim holds."""
    known = (await meets(shop, 1))[0]
    await shop.settles()
    await meets(shop, AT_ONCE)
    await works(shop)
    await meets(shop, 2 * AT_ONCE)
    now = to_micros(shop.clock.now())
    async with shop.wiring.database.write() as tx:
        await tx.run(EVENT, "order.updated:again", known, now)
    for _ in range(4):
        await works(shop)
        await meets(shop, AT_ONCE)
    assert await shop.rows(WAITS, known) == [(0,)]


@on_both_databases
async def test_new_ones_have_their_turn_within_the_next_round(shop: Shop) -> None:
    """However much those before them have to say."""
    first = await meets(shop, 3 * AT_ONCE)
    newest = (await meets(shop, 1))[0]
    now = to_micros(shop.clock.now())
    for number in range(5):
        await works(shop)
        async with shop.wiring.database.write() as tx:
            for contact_id in first:
                await tx.run(EVENT, f"order.updated:{contact_id}:{number}", contact_id, now)
    assert await shop.rows(WAITS, newest) == [(0,)]
