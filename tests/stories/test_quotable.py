"""G7: what journeys may quote is what events and readings really bear: else a sound journey would be refused."""

import json
from datetime import timedelta
from pathlib import Path

from bot.clock import ManualClock
from bot.journeys.readings import Asked
from bot.journeys.vocabulary import EVENTS, READINGS
from tests.stories.bought import fulfilment, movement, refund, shopify_cart, shopify_checkout, shopify_order
from tests.stories.checkout import buys, page_of_link
from tests.stories.happened import contact_of
from tests.stories.shop import Shop, open_shop
from tests.stories.stores import SHOPIFY, SHOPIFY_SECRET, follows, hears_of_it, shopify_tells
from tests.stories.test_cart_recovery import with_cart

SKU = "HOM-101"


async def fields_told(shop: Shop) -> dict[str, set[str]]:
    """Every event of the shop that came, with the fields that it bore."""
    found: dict[str, set[str]] = {}
    for (body,) in await shop.rows("select body from inbox_event where kind = 'shop'"):
        told = json.loads(body)
        found.setdefault(told["name"], set()).update(told.get("data", {}))
    return found


def unlisted(told: dict[str, set[str]]) -> dict[str, set[str]]:
    """Fields that a journey might quote, and would be refused for."""
    return {
        name: fields - set(EVENTS[name]) for name, fields in told.items() if fields - set(EVENTS.get(name, fields))
    }


async def test_what_a_store_tells_is_listed(clock: ManualClock, tmp_path: Path) -> None:
    """Carts, checkouts, orders, refunds and parcels of Shopify: no field is told that the list does not have."""
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock, shopify_secrets=SHOPIFY_SECRET) as shop:
        await follows(shop, "shopify", SHOPIFY)
        now = shop.clock.now()
        later = now + timedelta(seconds=5)
        await shopify_tells(shop, "checkouts/update", shopify_checkout(1, now))
        await shopify_tells(shop, "carts/update", shopify_cart("cart-1", now, quantity=1))
        await shopify_tells(shop, "carts/update", shopify_cart("cart-1", later, quantity=2))
        await shopify_tells(shop, "orders/create", shopify_order(1001, now))
        await shopify_tells(shop, "orders/updated", shopify_order(1001, later, fulfillment_status="fulfilled"))
        await shopify_tells(shop, "fulfillments/create", fulfilment(1001, 1, now))
        await shopify_tells(shop, "fulfillment_events/create", movement(1001, 1, later, "in_transit"))
        await shopify_tells(shop, "refunds/create", refund(1001, 5, later, "10.00"))
        await hears_of_it(shop)
        told = await fields_told(shop)
    assert {"checkout.started", "order.placed", "order.paid", "order.refunded", "shipment.moved"} <= told.keys()
    assert unlisted(told) == {}


async def test_what_the_chat_tells_and_readings_say_is_listed(clock: ManualClock, tmp_path: Path) -> None:
    """A cart and an order of the chat; and each reading has just the words that the list has."""
    async with with_cart(clock, tmp_path) as (shop, amina):
        who = await contact_of(shop, amina)
        readers = shop.wiring.worker._parts.journeys.readers
        [(cart_id,)] = await shop.rows("select id from cart")

        async def words(name: str, **event: object) -> set[str]:
            async with shop.wiring.database.read() as tx:
                return set((await readers[name](tx, Asked(who, "en", event, {"event": event}))).words)

        assert await words("cart", cart_id=cart_id) == set(READINGS["cart"])
        assert await words("stock", sku=SKU) == set(READINGS["stock"])
        await shop.passes(hours=1)
        page = await page_of_link(shop, amina.hears[-1:])
        await buys(shop, page)
        await shop.settles()
        [(order_id,)] = await shop.rows("select id from shop_order")
        assert await words("order", order_id=order_id) == set(READINGS["order"])
        assert unlisted(await fields_told(shop)) == {}
