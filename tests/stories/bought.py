"""Bodies as Shopify, WooCommerce, EasyPost and AfterShip write them about orders; and what became of them with us."""

import json
from datetime import datetime
from typing import Any

from bot.stores.signature import sign_body, sign_hex
from tests.stories.shop import Shop
from tests.stories.stores import calls, when

BIG = 9_007_199_254_740_993  # the first whole number that a float cannot hold
EASYPOST_SECRET, AFTERSHIP_SECRET = "ﬁne-secret", "another-secret"
AMINA = {"id": BIG + 7, "email": "Amina@Example.com", "first_name": "Amina", "last_name": "Yusuf", "phone": None}


def shopify_order(number: int, now: datetime, *, phone: str | None = "(415) 555-0101", **more: Any) -> dict[str, Any]:
    """The body of `orders/create`: two kettles, paid."""
    at = when(now)
    address = {"first_name": "Amina", "last_name": "Yusuf", "country_code": "US", "city": "Oakland", "phone": None}
    return {
        "id": BIG + number, "name": f"#{number}", "order_number": number, "created_at": at, "processed_at": at,
        "updated_at": at, "currency": "USD", "presentment_currency": "USD", "subtotal_price": "96.00",
        "total_discounts": "0.00", "total_price": "100.50", "financial_status": "paid", "fulfillment_status": None,
        "cancelled_at": None, "email": "amina@example.com", "phone": phone, "customer": AMINA,
        "shipping_address": address, "billing_address": address, "customer_locale": "en-US",
        "cart_token": f"cart-{number}", "checkout_token": f"checkout-{number}", "note_attributes": [],
        "discount_codes": [], "payment_gateway_names": ["shopify_payments"],
        "shipping_lines": [{"title": "Standard", "price": "4.50"}], "refunds": [], "fulfillments": [],
        "line_items": [
            {"id": BIG + 1, "variant_id": BIG * 10, "product_id": BIG, "sku": "KET-1", "title": "Aurora Kettle",
             "variant_title": "Default Title", "name": "Aurora Kettle", "quantity": 2, "price": "48.00"},
        ], **more,
    }  # fmt: skip


def shopify_cart(token: str, now: datetime, *, quantity: int = 1, **more: Any) -> dict[str, Any]:
    """The body of `carts/update`: it names nobody."""
    line = {"id": 1, "variant_id": BIG * 10, "product_id": BIG, "sku": "KET-1", "title": "Aurora Kettle",
            "quantity": quantity, "price": "48.00"}  # fmt: skip
    return {"id": token, "token": token, "note": None, "updated_at": when(now), "created_at": when(now),
            "line_items": [line] if quantity else [], **more}  # fmt: skip


def shopify_checkout(number: int, now: datetime, **more: Any) -> dict[str, Any]:
    """The body of `checkouts/update`."""
    order = shopify_order(number, now)
    names = ("email", "phone", "customer", "shipping_address", "line_items", "currency", "total_price", "updated_at")
    return {
        **{name: order[name] for name in names}, "id": number, "token": f"checkout-{number}",
        "cart_token": f"cart-{number}", "completed_at": None, "customer_locale": "en",
        "abandoned_checkout_url": f"https://kettles.example.com/recover/{number}", **more,
    }  # fmt: skip


def fulfilment(order: int, number: int, now: datetime, *, status: str | None = None, **more: Any) -> dict[str, Any]:
    """The body of `fulfillments/create`."""
    return {
        "id": BIG + 1000 + number, "order_id": BIG + order, "status": "success", "created_at": when(now),
        "updated_at": when(now), "tracking_company": "UPS", "shipment_status": status,
        "tracking_number": f"1Z {number}", "tracking_numbers": [f"1Z {number}"],
        "tracking_urls": [f"https://ups.example.com/1Z{number}"], "line_items": [], **more,
    }  # fmt: skip


def movement(order: int, number: int, at: datetime, status: str) -> dict[str, Any]:
    """The body of `fulfillment_events/create`."""
    return {
        "id": BIG + int(at.timestamp()), "fulfillment_id": BIG + 1000 + number, "order_id": BIG + order,
        "status": status, "happened_at": when(at), "created_at": when(at), "city": "Oakland",
    }  # fmt: skip


