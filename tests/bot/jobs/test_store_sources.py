"""Shopify and WooCommerce as sources: whole, by changes, killed, throttled, down and back (B2, item 2)."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.jobs.access import Access
from bot.jobs.sync import Ended, SyncJob
from bot.storage.database import Database
from tests.catalog.sync.make import add_source, rows
from tests.fakes.shopify import TOKEN, FakeShopify, serve_shopify
from tests.fakes.woocommerce import KEYS, FakeWoo, serve_woo
from tests.stories.stores import woo_product


class Stores:
    """A job with the means to reach both fakes; `waited` is what it would have slept."""

    def __init__(self, database: Database, clock: ManualClock, folder: Path) -> None:
        self.database, self.clock, self.folder = database, clock, folder
        self.waited: list[float] = []
        self.access = Access(TOKEN, KEYS, self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.waited.append(seconds)

    def job(self, heard: Any = None) -> SyncJob:
        job = SyncJob(self.database, self.clock, self.folder, lambda: None, heard)
        job.access = self.access
        return job

    async def reads(self, *, full: bool = False) -> Ended:
        ended = await self.job().run("shop", full=full)
        assert ended is not None
        return ended

    async def sold(self) -> int:
        [(count,)] = await rows(self.database, "select count(*) from product where gone_at is null and active")
        return int(count)


@pytest.fixture
def stores(database: Database, clock: ManualClock, tmp_path: Path) -> Stores:
    return Stores(database, clock, tmp_path)


@pytest.fixture
async def shopify(stores: Stores) -> AsyncIterator[FakeShopify]:
    fake = FakeShopify()
    async with serve_shopify(fake) as address:
        await add_source(stores.database, kind="shopify", address=address, every=86400)
        yield fake


@pytest.fixture
async def woo(stores: Stores) -> AsyncIterator[FakeWoo]:
    fake = FakeWoo()
    async with serve_woo(fake) as address:
        await add_source(stores.database, kind="woocommerce", address=address, every=86400)
        yield fake


async def test_a_bulk_operation_brings_all_with_their_children(stores: Stores, shopify: FakeShopify) -> None:
    """Children are lines of their own, far from their parents; what the next one has no more is gone."""
    shopify.put(*range(1, 8), variants=3)
    ended = await stores.reads()
    assert (ended.state, ended.report.added, ended.report.refusals) == ("done", 7, [])
    assert (ended.report.done, ended.report.total) == (49, 49)  # seven products and 42 levels
    told = "select v.shop_sku, v.options, o.price, o.stock from variant v join offer o on o.sku = v.sku "
    [(sku, options, *offer)] = await rows(stores.database, told + "where v.shop_sku = 'K-3-2'")
    assert (sku, json.loads(options), offer) == ("K-3-2", {"size": "2_l"}, [4800, 7])
    assert await rows(stores.database, "select count(*) from inventory_level") == [(42,)]
    [(paths, media)] = await rows(stores.database, "select paths, media from product where external_id = '3'")
    assert "home/kitchen/kettles" in paths
    assert "https://cdn.example.com/3.jpg" in media
    del shopify.products[7]
    stores.clock.set(stores.clock.now() + timedelta(days=1, hours=2))
    assert (await stores.reads()).report.gone == 1
    assert await stores.sold() == 6


async def test_a_bulk_load_that_is_killed_goes_on_with_the_same_operation(
    stores: Stores, shopify: FakeShopify
) -> None:
    """Killed in the middle: the next process downloads the same file and begins behind what was written."""
    shopify.put(*range(1, 901))
    written = asyncio.Event()

    def heard(report: Any) -> None:
        if report.added:
            written.set()

    running = asyncio.create_task(stores.job(heard).run("shop"))
    await written.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert 0 < await stores.sold() < 900
    ended = await stores.reads()
    assert ended.state == "done"
    assert await stores.sold() == 900
    assert len(shopify.operations) == 1
    assert ended.report.added == 900


async def test_killed_while_shopify_works_the_next_waits_for_the_same(stores: Stores, shopify: FakeShopify) -> None:
    shopify.put(1, 2)
    shopify.polls = 10**9
    running = asyncio.create_task(stores.job().run("shop"))
    while len(shopify.operations_asked("BulkState")) < 3:
        await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    shopify.polls = 0
    assert (await stores.reads()).state == "done"
    assert len(shopify.operations) == 1


async def test_a_broken_bulk_operation_takes_nothing_away(stores: Stores, shopify: FakeShopify) -> None:
    """`partialDataUrl`: what it had told is taken, the rest stays as it was, and the run says so."""
    shopify.put(*range(1, 6))
    await stores.reads()
    shopify.put(*range(1, 6), price="50.00")
    shopify.breaks_at = 0
    stores.clock.set(stores.clock.now() + timedelta(days=2))
    ended = await stores.reads()
    assert ended.state == "failed"
    assert "TIMEOUT" in ended.report.why
    assert await stores.sold() == 5
    shopify.breaks_at = None
    assert (await stores.reads()).report.changed == 5


async def test_only_what_changed_is_read_between_full_runs(stores: Stores, shopify: FakeShopify) -> None:
    """With two minutes of overlap, in pages, waiting for points; variants come in pages of their own."""
    shopify.put(*range(1, 41))
    await stores.reads()
    stores.clock.set(stores.clock.now() + timedelta(minutes=15))
    shopify.put(*range(1, 31), updated_at="2026-11-22T09:10:00Z", price="44.00")
    shopify.put(5, updated_at="2026-11-22T09:12:00Z", price="44.00", variants=600)
    shopify.throttled = 2
    ended = await stores.reads()
    assert (ended.state, ended.report.changed) == ("done", 30)
    assert [each["query"] for each in shopify.operations_asked("Changes")] == [
        "updated_at:>='2026-11-22T08:58:00Z'"
    ] * 2
    assert [each["after"] for each in shopify.operations_asked("Variants")] == ["25", "275", "525"]
    assert await rows(stores.database, "select count(*) from variant where shop_sku like 'K-5-%'") == [(600,)]
    assert stores.waited[-2:] == [2.0, 2.0]  # 300 points wanted, 100 there, 100 a second


async def test_a_store_that_is_down_is_tried_again_and_says_so(stores: Stores, shopify: FakeShopify) -> None:
    """Five refusals are waited out; six end the run, which is due again soon; then all comes."""
    shopify.put(1, 2, 3)
    shopify.statuses = [503] * 6
    ended = await stores.reads()
    assert ended.state == "failed"
    assert "cannot answer now (HTTP 503)" in ended.report.why
    assert ended.report.may_pass
    shopify.statuses = [502, 429, 500]
    assert (await stores.reads()).state == "done"
    assert await stores.sold() == 3


async def test_a_wrong_token_is_told_at_once(stores: Stores, shopify: FakeShopify) -> None:
    stores.access = Access("shpat_wrong", KEYS)
    ended = await stores.reads()
    assert "is the token right?" in ended.report.why
    assert not ended.report.may_pass
    stores.access = Access()
    assert "SHOPCLERK_SHOPIFY_TOKEN is not set" in (await stores.reads()).report.why


def variable(number: int, **more: Any) -> dict[str, Any]:
    attributes = [
        {"name": "Size", "variation": True, "options": ["S", "M"]},
        {"name": "Colour", "variation": True, "options": ["Red", "Blue"]},
    ]
    return woo_product(number, "2026-11-20T10:00:00", type="variable", price="20", attributes=attributes, **more)


def variation(number: int, *chosen: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {
        "id": number, "sku": f"V-{number}", "price": "20", "regular_price": "20", "sale_price": "",
        "status": "publish",
        "manage_stock": True, "stock_quantity": 2, "stock_status": "instock", "backorders": "no",
        "attributes": [{"name": name, "option": value} for name, value in chosen], **more,
    }  # fmt: skip


async def test_every_page_with_variations_and_paths(stores: Stores, woo: FakeWoo) -> None:
    """250 products in three pages, variations beside, never more than two calls at once; "any" stands for each."""
    woo.categories = [{"id": 8, "name": "Kitchen", "parent": 0}, {"id": 9, "name": "Kettles", "parent": 8}]
    woo.products = {number: woo_product(number, "2026-11-20T10:00:00") for number in range(1, 240)}
    woo.products |= {number: variable(number) for number in range(240, 250)}
    for number in range(240, 250):
        woo.variations[number] = [
            variation(number * 10, ("Size", "S"), ("Colour", "Red"), manage_stock="parent", stock_quantity=None),
            variation(number * 10 + 1, ("Size", "M")),
        ]
    woo.products[250] = woo_product(250, "2026-11-20T10:00:00", type="grouped")
    ended = await stores.reads()
    assert (ended.state, ended.report.added, ended.report.refusals) == ("done", 249, [])
    assert woo.most == 2
    told = await rows(
        stores.database,
        "select v.options, o.stock from variant v join offer o on o.sku = v.sku "
        "join product p on p.id = v.product_id where p.external_id = '240' order by v.external_id",
    )
    assert [(json.loads(options), stock) for options, stock in told] == [
        ({"size": "S", "colour": "red"}, 7),
        ({"size": "M", "colour": "blue"}, 2),
        ({"size": "M", "colour": "red"}, 2),
    ]
    [(paths,)] = await rows(stores.database, "select paths from product where external_id = '1'")
    assert "kitchen/kettles" in paths


async def test_products_deleted_while_pages_are_read_hide_no_others(stores: Stores, woo: FakeWoo) -> None:
    """Pages move up when something before them goes: nothing is missed, so nothing is wrongly taken away."""
    woo.products = {number: woo_product(number, "2026-11-20T10:00:00") for number in range(1, 301)}
    woo.deletes_behind = {1: [1, 2, 3]}
    await stores.reads()
    assert await rows(stores.database, "select count(*) from product where external_id in ('101', '102', '103')") == [
        (3,)
    ]
    assert len(await rows(stores.database, "select id from product where source = 'shop'")) == 300


async def test_changes_moods_and_hosts_that_strip_headers(stores: Stores, woo: FakeWoo) -> None:
    woo.products = {number: woo_product(number, "2026-11-20T10:00:00") for number in range(1, 6)}
    woo.statuses = [429, 500]
    assert (await stores.reads()).state == "done"
    assert stores.waited == [7.0, 7.0]
    stores.clock.set(stores.clock.now() + timedelta(minutes=15))
    woo.products[2] = woo_product(2, "2026-11-22T09:05:00", price="9")
    ended = await stores.reads()
    assert (ended.report.changed, ended.report.same) == (1, 0)
    assert woo.asked[-1][1]["modified_after"] == "2026-11-22T08:58:00"
    woo.strips_header = True
    assert "is the token right?" in (await stores.reads()).report.why
    async with stores.database.write() as tx:
        await tx.run("update catalog_source set settings = $1", '{"in_query": true}')
    assert (await stores.reads()).state == "done"
