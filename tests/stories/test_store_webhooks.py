"""Stores that call: what changed there is in the next message, in whatever order and number it comes (C1, P37)."""

import json
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.clock import ManualClock
from tests.stories.shop import Shop, on_both_databases, open_shop
from tests.stories.stores import (
    SHOPIFY,
    SHOPIFY_SECRET,
    WOO,
    WOO_SECRET,
    calls,
    follows,
    hears_of_it,
    offer,
    shopify_product,
    shopify_tells,
    when,
    woo_product,
    woo_tells,
)

BIG = 9_007_199_254_740_993  # the first whole number that a float cannot hold
KETTLE = f"KET-{BIG}"


@pytest.fixture
async def shop(database_url: str, clock: ManualClock) -> AsyncIterator[Shop]:
    """A shop that both platforms call."""
    given = {"shopify_secrets": SHOPIFY_SECRET, "woo_secrets": WOO_SECRET.replace("&", "&amp;")}
    async with open_shop(database_url, clock, **given) as opened:
        await follows(opened, "shopify", SHOPIFY)
        await follows(opened, "woocommerce", WOO, name="woo")
        yield opened


@on_both_databases
async def test_a_price_that_changed_at_shopify_is_in_the_next_message(shop: Shop) -> None:
    """C1, P37: a new product is found at once; then its price falls and it is nearly gone. Ids keep every digit."""
    now = shop.clock.now()
    assert await shopify_tells(shop, "products/create", shopify_product(BIG, when(now))) == 200
    await hears_of_it(shop)
    amina = shop.phone()
    said = "\n".join(await shop.hears(amina, "aurora kettle"))
    assert "Aurora Kettle" in said
    assert "*$48*" in said
    later = shopify_product(BIG, when(now + timedelta(minutes=1)), price="39.50", stock=2)
    assert await shopify_tells(shop, "products/update", later) == 200
    await hears_of_it(shop)
    said = "\n".join(await shop.hears(amina, "aurora kettle"))
    assert "$39.50" in said
    assert "$48" not in said
    assert await offer(shop, KETTLE) == (3950, 2, True)
    assert await shop.rows("select external_id from product where source = 'shop'") == [(str(BIG),)]


@on_both_databases
async def test_late_and_repeated_news_change_nothing(shop: Shop) -> None:
    """Same delivery twice → one effect; an update that was overtaken never wins, in whatever time zone it is."""
    now = shop.clock.now()
    new = shopify_product(BIG, "2026-11-22T05:00:00-05:00", price="30.00")  # ten o'clock UTC
    old = shopify_product(BIG, "2026-11-22T09:30:00+00:00", price="48.00")
    assert await shopify_tells(shop, "products/update", new, X_Shopify_Webhook_Id="w1") == 200
    assert await shopify_tells(shop, "products/update", new, X_Shopify_Webhook_Id="w1") == 200
    assert await shopify_tells(shop, "products/update", new, X_Shopify_Webhook_Id="w2", X_Shopify_Event_Id="e") == 200
    assert await shopify_tells(shop, "products/update", new, X_Shopify_Webhook_Id="w3", X_Shopify_Event_Id="e") == 200
    assert await shop.rows("select count(*) from store_event") == [(2,)]
    await hears_of_it(shop)
    await shopify_tells(shop, "products/create", old)
    await hears_of_it(shop)
    assert await offer(shop, KETTLE) == (3000, 7, True)
    assert now == shop.clock.now()


async def test_what_comes_at_once_is_taken_in_the_stores_order(shop: Shop) -> None:
    """The newest of one lot wins, though it came first."""
    prices = {5: "35.00", 2: "32.00", 9: "39.00", 1: "31.00"}
    for minute, price in prices.items():
        body = shopify_product(BIG, f"2026-11-22T09:0{minute}:00Z", price=price)
        await shopify_tells(shop, "products/update", body)
    await hears_of_it(shop)
    assert await offer(shop, KETTLE) == (3900, 7, True)


