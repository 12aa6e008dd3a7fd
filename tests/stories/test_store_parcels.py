"""Parcels of stores: told by the store, by EasyPost or AfterShip, in any order; never backwards (E3, F3)."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.clock import ManualClock
from bot.stores.signature import sign_body
from tests.stories.bought import (
    AFTERSHIP_SECRET,
    aftership,
    aftership_tells,
    easypost,
    easypost_tells,
    fulfilment,
    movement,
    news,
    shopify_order,
    told,
    woo_order,
)
from tests.stories.shop import Shop, on_both_databases, open_shop
from tests.stories.stores import SHOPIFY, WOO, follows, hears_of_it, posts, shopify_tells, woo_tells
from tests.stories.test_store_orders import SECRETS


@pytest.fixture
async def shop(database_url: str, clock: ManualClock) -> AsyncIterator[Shop]:
    """A shop that stores and trackers call."""
    async with open_shop(database_url, clock, **SECRETS) as opened:
        await follows(opened, "shopify", SHOPIFY)
        await follows(opened, "woocommerce", WOO, name="woo")
        yield opened


@on_both_databases
async def test_a_parcel_may_come_before_its_order(shop: Shop) -> None:
    """F3: fulfilment, its steps and a tracker's news wait for the order, and are all there once it comes."""
    now = shop.clock.now()
    assert await easypost_tells(shop, easypost("1z-7", ("in_transit", now), ("out_for_delivery", now))) == 200
    await shopify_tells(shop, "fulfillment_events/create", movement(1001, 7, now, "label_printed"))
    await hears_of_it(shop)
    await shopify_tells(shop, "fulfillments/create", fulfilment(1001, 7, now))
    await hears_of_it(shop)
    assert await shop.rows("select count(*) from shipment where source = 'shop'") == [(0,)]
    await shopify_tells(shop, "orders/create", shopify_order(1001, now))
    await hears_of_it(shop)
    assert await shop.rows(
        "select e.stage, e.place from shipment_event e join shipment s on s.id = e.shipment_id "
        "where s.source = 'shop' order by e.stage"
    ) == [("in_transit", "Oakland"), ("label_made", "Oakland"), ("out_for_delivery", "Oakland")]
    assert await shop.rows("select status from shop_order where source = 'shop'") == [("shipped",)]
    assert await shop.rows("select count(*) from parked_fact") == [(0,)]
    assert [name for name in await news(shop) if name.startswith("shipment")][-1] == "shipment.out_for_delivery"


@on_both_databases
async def test_nothing_goes_back_and_nothing_follows_delivered(shop: Shop) -> None:
    """E3, P13: each stage is told once, the furthest by then; what was overtaken and what comes after is silent."""
    now = shop.clock.now()
    await shopify_tells(shop, "orders/create", shopify_order(1001, now))
    await shopify_tells(shop, "fulfillments/create", fulfilment(1001, 7, now))
    await hears_of_it(shop)
    steps = [
        "out_for_delivery",
        "in_transit",
        "label_printed",
        "out_for_delivery",
        "delivered",
        "in_transit",
        "failure",
    ]
    for minute, status in enumerate(steps):
        at = now + timedelta(minutes=minute)
        shop.clock.set(at)
        await shopify_tells(shop, "fulfillment_events/create", movement(1001, 7, at, status))
        await hears_of_it(shop)
    heard = [name for name in await news(shop) if name.startswith("shipment")]
    assert heard == ["shipment.created", "shipment.out_for_delivery", "shipment.delivered"]
    assert await shop.rows("select status, delivered_at is not null from shop_order where source = 'shop'") in (
        [("delivered", 1)],
        [("delivered", True)],
    )


@on_both_databases
async def test_trackers_follow_a_parcel_by_its_number(shop: Shop) -> None:
    """E3: AfterShip's and EasyPost's whole stories; a redelivery is kept once, the chat tells where the parcel is."""
    now = shop.clock.now()
    await shopify_tells(shop, "orders/create", shopify_order(1001, now))
    await shopify_tells(shop, "fulfillments/create", fulfilment(1001, 7, now))
    await hears_of_it(shop)
    way = [("InfoReceived", now), ("InTransit", now + timedelta(minutes=1))]
    body = aftership("1Z7", *way, ("OutForDelivery", now + timedelta(minutes=2)))
    assert [await aftership_tells(shop, body) for _ in range(3)] == [200, 200, 200]
    assert await shop.rows("select count(*) from store_event where platform = 'aftership'") == [(1,)]
    await hears_of_it(shop)
    said = "\n".join(await shop.hears(shop.phone(), "where is my order 1001?"))
    assert "out for delivery" in said
    assert "UPS" in said
    [data] = [data for name, data in await told(shop) if name == "shipment.out_for_delivery"]
    assert (data["number"], data["tracking_number"], data["carrier"]) == ("1001", "1Z 7", "UPS")
    trouble = aftership("1Z7", *way, ("AttemptFail", now + timedelta(minutes=9)))
    await aftership_tells(shop, trouble)
    await hears_of_it(shop)
    assert (await news(shop))[-1] == "shipment.failed"


