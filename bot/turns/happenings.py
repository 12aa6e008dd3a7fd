"""Which flow answers what happens in the shop: it begins with the event's slots, once for each event."""

import json
from collections.abc import Mapping

from bot.inbox.events import EventKind
from bot.turns.claims import Claim

FLOW_OF: Mapping[str, str] = {"order.placed": "order_placed"}


def is_silent(claim: Claim) -> bool:
    """Whether the conversation has nothing to say to this: what stores tell (without `slots`) is for journeys."""
    if claim.kind != EventKind.SHOP:
        return False
    body = json.loads(claim.body)
    return body["name"] not in FLOW_OF or "slots" not in body
