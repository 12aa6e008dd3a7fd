"""What journeys may quote: the fields of the shop's events, whoever tells them, and the words of readings."""

from flows.engine.journeys.names import Vocabulary

_LISTED = ("quantity", "title", "skus", "products", "categories")
_ORDER = (
    "source", "order_id", "number", "external_id", "total", "currency", "payment", "payment_state",
    "fulfilment_state", "status", "coupon", "country", "cart_id", *_LISTED,
)  # fmt: skip
_CART = ("source", "cart_id", "items", "total", "currency", "changed_at", "url", *_LISTED)
_PARCEL = (
    "source", "shipment_id", "order_id", "number", "stage", "place", "carrier", "tracking_number", "url",
)  # fmt: skip
_MESSAGE = ("journey", "step", "template", "category", "error_code")
_ANSWER = ("source", "order_id", "number")

#: Events that are not here may bear anything, but for the families of these (`order.…`): nobody tells others of them.
EVENTS = {
    **dict.fromkeys(("cart.created", "cart.updated", "cart.emptied"), _CART),
    **dict.fromkeys(("checkout.started", "checkout.abandoned"), _CART),
    **dict.fromkeys(("order.placed", "order.paid", "order.updated", "order.cancelled", "order.fulfilled"), _ORDER),
    "order.refunded": ("source", "order_id", "number", "total", "currency", "amount", "refunded", "is_all"),
    **dict.fromkeys(("order.confirmed", "order.unconfirmed"), _ANSWER),
    **dict.fromkeys(("shipment.created", "shipment.moved", "shipment.out_for_delivery"), _PARCEL),
    **dict.fromkeys(("shipment.delivered", "shipment.failed"), _PARCEL),
    "product.back_in_stock": ("sku", "product_id", "wish_id"),
    "product.price_dropped": ("sku", "product_id", "old", "new", "currency"),
    "product.low_stock": ("sku", "product_id", "old", "new"),
    "product.viewed": ("source", "product_id", "products", "categories"),
    "customer.updated": ("source", "country", "language"),
    "store.gone": ("source",),
    "voucher.issued": ("code", "campaign", "until"),
    "voucher.redeemed": ("code", "campaign", "order_id"),
    "search.performed": ("source", "query", "category", "place"),
    "message.in": ("text", "understood"),
    **dict.fromkeys(("message.failed", "message.delivered", "message.read"), _MESSAGE),
    "contact.opted_out": (),
}
READINGS = {
    "order": ("number", "lines", "lines_short", "total", "due", "status", "invoice", "yes", "no"),
    "parcel": ("number", "stage", "where", "day", "due", "track", "status"),
    "cart": ("items", "items_short", "count", "total", "link"),
    "coupon": ("coupon", "worth", "until"),
    "stock": ("product", "price", "left", "few", "see"),
}
QUOTABLE = Vocabulary(EVENTS, READINGS)