@on_both_databases
async def test_a_deleted_product_is_not_revived_by_a_late_update(shop: Shop) -> None:
    """P37: deleted, then an older update; and a deletion that comes before its product was ever heard of."""
    now = shop.clock.now()
    await shopify_tells(shop, "products/create", shopify_product(BIG, when(now - timedelta(hours=1))))
    await hears_of_it(shop)
    await shopify_tells(shop, "products/delete", {"id": BIG})
    await shopify_tells(shop, "products/delete", {"id": 77})
    await hears_of_it(shop)
    late = when(now - timedelta(minutes=1))
    await shopify_tells(shop, "products/update", shopify_product(BIG, late))
    await shopify_tells(shop, "products/update", shopify_product(77, late))
    await hears_of_it(shop)
    assert (await offer(shop, KETTLE) or (0, 0, True))[2] is False
    assert await offer(shop, "KET-77") is None
    assert "Aurora Kettle" not in "\n".join(await shop.hears(shop.phone(), "aurora kettle"))


@on_both_databases
async def test_stock_of_places_is_added_up(shop: Shop) -> None:
    """C1: `inventory_levels/update` by place; the older of two for one place is left."""
    now = shop.clock.now()
    await shopify_tells(shop, "products/create", shopify_product(BIG, when(now)))
    await hears_of_it(shop)
    for place, left, minute in ((1, 0, 2), (2, 3, 3), (1, 9, 1)):
        at = when(now + timedelta(minutes=minute))
        level = {"inventory_item_id": BIG * 100, "location_id": place, "available": left, "updated_at": at}
        assert await shopify_tells(shop, "inventory_levels/update", level) == 200
    await hears_of_it(shop)
    assert await offer(shop, KETTLE) == (4800, 3, True)
    gone = {"inventory_item_id": BIG * 100, "location_id": 2}
    shop.clock.set(now + timedelta(minutes=9))
    await shopify_tells(shop, "inventory_levels/disconnect", gone)
    await hears_of_it(shop)
    assert await offer(shop, KETTLE) == (4800, 0, True)


async def test_only_the_store_is_believed(shop: Shop) -> None:
    """Forged, changed by one byte, written anew, unsigned: 401 and nothing is kept. Too large: 413."""
    body = shopify_product(BIG, when(shop.clock.now()))
    assert await shopify_tells(shop, "products/create", body, secret="another") == 401
    assert await shopify_tells(shop, "products/create", body, X_Shopify_Hmac_Sha256="") == 401
    assert await woo_tells(shop, "product.created", woo_product(3, "2026-11-22T09:00:00"), secret="another") == 401
    assert await calls(shop, "/webhooks/woocommerce", b'{"id":1}', {"X-WC-Webhook-Topic": "product.deleted"}) == 401
    assert await shopify_tells(shop, "products/create", b"[" + b" " * (5 << 20) + b"]") == 413
    assert await shop.rows("select count(*) from store_event") == [(0,)]


async def test_secrets_are_replaced_without_losing_a_delivery(database_url: str, clock: ManualClock) -> None:
    """For an hour after a rotation both are used. The headers' newer family counts as well."""
    async with open_shop(database_url, clock, shopify_secrets="new-secret, old-secret") as shop:
        await follows(shop, "shopify", SHOPIFY)
        body = json.dumps(shopify_product(BIG, when(clock.now()))).encode()
        assert await shopify_tells(shop, "products/create", body, secret="old-secret") == 200
        assert await shopify_tells(shop, "products/update", body, secret="new-secret") == 200
        assert await shopify_tells(shop, "products/update", body, secret="a-client-secret") == 401
        from bot.stores.signature import sign_body

        bare = {"shopify-topic": "products/update", "shopify-shop-domain": SHOPIFY, "shopify-event-id": "e1"}
        signed = bare | {"shopify-hmac-sha256": sign_body(body, b"new-secret").decode()}
        assert await calls(shop, "/webhooks/shopify", body, signed) == 200
        assert await shop.rows("select count(*) from store_event where state = 0") == [(3,)]