def refund(order: int, number: int, now: datetime, amount: str) -> dict[str, Any]:
    """The body of `refunds/create`."""
    paid_back = {"id": number, "kind": "refund", "status": "success", "amount": amount, "currency": "USD"}
    return {"id": number, "order_id": BIG + order, "created_at": when(now), "transactions": [paid_back]}


def woo_order(number: int, now: datetime, status: str = "processing", **more: Any) -> dict[str, Any]:
    """The body of `order.updated`."""
    at = now.strftime("%Y-%m-%dT%H:%M:%S")
    person = {"first_name": "Amina", "last_name": "Yusuf", "country": "US", "phone": "(415) 555-0101"}
    return {
        "id": number, "number": str(number), "status": status, "currency": "USD", "date_created_gmt": at,
        "date_modified_gmt": at, "date_paid_gmt": at if status in ("processing", "completed") else None,
        "discount_total": "0.00", "shipping_total": "4.50", "total": "100.50", "customer_id": 11,
        "billing": {**person, "email": "amina@example.com"}, "shipping": person, "order_key": f"wc_{number}",
        "payment_method": "stripe", "payment_method_title": "Card", "coupon_lines": [], "refunds": [],
        "meta_data": [], "line_items": [
            {"id": 1, "name": "Aurora Kettle", "product_id": 41, "variation_id": 0, "quantity": 2, "sku": "KET-41",
             "subtotal": "96.00", "subtotal_tax": "0.00", "total": "96.00", "total_tax": "0.00", "meta_data": []},
        ], **more,
    }  # fmt: skip


def easypost(number: str, *steps: tuple[str, datetime]) -> dict[str, Any]:
    """The body of `tracker.updated`, the whole way."""
    way = [
        {"status": status, "datetime": when(at), "tracking_location": {"city": "OAKLAND", "country": "US"}}
        for status, at in steps
    ]
    tracker = {"id": "trk_1", "object": "Tracker", "tracking_code": number, "status": steps[-1][0],
               "updated_at": when(steps[-1][1]), "carrier": "UPS", "tracking_details": way, "is_return": False,
               "public_url": "https://track.example.com/1", "est_delivery_date": None}  # fmt: skip
    return {"id": f"evt_{len(steps)}", "object": "Event", "description": "tracker.updated", "result": tracker}


def aftership(number: str, *steps: tuple[str, datetime]) -> dict[str, Any]:
    """The body of `tracking_update`."""
    way = [{"tag": tag, "checkpoint_time": when(at), "city": "Oakland"} for tag, at in steps]
    told = {"tracking_number": number, "slug": "ups", "tag": steps[-1][0], "checkpoints": way}
    return {"event": "tracking_update", "event_id": f"e{len(steps)}", "ts": int(steps[-1][1].timestamp()),
            "is_tracking_first_tag": True, "msg": told}  # fmt: skip


async def easypost_tells(shop: Shop, body: Any, *, secret: str = "fine-secret") -> int:
    """A delivery of EasyPost, whose secret is signed with in its plain form; the status of our answer."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await calls(shop, "/webhooks/easypost", raw, {"X-Hmac-Signature": sign_hex(raw, secret.encode()).decode()})


async def aftership_tells(shop: Shop, body: Any, *, secret: str = AFTERSHIP_SECRET) -> int:
    """A delivery of AfterShip; the status of our answer."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"aftership-hmac-sha256": sign_body(raw, secret.encode()).decode()}
    return await calls(shop, "/webhooks/aftership", raw, headers)


async def news(shop: Shop) -> list[str]:
    """What contacts' inboxes have heard from stores, in the order in which it came."""
    return [name for name, _ in await told(shop)]


async def told(shop: Shop) -> list[tuple[str, dict[str, Any]]]:
    """The same with what was told."""
    rows = await shop.rows("select body from inbox_event where kind = 'shop' and body <> '{}' order by id")
    return [(body["name"], body["data"]) for body in (json.loads(row[0]) for row in rows)]
