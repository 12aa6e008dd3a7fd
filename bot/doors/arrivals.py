"""Where a message comes from: an ad, a link, the text of a door, or nowhere in particular."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.doors.codes import find_codes
from bot.doors.links import find_first_link
from bot.doors.plan import Door, DoorPlan
from bot.doors.queries import Link
from bot.doors.texts import Texts, without_code
from bot.inbox.messages import InboundMessage, MessageKind, Referral
from bot.storage.database import Database
from flows.engine.commands import (
    CannotHandle,
    ChitChat,
    Clarify,
    Command,
    HumanHandoff,
    OptIn,
    OptOut,
    SetSlot,
    ShowMenu,
    StartFlow,
)
from flows.engine.state import ConversationState

_HAS_DIGIT = re.compile(r"\d").search  # every code has one
URGENT = (OptOut, OptIn, HumanHandoff)
WEAK = (CannotHandle, ChitChat, ShowMenu, Clarify, SetSlot)  # nothing that would be asked for beside a door
VAGUE = frozenset({"product_finder", "search", "browse", "help_topics"})  # say less than a door with a product


@dataclass(frozen=True, slots=True)
class Arrival:
    """What brought a message. `said` is what is left to understand, `plain` when that is no wish of its own."""

    touch: dict[str, Any]
    said: str
    flow: str = ""
    slots: dict[str, Any] = field(default_factory=dict)
    plain: bool = False

    def steer(self, commands: Sequence[Command], state: ConversationState) -> tuple[Command, ...]:
        """What is to be done: the door's flow (without one the menu), unless the message clearly wants otherwise.

        A wish to stop or for a person, and a question that takes nothing but its answer, go before.
        """
        is_forced = state.question is not None and state.question.forced
        if is_forced or any(isinstance(command, URGENT) for command in commands):
            return tuple(commands)
        if not self.flow:
            return (ShowMenu(greeting=True),) if self.plain else tuple(commands)
        first = commands[0] if commands else CannotHandle()
        if not self.plain and self._wants_something_else(first):
            return tuple(commands)
        beside = commands[1:] if first == StartFlow(self.flow) else ()
        given = [SetSlot(name, value) for name, value in self.slots.items()]
        return (StartFlow(self.flow), *given, *beside)

    def _wants_something_else(self, first: Command) -> bool:
        if isinstance(first, StartFlow):
            is_less = "sku" in self.slots and first.flow in VAGUE
            return first.flow != self.flow and not is_less
        return not isinstance(first, WEAK)


class Arrivals:
    """Finds out where messages come from. A message from nowhere costs a look at its text, no question."""

    def __init__(self, plan: DoorPlan, texts: Texts, database: Database) -> None:
        self._plan, self._texts, self._database = plan, texts, database

    async def find(self, message: InboundMessage, *, is_first: bool) -> Arrival | None:
        """What brought this message; None for one in the middle of a talk."""
        link = await self._link_in(message)
        if message.referral is not None:
            return self._from_ad(message, message.referral, link)
        if link is not None:
            return self._from_link(message, link)
        if message.kind is MessageKind.TEXT and (found := self._texts.find_unchanged(message.text)):
            door, sku = found
            return Arrival(_touch(door, Link("", door.id, "", sku)), "", door.begins, door.slots_for(sku), plain=True)
        return Arrival({"kind": "organic"}, message.text) if is_first else None

    async def _link_in(self, message: InboundMessage) -> Link | None:
        if message.kind is not MessageKind.TEXT or not _HAS_DIGIT(message.text):
            return None
        codes = find_codes(unicodedata.normalize("NFKC", message.text[:1000]))
        if not codes:
            return None
        async with self._database.read() as tx:
            return await find_first_link(tx, codes)

    def _from_link(self, message: InboundMessage, link: Link) -> Arrival:
        """A door that is gone from the shop's file is remembered, and the talk goes on without it."""
        door = self._plan.doors.get(link.door)
        said = without_code(message.text, link.code)
        if door is None:
            return Arrival(_touch(None, link), said, plain=not said)
        rest = self._texts.rest_of(said, door, link.sku)
        return Arrival(_touch(door, link), rest, door.begins, door.slots_for(link.sku), plain=not rest)

    def _from_ad(self, message: InboundMessage, referral: Referral, link: Link | None) -> Arrival:
        """The ad's own flow; else that of the link, if the ad's text held one; else whatever the words want."""
        through = self._from_link(message, link) if link else Arrival({}, message.text)
        touch = {**through.touch, **_referral(referral, message.raw)}
        ad = self._plan.find_ad(referral)
        plain = through.plain or self._texts.is_opener(through.said, ad.texts if ad else ())
        if ad is None or not ad.flow:
            return Arrival(touch, through.said, through.flow, through.slots, plain=plain)
        return Arrival(touch, through.said, ad.flow, {**ad.slots}, plain=plain)


def _touch(door: Door | None, link: Link) -> dict[str, Any]:
    kind = door.kind.value if door else "link"
    return {"kind": kind, "door": link.door, "code": link.code, "page": link.page, "sku": link.sku}


def _referral(referral: Referral, raw: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": "social" if referral.source_type == "post" else "ad",
        "source_id": referral.source_id,
        "source_type": referral.source_type,
        "click_id": referral.click_id,
        "source_url": referral.source_url,
        "headline": referral.headline,
        "body": referral.body,
        "media": referral.media_url,
        "raw": {name: value for name, value in raw.items() if name.startswith("Referral")},
    }
