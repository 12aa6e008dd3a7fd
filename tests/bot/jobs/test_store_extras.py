"""What Shopify's metafields, translations and collections bring, and what webhooks leave as it was (B3, B8)."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from catalog.feeds import shopify_products
from catalog.feeds.terms import Terms
from catalog.feeds.values import Values
from tests.bot.jobs.test_store_sources import Stores, shopify, stores
from tests.catalog.sync.make import hear, rows
from tests.fakes.shopify import FakeShopify
from tests.stories.stores import shopify_product

__all__ = ["shopify", "stores"]  # fixtures

CHART = [{"Size": "1 l", "Chest (cm)": "86-93"}, {"Size": "2 l", "Chest (cm)": "94-101"}]
MORE: dict[str, Any] = {
    "productType": "", "category": None,
    "rating": {"value": json.dumps({"value": "4.6", "scale_min": "1.0", "scale_max": "5.0"})},
    "ratingCount": {"value": "23"}, "subtitle": {"value": "Boils in two minutes"},
    "careGuide": {"value": "Descale it once a month."}, "sizeChart": {"value": json.dumps(CHART)},
    "collections": [{"id": "gid://shopify/Collection/1", "title": "All"},
                    {"id": "gid://shopify/Collection/2", "title": "Tea time"}],
    "in_ko": [{"key": "title", "value": "주전자"}, {"key": "body_html", "value": "<p>금방 끓어요.</p>"}],
}  # fmt: skip
PRODUCT = "select category, rating, rating_count, size_table from product where external_id = '1'"
TEXTS = "select language, title, tagline, usage from product_text order by language"


async def reads(stores: Stores) -> None:
    stores.access = replace(stores.access, languages=("en", "ko"))
    assert (await stores.reads()).state == "done"


async def what_is_known(stores: Stores) -> tuple[Any, ...]:
    [(category, rating, count, table)] = await rows(stores.database, PRODUCT)
    return category, rating, count, json.loads(table) if isinstance(table, str) else table


async def test_a_bulk_operation_brings_what_metafields_and_collections_tell(
    stores: Stores, shopify: FakeShopify
) -> None:
    """B3, B8: stars, a size chart in the codes of the variants, two languages; a collection where no type is told."""
    shopify.put(1, variants=2)
    shopify.products[1] |= MORE
    await reads(stores)
    category, rating, count, table = await what_is_known(stores)
    assert (category, rating, count) == ("tea_time", 460, 23)
    assert table == {
        "columns": ["size", "chest_cm_min", "chest_cm_max"],
        "rows": [["1_l", 86.0, 93.0], ["2_l", 94.0, 101.0]],
    }
    assert await rows(stores.database, TEXTS) == [
        ("en", "Kettle 1", "Boils in two minutes", "Descale it once a month."),
        ("ko", "주전자", "", ""),
    ]


async def test_changes_bring_the_same_and_a_webhook_takes_nothing_away(stores: Stores, shopify: FakeShopify) -> None:
    """B8, P37: a new price comes with the webhook; stars, chart and Korean stay, for it does not speak of them."""
    shopify.put(1)
    await reads(stores)
    stores.clock.set(stores.clock.now() + timedelta(minutes=20))
    shopify.products[1] |= MORE | {"updatedAt": stores.clock.now().isoformat()}
    await reads(stores)
    known = await what_is_known(stores)
    assert known[:3] == ("tea_time", 460, 23)
    later = stores.clock.now() + timedelta(minutes=1)
    body = shopify_product(1, later.isoformat(), price="39.00", product_type="", title="New kettle")
    item = shopify_products.read_item(body, Values(Terms()))
    assert (await hear(stores.database, item)).changed == 1
    assert await what_is_known(stores) == known
    assert [row[:2] for row in await rows(stores.database, TEXTS)] == [("en", "New kettle"), ("ko", "주전자")]
    [(price,)] = await rows(stores.database, "select min(price) from offer")
    assert price == 3900


async def test_a_token_that_may_not_read_translations_reads_the_rest(stores: Stores, shopify: FakeShopify) -> None:
    """In bulk and by changes: it is told what is missing, and everything else comes."""
    shopify.denies_translations = True
    shopify.put(1)
    shopify.products[1] |= MORE
    stores.access = replace(stores.access, languages=("en", "ko"))
    ended = await stores.reads()
    assert ended.state == "done"
    assert any("read_translations" in what for _, what in ended.report.notes)
    stores.clock.set(stores.clock.now() + timedelta(minutes=20))
    shopify.products[1] |= {"updatedAt": stores.clock.now().isoformat(), "title": "Kettle one"}
    await reads(stores)
    assert [row[:2] for row in await rows(stores.database, TEXTS)] == [("en", "Kettle one")]


def test_ratings_of_any_scale_and_broken_ones() -> None:
    """Stars are out of five; what cannot be is no rating."""
    scales = {
        '{"value": "9", "scale_max": "10"}': "4.5",
        '{"value": "6", "scale_max": "5.0"}': None,
        '{"value": "-1"}': None,
        "4.2": "4.2",
        "nice": None,
        "": None,
    }
    for told, wanted in scales.items():
        item = shopify_products.read_item(shopify_product(1, "") | {"more": {"rating": told}}, Values(Terms()))
        assert (None if item.rating is None else str(item.rating.normalize())) == wanted, told
