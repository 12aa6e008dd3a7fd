"""Messages with products of WhatsApp's own catalog (Twilio docs, "twilio/catalog").

One item is a single-product message, several are a multi-product message with sections, none at all is the whole
catalog: WhatsApp draws pictures, names and prices itself, from what the merchant keeps at Meta.
"""

import json
from typing import Any

from bot.outbox.content import Content, Native
from bot.outbox.split import MAX_ASKING
from bot.whatsapp import shapes
from bot.whatsapp.shapes import Shape, cut, filled, place_of

PRODUCT, PRODUCTS, CATALOG = "product", "products", "catalog"
MAX_TITLE, MAX_FOOTER = 60, 60
_SAMPLE = json.dumps([{"id": "sample", "section_title": "Sample"}])


def product_shape(native: Native) -> Shape:
    """The resource that carries these products: one for each kind, catalog, and whether there is a footer."""
    kind = CATALOG if not native.items else PRODUCT if len(native.items) == 1 else PRODUCTS
    return Shape(kind, 0, described=bool(native.footer), host=native.catalog_id)


def product_variables(content: Content, native: Native) -> dict[str, str]:
    """Every variable of the resource."""
    shape = product_shape(native)
    text = "\n\n".join(filter(None, (content.text, native.more)))
    values = {"text": filled(cut(text, MAX_ASKING))}
    if native.footer:
        values["footer"] = filled(cut(native.footer, MAX_FOOTER))
    if shape.kind != PRODUCT:
        values["title"] = filled(cut(native.title, MAX_TITLE))
    if shape.kind == CATALOG:
        values["thumbnail"] = native.thumbnail
    else:
        values["products"] = json.dumps(
            [_item(*item) for item in native.items], ensure_ascii=False, separators=(",", ":")
        )
    return values


def resource_of(shape: Shape) -> dict[str, Any]:
    """The body of the request that creates a shape's Content resource, whatever its kind."""
    if shape.kind not in (PRODUCT, PRODUCTS, CATALOG):
        return shapes.resource_of(shape)
    names = {"body": "text"}
    if shape.kind != PRODUCT:
        names["title"] = "title"
    if shape.described:
        names["subtitle"] = "footer"
    names |= {"thumbnail_item_id": "thumbnail"} if shape.kind == CATALOG else {"dynamic_items": "products"}
    return {
        "friendly_name": shapes.friendly_name(shape),
        "language": "en",
        "variables": {name: _SAMPLE if name == "products" else name for name in names.values()},
        "types": {"twilio/catalog": {"id": shape.host, **{key: place_of(name) for key, name in names.items()}}},
    }


def _item(item: str, section: str) -> dict[str, str]:
    return {"id": item, "section_title": section} if section else {"id": item}
