"""What the emulator remembers: messages, contents, files and phones."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex
from typing import Any

Json = dict[str, Any]

KEPT_BUBBLES = 1000  # per phone
#: How far a message has come (Twilio docs, "Outbound Message Status in Status Callbacks").
RANK = {"queued": 1, "sent": 3, "failed": 4, "undelivered": 4, "received": 4, "delivered": 5, "read": 6}


def make_sid(prefix: str) -> str:
    """A new id in Twilio's shape: two letters and 32 hexadecimal digits."""
    return prefix + token_hex(16)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a bubble shows, whoever sent it."""

    kind: str = "text"
    text: str = ""
    media: Json | None = None
    buttons: tuple[Json, ...] = ()
    list: Json | None = None
    location: Json | None = None
    products: Json | None = None  # see `wares.py`


@dataclass(slots=True)
class Message:
    """One message either way: Twilio's resource and the phone's bubble in one."""

    sid: str
    seq: int
    contact: str  # the phone's name here: a number or a BSUID, without prefix
    sender: str  # ours
    direction: str
    status: str
    shown: Shown
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None = None
    error_code: int | None = None
    quote: str | None = None
    tapped: str | None = None
    is_template: bool = False
    callback_url: str = ""
    service_sid: str | None = None
    media_sids: tuple[str, ...] = ()
    sent_to: str = ""  # the contact's address as the shop wrote it, if that was the other one of two

    @property
    def address(self) -> str:
        """The contact as the provider's records name it."""
        return self.sent_to or self.contact

    @property
    def from_shop(self) -> bool:
        """Whether the shop sent it."""
        return self.direction != "inbound"


@dataclass(slots=True)
class ContentResource:
    """A Content resource and what became of its approval."""

    sid: str
    friendly_name: str
    language: str
    variables: dict[str, str]
    types: Json
    created_at: datetime
    updated_at: datetime
    approval: Json | None = None  # name, category, status

    @property
    def status(self) -> str:
        """Where its approval stands."""
        return str((self.approval or {}).get("status", "unsubmitted"))

    @property
    def is_submitted(self) -> bool:
        """Whether somebody has asked for approval."""
        return self.approval is not None

    @property
    def is_approved(self) -> bool:
        """Whether it may be sent outside the window."""
        return self.status == "approved"


@dataclass(frozen=True, slots=True)
class StoredMedia:
    """A file that somebody sent from a phone."""

    sid: str
    message_sid: str
    content_type: str
    data: bytes
    created_at: datetime


@dataclass(slots=True)
class Phone:
    """A simulated contact's phone. Without a number it is known by its BSUID alone."""

    address: str
    name: str
    bsuid: str
    bubbles: deque[Message] = field(default_factory=lambda: deque(maxlen=KEPT_BUBBLES))
    last_inbound_at: dict[str, datetime] = field(default_factory=dict)  # by our sender
    seen_seq: int = 0  # everything up to here has been looked at

    @property
    def has_number(self) -> bool:
        """Whether the shop learns a phone number."""
        return self.address.startswith("+")
