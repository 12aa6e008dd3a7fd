"""Webhooks that do not tell all: what is missing is read at the store before the next message."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from bot.clock import ManualClock
from tests.fakes.shopify import TOKEN, FakeShopify, serve_shopify
from tests.fakes.woocommerce import KEYS, FakeWoo, serve_woo
from tests.stories.shop import Shop, on_both_databases, open_shop
from tests.stories.stores import (
    SHOPIFY_SECRET,
    WOO_SECRET,
    follows,
    hears_of_it,
    offer,
    shopify_product,
    shopify_tells,
    when,
    woo_product,
    woo_tells,
)

HERE = "127.0.0.1"


@asynccontextmanager
async def a_shop(database_url: str, clock: ManualClock, kind: str, address: str) -> AsyncIterator[Shop]:
    given: dict[str, Any] = {"shopify_secrets": SHOPIFY_SECRET, "woo_secrets": WOO_SECRET}
    given |= {"shopify_token": TOKEN, "woo_token": KEYS}
    async with open_shop(database_url, clock, **given) as shop:
        await follows(shop, kind, address)
        yield shop


async def test_variations_of_woocommerce_are_fetched_and_a_store_that_is_down_is_tried_again(
    database_url: str, clock: ManualClock
) -> None:
    """C1, P37: the body of a variable product has none of its variations; a variation names its parent."""
    fake = FakeWoo()
    sizes = [{"name": "Size", "variation": True, "options": ["S", "M"]}]
    mug = woo_product(70, "2026-11-22T09:00:00", name="Nimbus Mug", type="variable", attributes=sizes, sku="")
    fake.products[70] = mug
    one = {**woo_product(71, "2026-11-22T09:00:00", price="15"), "sku": "MUG-S", "type": "variation", "parent_id": 70}
    one["attributes"] = [{"name": "Size", "option": "S"}]
    fake.variations[70] = [one]
    async with serve_woo(fake) as address, a_shop(database_url, clock, "woocommerce", address) as shop:
        assert await woo_tells(shop, "product.created", mug, source=address) == 200
        await hears_of_it(shop)
        assert await offer(shop, "MUG-S") == (1500, 7, True)
        fake.products[70] = {**mug, "date_modified_gmt": "2026-11-22T09:03:00"}
        one |= {"price": "12", "regular_price": "12"}
        fake.statuses = [503]
        await woo_tells(shop, "product.updated", one, source=address)
        await hears_of_it(shop)
        assert await shop.rows("select state, attempts from store_event order by id") == [(1, 0), (0, 1)]
        shop.clock.set(clock.now() + timedelta(seconds=6))
        await hears_of_it(shop)
        assert await shop.rows("select state, attempts from store_event order by id") == [(1, 0), (1, 1)]
        assert "$12" in "\n".join(await shop.hears(shop.phone(), "nimbus mug"))


@on_both_databases
async def test_a_variation_that_woocommerce_deleted_is_sold_no_more(database_url: str, clock: ManualClock) -> None:
    """It is told as if it were a product: its id is known as a variation's, so its product is read again. Once."""
    fake = FakeWoo()
    sizes = [{"name": "Size", "variation": True, "options": ["S", "M"]}]
    fake.products[70] = woo_product(70, "2026-11-22T09:00:00", type="variable", attributes=sizes, sku="")
    rows = [{**woo_product(70 + n, "", price="15"), "sku": f"MUG-{n}", "attributes": []} for n in (1, 2, 3)]
    for row, size in zip(rows, "SML", strict=True):
        row["attributes"] = [{"name": "Size", "option": size}]
    fake.variations[70] = rows
    async with serve_woo(fake) as address, a_shop(database_url, clock, "woocommerce", address) as shop:
        await woo_tells(shop, "product.created", fake.products[70], source=address)
        await hears_of_it(shop)
        fake.variations[70] = rows[:1]
        asked = len(fake.asked)
        for gone in (72, 73):
            await woo_tells(shop, "product.deleted", {"id": gone}, source=address)
        await hears_of_it(shop)
        left = "select shop_sku from variant where shop_sku like 'MUG-%' and gone_at is null"
        assert await shop.rows(left) == [("MUG-1",)]
        assert len(fake.asked) - asked == 2  # the product and its variations


async def test_a_cut_body_of_shopify_is_fetched_whole(database_url: str, clock: ManualClock) -> None:
    """A body with 2 of 40 variants takes none away; one that is gone from the shop meanwhile is sold no more."""
    fake = FakeShopify()
    fake.put(5, updated_at=when(clock.now()), variants=40)
    async with serve_shopify(fake) as address, a_shop(database_url, clock, "shopify", address) as shop:
        body = shopify_product(5, when(clock.now()))
        body["variant_gids"] = [{"admin_graphql_api_id": str(n)} for n in range(40)]
        await shopify_tells(shop, "products/update", body, X_Shopify_Shop_Domain=HERE)
        await hears_of_it(shop)
        assert await shop.rows("select count(*) from variant where shop_sku like 'K-5-%'") == [(40,)]
        fake.products.clear()
        shop.clock.set(clock.now() + timedelta(minutes=1))
        await shopify_tells(shop, "products/update", body, X_Shopify_Shop_Domain=HERE)
        await hears_of_it(shop)
        assert await shop.rows("select 1 from product where source = 'shop' and gone_at is null") == []


@on_both_databases
async def test_other_places_of_an_item_are_asked_for(database_url: str, clock: ManualClock) -> None:
    """One place says that it has none: the other still has three, so it is not sold out."""
    fake = FakeShopify()
    fake.put(5, updated_at=when(clock.now()))
    async with serve_shopify(fake) as address, a_shop(database_url, clock, "shopify", address) as shop:
        body = shopify_product(5, when(clock.now()))
        body["variants"][0] |= {"inventory_item_id": 50001}
        await shopify_tells(shop, "products/create", body, X_Shopify_Shop_Domain=HERE)
        await hears_of_it(shop)
        at = when(clock.now() + timedelta(minutes=1))
        level = {"inventory_item_id": 50001, "location_id": 1, "available": 0, "updated_at": at}
        await shopify_tells(shop, "inventory_levels/update", level, X_Shopify_Shop_Domain=HERE)
        await hears_of_it(shop)
        assert await offer(shop, "KET-5") == (4800, 3, True)
