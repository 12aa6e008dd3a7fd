"""A delivery of a store as it comes in."""

from dataclasses import dataclass
from datetime import datetime

SHOPIFY, WOOCOMMERCE = "shopify", "woocommerce"
EASYPOST, AFTERSHIP = "easypost", "aftership"
EVENTS = "events"  # `POST /events`
WEB = "web"  # the shop's own website


@dataclass(frozen=True, slots=True)
class Delivery:
    """`key` and `twin` are each kept once; `shop` is the host (and path) of the store that says it is the sender."""

    key: str
    twin: str | None
    platform: str
    shop: str
    topic: str
    body: str
    told_at: datetime | None
    received_at: datetime
