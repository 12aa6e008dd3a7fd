"""A question that was asked on a product's page in WhatsApp's catalog: the talk turns to that product first."""

from dataclasses import replace

from bot.doors.arrivals import Arrival
from bot.inbox.messages import InboundMessage
from bot.turns.parts import TurnParts
from flows.engine.state import ConversationState

SHOWS = "open_product"  # the flow that opens on `sku`


async def about_product(
    message: InboundMessage, state: ConversationState, parts: TurnParts
) -> tuple[ConversationState, Arrival]:
    """The state with this product in hand; and where words that ask nothing lead: to the product itself.

    One that is not sold (any more) is not taken in hand: the flow looks for the nearest.
    """
    sku = await parts.find_ware(message.product_id)
    if sku:
        state = replace(state, slots={**state.slots, "sku": sku, "card_shown": None, "seen_price": None})
    plain = not any(map(str.isalnum, message.text))
    return state, Arrival({}, message.text, SHOWS, {"sku": sku or message.product_id}, plain=plain)
