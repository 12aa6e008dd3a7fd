"""Which topics of which store are taken up, and by whom (`module:name`, imported when the first one comes).

A handler gets a `Delivery` and answers what it tells of the catalog; see `bot/stores/products.py`.
"""

from collections.abc import Mapping

from bot.stores.events import SHOPIFY, WOOCOMMERCE

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
}
