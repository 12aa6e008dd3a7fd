"""What happens in the shop, and what the conversation does about it: once for each event.

`FLOW_OF` says which flow answers, with the event's slots, where no journey has taken the event up. Where one has,
`SETTLES` still puts in order what the conversation was about.
"""

from collections.abc import Mapping

from flows.engine.events import Happened
from flows.engine.state import ConversationState

FLOW_OF: Mapping[str, str] = {"order.placed": "order_placed"}
SETTLES: Mapping[str, tuple[str, frozenset[str]]] = {
    "order.placed": ("cart_bought", frozenset({"view_cart", "check_out", "change_cart", "empty_cart", "cart_help"}))
}


def settle(name: str, state: ConversationState) -> Happened | None:
    """What was talked about is over by this: the cart that was open in the chat has become an order."""
    flow, about = SETTLES.get(name, ("", frozenset()))
    return Happened(flow, {}) if any(frame.flow in about for frame in state.stack) else None
