"""Orders from before, and webhooks that died: nothing is lost, nobody is told what is old (F3, C1)."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.jobs.access import Access
from bot.stores.backfill import Backfill, Progress
from bot.stores.record import Recorder
from tests.fakes.shopify import TOKEN, FakeShopify, order_node, serve_shopify
from tests.fakes.woocommerce import KEYS, FakeWoo, serve_woo
from tests.stories.bought import news, woo_order
from tests.stories.shop import Shop, on_both_databases, open_shop
from tests.stories.stores import follows
from tests.stories.test_store_orders import SECRETS

TOKENS = {"shopify_token": TOKEN, "woo_token": KEYS}


@pytest.fixture
async def shop(database_url: str, clock: ManualClock) -> AsyncIterator[Shop]:
    """A shop with the keys to its stores."""
    async with open_shop(database_url, clock, **SECRETS, **TOKENS) as opened:
        yield opened


async def wait(seconds: float) -> None:
    """A store that asks for patience is given it by nobody's clock."""


def die(progress: Progress) -> None:
    """Behind the page, before its mark is kept."""
    raise KeyboardInterrupt(progress.source)


def filling(shop: Shop, heard: Callable[[Progress], None] | None = None, keys: str = KEYS) -> Backfill:
    recorder = Recorder(shop.wiring.database, shop.wiring.coordinator, shop.clock)
    return Backfill(shop.wiring.database, shop.clock, Access(TOKEN, keys, wait), recorder, heard)


async def stands(shop: Shop) -> Any:
    [row] = await shop.rows("select state, done, total, refused, error from order_backfill")
    return row


@on_both_databases
async def test_shopifys_orders_from_before_are_read_in_quietly(shop: Shop) -> None:
    """F3: with lines, parcels and people, page by page; the chat knows them; nobody is told anything."""
    fake = FakeShopify()
    fake.orders = [order_node(number, f"2026-11-2{number % 3}T08:00:00Z") for number in range(1001, 1021)]
    async with serve_shopify(fake) as address:
        await follows(shop, "shopify", address)
        backfill = filling(shop)
        await backfill.ask("shop", shop.clock.now() - timedelta(days=60))
        assert await backfill.run("shop") == 3
    assert await stands(shop) == ("done", 20, None, 0, "")
    assert await shop.rows("select count(*), sum(total) from shop_order where source = 'shop'") == [(20, 201_000)]
    assert await shop.rows("select count(*) from shipment where source = 'shop'") == [(20,)]
    assert await news(shop) == []
    said = "\n".join(await shop.hears(shop.phone("+14155550777"), "where is my order 1007?"))
    assert "Aurora Kettle" in said


@on_both_databases
async def test_a_backfill_goes_on_where_it_was_left(shop: Shop) -> None:
    """F3: a process dies, the store is busy: whoever is next goes on behind the last page; nothing counts twice."""
    fake = FakeWoo()
    at = shop.clock.now() - timedelta(hours=1)
    fake.orders = {number: woo_order(number, at, "completed") for number in range(1, 251)}
    fake.orders[7]["currency"] = "???"
    async with serve_woo(fake) as address:
        await follows(shop, "woocommerce", address)
        first = filling(shop, die)
        await first.ask("shop", shop.clock.now() - timedelta(days=60))
        with pytest.raises(KeyboardInterrupt):
            await first.run("shop")
        assert await filling(shop).run("shop") == 0  # it may be alive still
        shop.clock.set(shop.clock.now() + timedelta(minutes=4))
        fake.statuses = [503] * 9
        assert await filling(shop).run("shop") == 0
        state, done, _, _, error = await stands(shop)
        assert (state, done) == ("waiting", 0)
        assert "503" in error
        shop.clock.set(shop.clock.now() + timedelta(minutes=4))
        fake.statuses = []
        assert await filling(shop).run_due() == 3
    assert await stands(shop) == ("done", 250, 250, 1, "")
    assert await shop.rows("select count(*) from shop_order where source = 'shop'") == [(249,)]


async def test_a_key_that_is_wrong_ends_it_with_the_reason(shop: Shop) -> None:
    """What will not pass by itself is not tried again and again."""
    async with serve_woo(FakeWoo()) as address:
        await follows(shop, "woocommerce", address)
        backfill = filling(shop, keys="ck_x:cs_x")
        await backfill.ask("shop", shop.clock.now() - timedelta(days=60))
        await backfill.run("shop")
    state, *_, error = await stands(shop)
    assert state == "failed"
    assert error


@on_both_databases
async def test_a_dead_webhook_is_noticed_renewed_and_made_up_for(shop: Shop) -> None:
    """C1, F3: once a day; what was ordered while it was dead is told like any order, what is old is not."""
    fake = FakeShopify()
    async with serve_shopify(fake) as address:
        await follows(shop, "shopify", address)
        await shop.wiring.upkeep.work_once()
        assert "ORDERS_CREATE" in {hook["topic"] for hook in fake.hooks.values()}
        assert "CUSTOMERS_REDACT" not in {hook["topic"] for hook in fake.hooks.values()}
        gone = next(key for key, hook in fake.hooks.items() if hook["topic"] == "ORDERS_CREATE")
        del fake.hooks[gone]
        missed = shop.clock.now() + timedelta(hours=5)
        fake.orders = [order_node(5, missed.isoformat().replace("+00:00", "Z"))]
        asked = len(fake.asked)
        await shop.wiring.upkeep.work_once()
        assert len(fake.asked) == asked  # not before a day has passed
        shop.clock.set(shop.clock.now() + timedelta(hours=25))
        await shop.wiring.upkeep.work_once()
    assert "ORDERS_CREATE" in {hook["topic"] for hook in fake.hooks.values()}
    assert (await news(shop))[:2] == ["order.placed", "order.paid"]
    [(note,)] = await shop.rows("select value from fact where name = 'hooks:shop'")
    assert '"dead":["orders/create"]' in note


async def test_a_store_that_has_gone_is_left_alone(shop: Shop) -> None:
    """`app/uninstalled`: nobody asks it for anything any more."""
    fake = FakeShopify()
    async with serve_shopify(fake) as address:
        await follows(shop, "shopify", address)
        async with shop.wiring.database.write() as tx:
            await tx.run("insert into fact (name, value) values ('store_gone:shop', '1')")
        await shop.wiring.upkeep.work_once()
    assert fake.asked == []
