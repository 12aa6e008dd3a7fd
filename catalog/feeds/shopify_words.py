"""Shopify's Admin GraphQL: what is asked, and its answers put into the words of webhooks."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from catalog.feeds.loose import Record, record, records, text

API_VERSION = "2026-10"

_PRODUCT = (
    "id title descriptionHtml vendor productType handle status publishedAt tags createdAt updatedAt "
    "category { fullName } options { name } "
    'rating: metafield(namespace: "reviews", key: "rating") { value } '
    'ratingCount: metafield(namespace: "reviews", key: "rating_count") { value } '
    'subtitle: metafield(namespace: "descriptors", key: "subtitle") { value } '
    'careGuide: metafield(namespace: "descriptors", key: "care_guide") { value } '
    'sizeChart: metafield(namespace: "custom", key: "size_chart") { value } %s'
)
_MORE = ("rating", "ratingCount", "subtitle", "careGuide", "sizeChart")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")
_VARIANT = (
    "id sku barcode price compareAtPrice inventoryQuantity inventoryPolicy selectedOptions { name value } "
    "image { url } unitPriceMeasurement { quantityValue quantityUnit } inventoryItem { id tracked %s }"
)
_LEVEL = 'id item { id } location { id } updatedAt quantities(names: ["available"]) { quantity }'
_ALONE = _VARIANT % ""
_WITH_LEVELS = _VARIANT % f"inventoryLevels {{ edges {{ node {{ {_LEVEL} }} }} }}"
_PICTURE = "... on MediaImage { id alt image { url } }"
_PAGE = "pageInfo { hasNextPage endCursor }"
_ONE = (
    f"{_PRODUCT} collections(first: 10) {{ nodes {{ id title }} }} media(first: 30) {{ nodes {{ {_PICTURE} }} }} "
    f"variants(first: 25) {{ {_PAGE} nodes {{ {_ALONE} }} }}"
)

#: All products, with all of theirs: each object becomes a line of its own.
_BULK = (
    f"{{ products {{ edges {{ node {{ {_PRODUCT} collections {{ edges {{ node {{ id title }} }} }} "
    f"media {{ edges {{ node {{ {_PICTURE} }} }} }} "
    f"variants {{ edges {{ node {{ {_WITH_LEVELS} }} }} }} "
    "} } } }"
)
START_BULK = (
    "mutation StartBulk($query: String!) { bulkOperationRunQuery(query: $query) "
    "{ bulkOperation { id status } userErrors { field message } } }"
)
BULK_STATE = (
    "query BulkState($id: ID!) { node(id: $id) { ... on BulkOperation { id status errorCode url partialDataUrl } } }"
)
_CHANGES = (
    "query Changes($after: String, $query: String!) { products(first: 25, after: $after, sortKey: UPDATED_AT, "
    f"query: $query) {{ {_PAGE} nodes {{ {_ONE} }} }} }}"
)
_ONE_PRODUCT = f"query OneProduct($id: ID!) {{ product(id: $id) {{ {_ONE} }} }}"
VARIANTS = (
    "query Variants($id: ID!, $after: String) { product(id: $id) { variants(first: 250, after: $after) "
    f"{{ {_PAGE} nodes {{ {_ALONE} }} }} }} }}"
)
STOCK = (
    f"query Stock($id: ID!) {{ inventoryItem(id: $id) {{ inventoryLevels(first: 100) {{ nodes {{ {_LEVEL} }} }} }} }}"
)
HOOKS = (
    f"query Hooks($after: String) {{ webhookSubscriptions(first: 100, after: $after) {{ {_PAGE} "
    "nodes { id topic uri } } }"
)
MAKE_HOOK = (
    "mutation MakeHook($topic: WebhookSubscriptionTopic!, $uri: String!) { webhookSubscriptionCreate(topic: $topic, "
    "webhookSubscription: { uri: $uri, format: JSON }) { webhookSubscription { id } userErrors { field message } } }"
)


def bulk(languages: Sequence[str]) -> str:
    """What a bulk operation asks for, with texts in these other languages."""
    return _BULK.replace("%s", _translations(languages))


def changes(languages: Sequence[str]) -> str:
    """The products that changed, page by page."""
    return _CHANGES.replace("%s", _translations(languages))


def one_product(languages: Sequence[str]) -> str:
    """One product alone."""
    return _ONE_PRODUCT.replace("%s", _translations(languages))


def _translations(languages: Sequence[str]) -> str:
    """Each language under a name of its own: `in_ko`."""
    return " ".join(
        f'{_alias(each)}: translations(locale: "{each}") {{ key value }}'
        for each in languages
        if _LANGUAGE.fullmatch(each)
    )


def _alias(language: str) -> str:
    return "in_" + language.replace("-", "_")


def plain_id(gid: object) -> str:
    """`gid://shopify/Product/123?x=1` → `123`, as webhooks write it."""
    return text(gid).rpartition("/")[2].partition("?")[0]


def global_id(kind: str, plain: str) -> str:
    """The other way round."""
    return f"gid://shopify/{kind}/{plain}"


def kind_of(gid: object) -> str:
    """`gid://shopify/Product/123` → `Product`."""
    parts = text(gid).split("/")
    return parts[-2] if len(parts) > 1 else ""


def as_webhook(
    product: Record,
    variants: Iterable[Record],
    pictures: Sequence[Record],
    collections: Sequence[Record],
    languages: Sequence[str] = (),
) -> dict[str, Any]:
    """One product as its webhook would tell it, and below `more` what webhooks do not tell."""
    return {
        "more": {
            **{name: record(product.get(name)).get("value") for name in _MORE},
            "collections": [each.get("title") for each in collections],
            "translations": {each: product.get(_alias(each)) for each in languages},
        },
        "id": plain_id(product.get("id")),
        "title": product.get("title"),
        "body_html": product.get("descriptionHtml"),
        "vendor": product.get("vendor"),
        "product_type": product.get("productType"),
        "handle": product.get("handle"),
        "status": text(product.get("status")).lower(),
        "published_at": product.get("publishedAt"),
        "tags": product.get("tags"),
        "created_at": product.get("createdAt"),
        "updated_at": product.get("updatedAt"),
        "category": {"full_name": record(product.get("category")).get("fullName")},
        "options": product.get("options"),
        "images": [_image(each) for each in pictures if record(each.get("image")).get("url")],
        "variants": [_variant(each) for each in variants],
    }


def level_as_webhook(level: Record) -> dict[str, Any]:
    """Stock at one place as its webhook would tell it."""
    counted = records(level.get("quantities"))
    return {
        "inventory_item_id": plain_id(record(level.get("item")).get("id")),
        "location_id": plain_id(record(level.get("location")).get("id")),
        "available": counted[0].get("quantity") if counted else None,
        "updated_at": level.get("updatedAt"),
    }


def _image(media: Record) -> dict[str, Any]:
    """Variants name their picture by its address, as it has another id there."""
    url = record(media.get("image")).get("url")
    return {"id": url, "src": url, "alt": media.get("alt")}


def _variant(each: Record) -> dict[str, Any]:
    item, measure = record(each.get("inventoryItem")), record(each.get("unitPriceMeasurement"))
    chosen = [option.get("value") for option in records(each.get("selectedOptions"))]
    return {
        "id": plain_id(each.get("id")),
        "sku": each.get("sku"),
        "barcode": each.get("barcode"),
        "price": each.get("price"),
        "compare_at_price": each.get("compareAtPrice"),
        "inventory_quantity": each.get("inventoryQuantity"),
        "inventory_management": "shopify" if item.get("tracked") else None,
        "inventory_policy": text(each.get("inventoryPolicy")).lower(),
        "inventory_item_id": plain_id(item.get("id")),
        "image_id": record(each.get("image")).get("url"),
        "unit_price_measurement": {
            "quantity_value": measure.get("quantityValue"),
            "quantity_unit": measure.get("quantityUnit"),
        },
        **{f"option{place}": value for place, value in enumerate(chosen[:3], 1)},
    }