async def test_two_parcels_of_an_order_are_two_stories(shop: Shop) -> None:
    """E3: partial shipments: the order is delivered when the last one is."""
    now = shop.clock.now()
    whole = shopify_order(1001, now, fulfillment_status="fulfilled")
    whole["fulfillments"] = [fulfilment(1001, 7, now), fulfilment(1001, 8, now)]
    await shopify_tells(shop, "orders/updated", whole)
    await shopify_tells(shop, "fulfillment_events/create", movement(1001, 7, now, "delivered"))
    await hears_of_it(shop)
    assert await shop.rows("select status from shop_order where source = 'shop'") == [("shipped",)]
    await shopify_tells(shop, "fulfillment_events/create", movement(1001, 8, now + timedelta(hours=1), "delivered"))
    shop.clock.set(now + timedelta(hours=1))
    await hears_of_it(shop)
    assert await shop.rows("select status from shop_order where source = 'shop'") == [("delivered",)]
    assert (await news(shop)).count("shipment.delivered") == 2


async def test_two_orders_in_one_parcel_both_hear_of_it(shop: Shop) -> None:
    """One number, two fulfilments: each order's contact hears of its own."""
    now = shop.clock.now()
    for number in (1001, 1002):
        await shopify_tells(shop, "orders/create", shopify_order(number, now))
        parcel = fulfilment(number, number, now, tracking_numbers=["SHARED 1"], tracking_number="SHARED 1")
        await shopify_tells(shop, "fulfillments/create", parcel)
    await hears_of_it(shop)
    await easypost_tells(shop, easypost("SHARED1", ("delivered", now)))
    await hears_of_it(shop)
    assert (await news(shop)).count("shipment.delivered") == 2


async def test_woocommerce_parcels_come_from_its_tracking_plugin(shop: Shop) -> None:
    """E3: what the plug-in keeps with the order is a parcel that trackers find."""
    now = shop.clock.now()
    kept = [{"tracking_provider": "ups", "tracking_number": "1Z99", "date_shipped": "1763802000", "tracking_id": "a"}]
    order = woo_order(501, now, "completed", meta_data=[{"key": "_wc_shipment_tracking_items", "value": kept}])
    await woo_tells(shop, "order.updated", order)
    await hears_of_it(shop)
    await easypost_tells(shop, easypost("1Z99", ("delivered", now)))
    await hears_of_it(shop)
    assert (await news(shop))[-1] == "shipment.delivered"


async def test_trackers_are_believed_by_their_signature_only(shop: Shop) -> None:
    """Forged 401, unreadable 400, other events kept without their content; EasyPost's secret is taken in NFKD."""
    body = easypost("1Z7", ("delivered", shop.clock.now()))
    assert await easypost_tells(shop, body, secret="wrong") == 401
    assert await aftership_tells(shop, {"event": "tracking_update"}, secret="wrong") == 401
    assert await easypost_tells(shop, b"not json") == 400
    assert await aftership_tells(shop, {"msg": {}}) == 400
    assert await easypost_tells(shop, {**body, "description": "batch.created"}) == 200
    assert await shop.rows("select platform, topic, state, body from store_event") == [
        ("easypost", "batch.created", 3, "")
    ]


async def test_whoever_could_sign_is_told_what_is_wrong(shop: Shop) -> None:
    """What their API answers is no webhook: stores and trackers show the answer in the log of their deliveries."""
    raw = b'{"meta": {"code": 200}, "data": {"id": "1"}}'
    signed = await posts(shop, "/webhooks/aftership", raw, {"aftership-hmac-sha256": _signed(raw)})
    assert (signed.status_code, signed.text) == (400, "no event\n")
    forged = await posts(shop, "/webhooks/aftership", raw, {"aftership-hmac-sha256": "wrong"})
    assert (forged.status_code, forged.text) == (401, "")


def _signed(raw: bytes) -> str:
    return sign_body(raw, AFTERSHIP_SECRET.encode()).decode()
