"""A store that tells of very much at once: shoppers are answered meanwhile, and one bad word harms no other (F3)."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.clock import ManualClock
from bot.stores import clerk
from tests.stories.bought import BIG, shopify_order
from tests.stories.shop import Shop, on_both_databases, open_shop
from tests.stories.stores import SHOPIFY, SHOPIFY_SECRET, follows, shopify_tells

COUNT = "select count(*) from shop_order"
RARE = "create unique index rare_title on order_line (title)"
COMMON = "drop index rare_title"


@pytest.fixture
async def shop(database_url: str, clock: ManualClock) -> AsyncIterator[Shop]:
    """A shop that a store calls."""
    async with open_shop(database_url, clock, shopify_secrets=SHOPIFY_SECRET) as opened:
        await follows(opened, "shopify", SHOPIFY)
        yield opened


async def rushes(shop: Shop, first: int, last: int) -> None:
    """Orders of as many people."""
    for number in range(first, last + 1):
        who = {"phone": f"+1415555{number:04d}", "email": f"a{number}@example.com"}
        order = shopify_order(number, shop.clock.now(), **who, customer={"id": BIG + number})  # type: ignore[arg-type]
        assert await shopify_tells(shop, "orders/create", order) == 200


@on_both_databases
async def test_what_a_store_has_told_gets_its_turns_before_more_is_taken(shop: Shop) -> None:
    """Whoever writes during a rush stands behind a hundred orders, not behind all of them."""
    amina = shop.phone()
    await rushes(shop, 1, 150)
    work = asyncio.create_task(shop.wiring.stores.work_once())
    while await shop.rows(COUNT) != [(clerk.AT_ONCE,)]:
        await asyncio.sleep(0.01)
    await asyncio.sleep(4 * clerk.GLANCE)
    assert await shop.rows(COUNT) == [(clerk.AT_ONCE,)]
    assert await shop.hears(amina, "hi")
    assert await work == 150
    assert await shop.rows(COUNT) == [(150,)]


@on_both_databases
async def test_turns_that_do_not_come_hold_a_store_up_for_a_moment_only(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no worker runs, orders are still written down."""
    monkeypatch.setattr(clerk, "GLANCES", 2)
    await rushes(shop, 1, 120)
    assert await shop.wiring.stores.work_once() == 120
    assert await shop.rows(COUNT) == [(120,)]


@on_both_databases
async def test_of_a_lot_only_the_one_that_cannot_be_taken_waits(shop: Shop) -> None:
    """The others of the same transaction are written down, once; it is tried again a little later."""
    await rushes(shop, 1, 3)
    async with shop.wiring.database.write() as tx:
        await tx.run("update store_event set body = replace(body, 'Aurora Kettle', 'Rare Pot') where id % 2 = 0")
        await tx.run("delete from order_line")
        await tx.run(RARE)
    try:
        await shop.wiring.stores.work_once()
        numbers = await shop.rows("select number from shop_order order by number")
        assert len(numbers) == 2
        states = await shop.rows("select state, attempts, count(*) from store_event group by 1, 2 order by 1")
        assert states == [(0, 1, 1), (1, 0, 2)]
    finally:
        async with shop.wiring.database.write() as tx:
            await tx.run(COMMON)
    await shop.passes(seconds=5)
    assert await shop.wiring.stores.work_once() == 1
    told = "select count(*) from inbox_event where kind = 'shop' and body like '%order.placed%'"
    assert (await shop.rows(COUNT), await shop.rows(told)) == ([(3,)], [(3,)])
