"""The words in which things happen in a shop: what contacts' inboxes hear, and what any teller may tell.

`EVENTS` are the names of `EventKind.SHOP` events, which journeys begin by and wait for. `FACTS` are the schemas of
what can be told (`facts.py`), by kind: whoever has one (a store's webhook, a signed `POST /events`, a script) hands
it to `bot.stores.record.Recorder.take`.
"""

from collections.abc import Mapping

from bot.orders.facts import (
    CartTold,
    CheckoutTold,
    CustomerTold,
    Fact,
    HappeningTold,
    MovementTold,
    OrderDeleted,
    OrderTold,
    PaymentTold,
    RefundTold,
    ShipmentTold,
    TrackingTold,
    ViewTold,
)

EVENTS = frozenset(
    {
        "cart.created", "cart.updated", "cart.emptied", "checkout.started", "checkout.abandoned",
        "order.placed", "order.paid", "order.updated", "order.cancelled", "order.refunded", "order.fulfilled",
        "shipment.created", "shipment.moved", "shipment.out_for_delivery", "shipment.delivered", "shipment.failed",
        "product.viewed", "product.back_in_stock", "product.low_stock", "product.price_dropped", "product.surplus",
        "search.performed", "customer.updated", "contact.opted_out", "contact.opted_in",
        "voucher.issued", "voucher.redeemed", "store.gone", "message.in",
        "message.failed", "message.delivered", "message.read",
    }
)  # fmt: skip
FACTS: Mapping[str, type[Fact]] = {
    "order": OrderTold,
    "order_deleted": OrderDeleted,
    "payment": PaymentTold,
    "refund": RefundTold,
    "cart": CartTold,
    "checkout": CheckoutTold,
    "shipment": ShipmentTold,
    "movement": MovementTold,
    "tracking": TrackingTold,
    "customer": CustomerTold,
    "view": ViewTold,
    "happening": HappeningTold,
}
#: What comes before the dot of our own events. Nobody else's begin so: a slip of the pen is no event of a shop's own.
FAMILIES = frozenset(name.partition(".")[0] for name in EVENTS)
