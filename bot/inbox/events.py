"""What the inbox keeps: something that happened, with a key that makes it unique."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.media.files import NewFile


class EventKind(StrEnum):
    """What happened."""

    MESSAGE = "message"  #: a contact wrote, tapped or shared something: an `InboundMessage`
    TIMER = "timer"  #: a timer came due: `{name, token, data}`
    RELEASED = "released"  #: a person gave the conversation back to the bot
    BEGIN = "begin"  #: the shop has news: `{flow, slots}` begins, unless a person has the chat or the contact left
    SHOP = "shop"  #: something happened in the shop that concerns the contact: `{name, slots}`
    JOURNEY = "journey"  #: something for one of the contact's journeys: `{name, data, enrollment}`
    SET_ASIDE = "set_aside"  #: an earlier event failed for good: the contact gets an apology


@dataclass(frozen=True, slots=True)
class Handle:
    """One address of a contact. `kind`: `phone` (E.164), `bsuid` or `parent_bsuid` (case kept)."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event on its way into the inbox. The same `key` is kept once.

    Its contact is found by the first handle that is known, else made; `contact_id` says it outright.
    """

    key: str
    kind: EventKind
    body: dict[str, Any]
    received_at: datetime
    handles: tuple[Handle, ...] = ()
    contact_id: int | None = None
    sender: str = ""  # our number
    profile_name: str = ""
    files: tuple[NewFile, ...] = ()  # to be fetched later; nobody waits for them
