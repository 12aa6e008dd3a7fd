"""Which topics of which store are taken up, and by whom (`module:name`, imported when the first one comes).

`TOPICS` tell of the catalog: a handler gets a delivery and answers what it tells of it (`bot/stores/products.py`).
`RECORDS` tell of orders, carts, parcels and people: a reader answers facts (`bot/orders/facts.py`) or demands.
"""

from collections.abc import Mapping

from bot.orders.vocabulary import FACTS
from bot.stores.events import AFTERSHIP, EASYPOST, EVENTS, SHOPIFY, WEB, WOOCOMMERCE

_ORDER, _CART = "bot.stores.shopify_orders:order", "bot.stores.shopify_orders:cart"
_CHECKOUT, _PARCEL = "bot.stores.shopify_orders:checkout", "bot.stores.shopify_parcels:fulfilment"
_PEOPLE, _WOO = "bot.stores.shopify_people", "bot.stores.woo_orders"

TOPICS: Mapping[str, Mapping[str, str]] = {
    SHOPIFY: {
        "products/create": "bot.stores.products:shopify_changed",
        "products/update": "bot.stores.products:shopify_changed",
        "products/delete": "bot.stores.products:shopify_gone",
        "inventory_levels/update": "bot.stores.products:shopify_stock",
        "inventory_levels/connect": "bot.stores.products:shopify_stock",
        "inventory_levels/disconnect": "bot.stores.products:shopify_unstocked",
    },
    WOOCOMMERCE: {
        "product.created": "bot.stores.products:woo_changed",
        "product.updated": "bot.stores.products:woo_changed",
        "product.restored": "bot.stores.products:woo_restored",
        "product.deleted": "bot.stores.products:woo_gone",
    },
    EVENTS: {"offer": "bot.stores.offers:quote"},
}
RECORDS: Mapping[str, Mapping[str, str]] = {
    SHOPIFY: {
        "orders/create": _ORDER,
        "orders/updated": _ORDER,
        "orders/paid": "bot.stores.shopify_orders:order_paid",
        "orders/cancelled": _ORDER,
        "orders/fulfilled": _ORDER,
        "orders/partially_fulfilled": _ORDER,
        "orders/delete": "bot.stores.shopify_orders:order_deleted",
        "refunds/create": "bot.stores.shopify_orders:refund",
        "carts/create": _CART,
        "carts/update": _CART,
        "checkouts/create": _CHECKOUT,
        "checkouts/update": _CHECKOUT,
        "fulfillments/create": _PARCEL,
        "fulfillments/update": _PARCEL,
        "fulfillment_events/create": "bot.stores.shopify_parcels:movement",
        "customers/create": f"{_PEOPLE}:customer",
        "customers/update": f"{_PEOPLE}:customer",
        "customers/delete": f"{_PEOPLE}:customer_gone",
        "customers/redact": f"{_PEOPLE}:forget",
        "customers/data_request": f"{_PEOPLE}:data_asked",
        "shop/redact": f"{_PEOPLE}:forget_store",
        "app/uninstalled": f"{_PEOPLE}:store_gone",
    },
    WOOCOMMERCE: {
        "order.created": f"{_WOO}:order",
        "order.updated": f"{_WOO}:order",
        "order.restored": f"{_WOO}:order_restored",
        "order.deleted": f"{_WOO}:order_deleted",
        "customer.created": f"{_WOO}:customer",
        "customer.updated": f"{_WOO}:customer",
        "customer.deleted": f"{_PEOPLE}:customer_gone",
    },
    EASYPOST: {
        "tracker.created": "bot.stores.trackers:easypost",
        "tracker.updated": "bot.stores.trackers:easypost",
    },
    AFTERSHIP: {"tracking_update": "bot.stores.trackers:aftership"},
    WEB: {"visit": "bot.stores.visits:visit"},
    EVENTS: dict.fromkeys(FACTS, "bot.stores.toldfacts:fact"),
}
#: Set in the app's own configuration; no API subscribes to them.
NOT_BY_API = frozenset({"customers/redact", "customers/data_request", "shop/redact"})


def is_used(platform: str, topic: str) -> bool:
    """Whether anybody here has a use for it."""
    return topic in TOPICS.get(platform, {}) or topic in RECORDS.get(platform, {})


def subscribed_to(platform: str) -> list[str]:
    """The topics for which a store's API is asked to call us."""
    return [topic for topic in (*TOPICS[platform], *RECORDS[platform]) if topic not in NOT_BY_API]
