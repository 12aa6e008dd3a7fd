"""An inbound WhatsApp message, whatever the channel that brought it: one typed value.

Parsed by the door (`bot/whatsapp/payloads.py`), kept as JSON in the inbox, read by turns.
"""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class MessageKind(StrEnum):
    """What the contact sent. Referral, forwarding and quoting are attributes of any kind."""

    TEXT = "text"
    BUTTON = "button"  #: tapped a quick-reply button
    LIST = "list"  #: chose a row of a list
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"
    STICKER = "sticker"
    CONTACTS = "contacts"  #: a shared contact card
    LOCATION = "location"
    ORDER = "order"  #: a cart sent from WhatsApp's own catalog
    FLOW = "flow"  #: a completed WhatsApp Flow (form)
    UNSUPPORTED = "unsupported"  #: reaction, poll, edit, or something newer than this code


@dataclass(frozen=True, slots=True)
class Choice:
    """A tapped button or row: the id that we gave it and the label that was seen."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Media:
    """One file. The declared type is the sender's word and is not to be trusted."""

    url: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Location:
    """A place; name and address only when the contact shared a named one."""

    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of a cart. The price is what the phone showed and is checked again before use."""

    retailer_id: str
    quantity: int
    item_price: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Referral:
    """The ad or post that the contact came from. Ad id and click id are different things, kept apart."""

    source_id: str = ""
    source_url: str = ""
    source_type: str = ""
    headline: str = ""
    body: str = ""
    click_id: str = ""
    media_url: str = ""


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One message of a contact. `text` holds words, a caption, or the tapped label."""

    provider_id: str
    kind: MessageKind
    sender: str  # our number, E.164
    text: str = ""
    choice: Choice | None = None
    media: Media | None = None
    location: Location | None = None
    order: tuple[OrderLine, ...] = ()
    flow_response: dict[str, Any] = field(default_factory=dict)
    product_id: str = ""  # a question about this product of WhatsApp's catalog
    quoted_id: str = ""  # provider id of the message that is replied to or tapped
    quoted_sender: str = ""
    forwarded: bool = False
    frequently_forwarded: bool = False
    referral: Referral | None = None
    opt_out_type: str = ""  # STOP, START or HELP when the provider has already handled it
    profile_name: str = ""
    raw: dict[str, Any] = field(default_factory=dict)  # everything as it came, secrets excepted

    def to_json(self) -> dict[str, Any]:
        """A JSON value; empty fields are left out. Hot: `asdict` of the whole would copy `raw` field by field."""
        data: dict[str, Any] = {name: value for name in _NAMES if (value := getattr(self, name))}
        data["sender"] = self.sender  # required by `from_json`, even when the form named none
        for name in _PARTS.keys() & data.keys():
            data[name] = asdict(data[name])
        if self.order:
            data["order"] = [asdict(line) for line in self.order]
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "InboundMessage":
        """The inverse of `to_json`; unknown fields of a newer release are ignored."""
        known = {name: data[name] for name in cls.__slots__ if name in data}
        known["kind"] = MessageKind(known["kind"])
        for name, shape in _PARTS.items():
            if known.get(name):
                known[name] = shape(**known[name])
        known["order"] = tuple(OrderLine(**line) for line in known.get("order", ()))
        return cls(**known)


_NAMES = InboundMessage.__slots__
_PARTS: dict[str, Any] = {"choice": Choice, "media": Media, "location": Location, "referral": Referral}
