"""What turns are made with: handed in once, by the wiring."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from bot.actions.shopfile.handoff import Handoff
from bot.actions.shopfile.shop import Shop
from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.doors.arrivals import Arrivals
from bot.journeys.parts import JourneyParts
from bot.storage.database import Database
from bot.understanding.understand import Understanding
from flows.engine.commands import SlotValue
from flows.engine.events import ActionDone, ActionFailed
from flows.engine.flowset import FlowSet
from flows.engine.state import ConversationState


class RunsActions(Protocol):
    """The room of actions, as turns see it."""

    async def run(self, name: str, state: ConversationState, text: str, contact_id: int) -> ActionDone | ActionFailed:
        """The answer of one action. Never raises."""


async def _no_typing(inbound_id: str) -> None:  # noqa: ARG001
    return None


async def _no_ware(content_id: str) -> str:  # noqa: ARG001
    return ""


def _no_promises(language: str) -> Mapping[str, SlotValue]:  # noqa: ARG001
    return {}


@dataclass(frozen=True)
class TurnParts:
    """Everything that a turn reads through."""

    flows: FlowSet
    understanding: Understanding
    actions: RunsActions
    database: Database
    coordinator: Coordinator
    clock: Clock
    button_keys: Sequence[bytes]
    shop: Shop = field(default_factory=Shop)
    facts: Mapping[str, SlotValue] = field(default_factory=dict)  # slots of every conversation: shop_name …
    promises: Callable[[str], Mapping[str, SlotValue]] = _no_promises  # the same, in the contact's language
    arrivals: Arrivals | None = None  # where messages come from
    find_ware: Callable[[str], Awaitable[str]] = _no_ware  # content id of WhatsApp's catalog → SKU, or empty
    journeys: JourneyParts | None = None
    show_typing: Callable[[str], Awaitable[None]] = _no_typing

    @property
    def languages(self) -> Sequence[str]:
        """Those in which the shop answers; the first is the one to fall back to."""
        return self.shop.languages

    @cached_property
    def handoff(self) -> Handoff:
        """When people are there, and when the shop hands over to them."""
        return self.shop.handoff_plan
