"""Which flow answers what happens in the shop: it begins with the event's slots, once for each event."""

from collections.abc import Mapping

FLOW_OF: Mapping[str, str] = {"order.placed": "order_placed"}