async def test_what_nobody_has_a_use_for_is_kept_and_answered(shop: Shop) -> None:
    """Unknown topics, stores that are no source, bodies that are no product: 200; each says what became of it."""
    assert await shopify_tells(shop, "disputes/create", {"id": 1, "phone": "+14155550101"}) == 200
    assert await shopify_tells(shop, "products/update", {"id": 1}, X_Shopify_Shop_Domain="other.myshopify.com") == 200
    assert await shopify_tells(shop, "products/update", b"not json") == 200
    assert await shopify_tells(shop, "products/update", {"id": 1}) == 200
    await hears_of_it(shop)
    kept = await shop.rows("select topic, state, error from store_event order by id")
    assert [state for _, state, _ in kept] == [3, 3, 2, 2]
    assert await shop.rows("select count(*) from store_event where body like '%4155550101%'") == [(0,)]
    assert "no source of the catalog is the store other.myshopify.com" in kept[1][2]
    assert "no JSON" in kept[2][2]
    assert "has no title" in kept[3][2]


@on_both_databases
async def test_a_price_that_changed_at_woocommerce_is_in_the_next_message(shop: Shop) -> None:
    """C1, P37: a ping makes the webhook live; two events of one second share a delivery id and both count."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert await calls(shop, "/webhooks/woocommerce", b"webhook_id=5", form) == 200
    first, second = woo_product(41, "2026-11-22T09:00:00"), woo_product(42, "2026-11-22T09:00:00", price="12.5")
    assert await woo_tells(shop, "product.created", first, delivery="d") == 200
    assert await woo_tells(shop, "product.created", second, delivery="d") == 200
    await hears_of_it(shop)
    assert await offer(shop, "KET-41") == (4800, 7, True)
    assert await offer(shop, "KET-42") == (1250, 7, True)
    await woo_tells(shop, "product.updated", woo_product(41, "2026-11-22T09:05:00", price="44", stock="2.5"))
    await hears_of_it(shop)
    assert await offer(shop, "KET-41") == (4400, 2, True)
    assert "$44" in "\n".join(await shop.hears(shop.phone(), "aurora kettle"))


async def test_woocommerce_deletes_and_restores(shop: Shop) -> None:
    """P37: deleted bodies hold an id only; what comes back from the bin is sold again, whatever day it names."""
    body = woo_product(41, "2026-11-22T08:00:00")
    await woo_tells(shop, "product.created", body)
    await hears_of_it(shop)
    await woo_tells(shop, "product.deleted", {"id": 41})
    await hears_of_it(shop)
    await woo_tells(shop, "product.updated", body)
    await hears_of_it(shop)
    assert await offer(shop, "KET-41") == (4800, 7, False)
    shop.clock.set(shop.clock.now() + timedelta(minutes=1))
    await woo_tells(shop, "product.restored", body)
    await hears_of_it(shop)
    assert await offer(shop, "KET-41") == (4800, 7, True)


async def test_the_largest_product_is_less_than_a_second_of_work(shop: Shop) -> None:
    """2,048 variants in one body."""
    body = shopify_product(BIG, when(shop.clock.now()))
    one = body["variants"][0]
    body["options"] = [{"name": "Colour"}, {"name": "Size"}]
    body["variants"] = [
        {**one, "id": BIG + n, "sku": f"K-{n}", "option1": f"Shade {n // 32}", "option2": f"{n % 32}"}
        for n in range(2048)
    ]
    began = time.process_time()
    assert await shopify_tells(shop, "products/update", body) == 200
    await shop.wiring.stores.work_once()
    spent = time.process_time() - began
    assert await shop.rows("select count(*) from variant where sku like 'K-%'") == [(2048,)]
    assert spent < 1.0


async def test_a_cut_body_changes_nothing_by_itself(shop: Shop) -> None:
    """A body with the first variants of more never takes the others away; without a token it says what is missing."""
    body = shopify_product(BIG, when(shop.clock.now()))
    body["variant_gids"] = [{"admin_graphql_api_id": f"gid://shopify/ProductVariant/{n}"} for n in range(2)]
    await shopify_tells(shop, "products/update", body)
    await hears_of_it(shop)
    assert await offer(shop, KETTLE) is None
    [(state, error)] = await shop.rows("select state, error from store_event")
    assert state == 2
    assert "SHOPCLERK_SHOPIFY_TOKEN is not set" in error
