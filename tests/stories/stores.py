"""Stores as they call us: bodies as Shopify and WooCommerce write them, signed, with their headers."""

import json
import secrets
from datetime import datetime
from typing import Any

import httpx

from bot.stores.signature import sign_body
from catalog.sync.tables import Source
from tests.stories.shop import PUBLIC_URL, Shop

SHOPIFY_SECRET, WOO_SECRET = "a-client-secret", "a-secret-&-more"
SHOPIFY, WOO = "kettles.myshopify.com", "https://kettles.example.com"


async def follows(shop: Shop, kind: str, address: str, name: str = "shop", **more: Any) -> None:
    """The catalog has this store as a source."""
    async with shop.wiring.database.session() as session:
        fields = {"currency": "USD", "added_at": shop.clock.now(), **more}
        session.add(Source(name=name, kind=kind, address=address, **fields))


def shopify_product(
    product_id: int, updated_at: str, *, price: str | None = "48.00", stock: int = 7, **more: Any
) -> dict[str, Any]:
    """The body of `products/update`: one counted variant, unless `variants` says otherwise."""
    variant = {
        "id": product_id * 10, "title": "Default Title", "option1": "Default Title", "sku": f"KET-{product_id}",
        "price": price, "compare_at_price": None, "inventory_management": "shopify", "inventory_policy": "deny",
        "inventory_quantity": stock, "inventory_item_id": product_id * 100, "barcode": "", "image_id": None,
    }  # fmt: skip
    return {
        "id": product_id, "title": "Aurora Kettle", "body_html": "<p>Boils a litre in two minutes.</p>",
        "vendor": "Lumen", "product_type": "Kettles", "handle": "aurora-kettle", "status": "active",
        "published_at": "2026-01-01T09:00:00-05:00", "created_at": "2026-01-01T14:00:00Z", "updated_at": updated_at,
        "tags": "kitchen, steel", "options": [{"name": "Title", "values": ["Default Title"]}], "images": [],
        "variants": [variant], **more,
    }  # fmt: skip


def woo_product(product_id: int, modified: str, *, price: str = "48", stock: Any = 7, **more: Any) -> dict[str, Any]:
    """The body of `product.updated`: a simple product."""
    return {
        "id": product_id, "name": "Aurora Kettle", "slug": "aurora-kettle", "type": "simple", "status": "publish",
        "permalink": f"{WOO}/product/aurora-kettle/", "catalog_visibility": "visible", "purchasable": True,
        "description": "<p>Boils a litre in two minutes.</p>", "short_description": "", "sku": f"KET-{product_id}",
        "price": price, "regular_price": price, "sale_price": "", "on_sale": False, "manage_stock": True,
        "stock_quantity": stock, "stock_status": "instock", "backorders": "no", "backorders_allowed": False,
        "categories": [{"id": 9, "name": "Kettles"}], "tags": [], "images": [], "attributes": [],
        "variations": [], "date_modified_gmt": modified, "average_rating": "0.00", "rating_count": 0, **more,
    }  # fmt: skip


async def shopify_tells(shop: Shop, topic: str, body: Any, *, secret: str = SHOPIFY_SECRET, **headers: str) -> int:
    """A delivery of Shopify; the status of our answer."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {
        "X-Shopify-Topic": topic,
        "X-Shopify-Shop-Domain": SHOPIFY,
        "X-Shopify-Webhook-Id": secrets.token_hex(8),
        "X-Shopify-Triggered-At": shop.clock.now().isoformat(),
        "X-Shopify-Hmac-Sha256": sign_body(raw, secret.encode()).decode(),
    }
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await calls(shop, "/webhooks/shopify", raw, {**given, **named, "Content-Type": "application/json"})


async def woo_tells(
    shop: Shop, topic: str, body: Any, *, secret: str = WOO_SECRET, delivery: str = "", source: str = WOO
) -> int:
    """A delivery of WooCommerce; the status of our answer."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {
        "X-WC-Webhook-Topic": topic,
        "X-WC-Webhook-Source": f"{source}/",
        "X-WC-Webhook-ID": "5",
        "X-WC-Webhook-Delivery-ID": delivery or secrets.token_hex(8),
        "X-WC-Webhook-Signature": sign_body(raw, secret.encode()).decode(),
        "Content-Type": "application/json",
    }
    return await calls(shop, "/webhooks/woocommerce", raw, given)


async def calls(shop: Shop, path: str, raw: bytes, headers: dict[str, str]) -> int:
    """Whatever is posted to one of our doors; the status of the answer."""
    return (await posts(shop, path, raw, headers)).status_code


async def posts(shop: Shop, path: str, raw: bytes, headers: dict[str, str]) -> httpx.Response:
    """The same with all of the answer."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(shop.door)) as client:
        return await client.post(PUBLIC_URL + path, content=raw, headers=headers)


async def hears_of_it(shop: Shop) -> None:
    """What the loops of a running shop do within a second."""
    await shop.wiring.stores.work_once()
    await shop.wiring.shelves.refresh()


async def offer(shop: Shop, sku: str) -> tuple[Any, ...] | None:
    """Price, stock and whether it is sold at all."""
    rows = await shop.rows(
        "select o.price, o.stock, p.gone_at is null and p.active from offer o join variant v on v.sku = o.sku "
        "join product p on p.id = v.product_id where o.sku = $1",
        sku,
    )
    return (rows[0][0], rows[0][1], bool(rows[0][2])) if rows else None


def when(moment: datetime) -> str:
    """A moment as Shopify writes it."""
    return moment.isoformat(timespec="seconds")
