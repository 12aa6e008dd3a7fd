"""The catalog at Meta, as far as a phone shows it: product messages, carts that are sent, questions about a product.

Twilio docs, "twilio/catalog". Names, prices and pictures are not in the message: Meta has them from the merchant's
own feed, and the emulator from whoever made it. A product that Meta does not have is not shown; without any the
message fails.
"""

import json
from collections.abc import Callable

from bot.whatsapp.emulator.errors import ApiError
from bot.whatsapp.emulator.records import Json, Shown

MOST_ITEMS = 30
MAX_ITEM_ID = 100
MAX_SECTION = 24
NOT_SHOWN = 63021

#: Content id → `{"name", "price", "shown_price", "currency", "picture", "about"}`; None when Meta does not have it.
#: `price` is a number as text (`26.00`), `picture` an address or empty.
FindWare = Callable[[str], Json | None]


def knows_nothing(content_id: str) -> Json | None:  # noqa: ARG001
    """A catalog without products."""
    return None


def shown_products(value: Json, find: FindWare) -> Shown:
    """The bubble of a filled `twilio/catalog`. Items that Meta does not have are not on it."""
    told = read_items(value.get("dynamic_items")) + [dict(item) for item in value.get("items") or ()]
    items = []
    for item in told:
        if ware := find(item["id"]):
            items.append({**ware, "id": item["id"], "section": item.get("section_title") or ""})
    kind = "catalog" if not told else "product" if len(told) == 1 else "products"
    cover = find(str(value.get("thumbnail_item_id") or "")) if kind == "catalog" else None
    products = {
        "kind": kind,
        "catalog_id": value["id"],
        "title": value.get("title") or "",
        "footer": value.get("subtitle") or "",
        "items": items,
        "picture": str((cover or (items[0] if items else {})).get("picture") or ""),
    }
    return Shown("text", value.get("body") or "", products=products)


def fault_of(value: Json, find: FindWare) -> int | None:
    """The code with which a message with products fails; None when it can be shown."""
    told = read_items(value.get("dynamic_items")) + [dict(item) for item in value.get("items") or ()]
    fits = len(told) <= MOST_ITEMS and len(value.get("title") or "") <= 60 and len(value.get("subtitle") or "") <= 60
    sections = {str(item.get("section_title") or "") for item in told}
    if len(told) > 1:
        fits = fits and bool(value.get("title")) and "" not in sections and len(sections) <= 10
    fits = fits and all(len(section) <= MAX_SECTION for section in sections)
    if not fits or not all(0 < len(item["id"]) <= MAX_ITEM_ID for item in told):
        return 63005
    return None if not told or any(find(item["id"]) for item in told) else NOT_SHOWN


def read_items(text: object) -> list[Json]:
    """`dynamic_items` once it is filled in. Raises ApiError when it is no list of items."""
    if not text:
        return []
    try:
        items = json.loads(str(text))
    except (ValueError, RecursionError):
        raise ApiError(400, 21656, "dynamic_items is not valid JSON") from None
    if not isinstance(items, list) or not all(isinstance(i, dict) and isinstance(i.get("id"), str) for i in items):
        raise ApiError(400, 21656, "dynamic_items must be a list of items with an id")
    return items


def order_fields(lines: list[tuple[str, int]], catalog_id: str, text: str, find: FindWare) -> dict[str, str]:
    """What Twilio posts for a cart that was sent from WhatsApp."""
    items = []
    for content_id, quantity in lines:
        ware = find(content_id) or {}
        price, currency = float(ware.get("price") or 0), ware.get("currency") or ""
        items.append(
            {"product_retailer_id": content_id, "quantity": quantity, "item_price": price, "currency": currency}
        )
    order = {"catalog_id": catalog_id, "text": text, "product_items": items}
    return {"MessageType": "order", "ProductRetailerId": json.dumps(order)}


def question_fields(content_id: str, catalog_id: str) -> dict[str, str]:
    """What Twilio posts beside a text that asks about a product."""
    return {"ProductRetailerId": json.dumps({"product_retailer_id": content_id, "catalog_id": catalog_id})}
