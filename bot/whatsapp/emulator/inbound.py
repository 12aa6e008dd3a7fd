"""What a phone sends: read from the page's JSON, written as the form that Twilio posts.

Twilio docs, "Twilio's request to your incoming message Webhook URL"; the fields are those of 2026's payloads.
"""

import json
from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.whatsapp.addresses import channel_address
from bot.whatsapp.emulator.account import Account
from bot.whatsapp.emulator.errors import ApiError
from bot.whatsapp.emulator.records import Json, Message, Phone, Shown
from bot.whatsapp.emulator.resources import API_VERSION
from bot.whatsapp.emulator.wares import FindWare, knows_nothing, order_fields, question_fields

MAX_FILE = 5 * 1024 * 1024  # bytes
MAX_WORDS = 4096
FILES = {"image", "audio", "video", "document", "contact", "sticker"}
KINDS = ("text", "tap", "row", "order", "location", *sorted(FILES))
_USUAL_TYPES = {
    "image": "image/jpeg",
    "audio": "audio/ogg",
    "video": "video/mp4",
    "document": "application/pdf",
    "contact": "text/vcard",
    "sticker": "image/webp",
}
_TYPES_IN_FORM = {"tap": "interactive", "row": "interactive", "contact": "contacts"}


class File(BaseModel):
    """A file as the page sends it."""

    content_type: str = Field(default="", max_length=200)
    data: str = Field(max_length=MAX_FILE * 4 // 3 + 8)


class FromAd(BaseModel):
    """The ad that was tapped before the first message."""

    source_id: str = ""
    source_url: str = ""
    headline: str = ""
    body: str = ""
    ctwa_clid: str = ""


class Writing(BaseModel):
    """`POST /phones/{number}/send`."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(
        default="text", pattern="^(text|tap|row|order|image|audio|video|document|location|contact|sticker)$"
    )
    text: str = Field(default="", max_length=MAX_WORDS)
    sid: str | None = None  # of the tapped bubble
    id: str | None = None  # of the button or row
    title: str = ""
    description: str = ""
    quote: str | None = None
    media: File | None = None
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    label: str = ""
    address: str = ""
    referral: FromAd | None = None
    forwarded: bool = False
    copies: int = Field(default=1, ge=1, le=5)
    to: str | None = None
    catalog_id: str = ""
    order: tuple[tuple[str, int], ...] = Field(default=(), max_length=500)  # content ids and how many of each
    product: str = ""  # the content id that a text asks about
    fields: dict[str, str] = Field(default_factory=dict)  # of the form, on top: orders, flow answers, opt-outs


@dataclass(frozen=True, slots=True)
class Upload:
    """A file, decoded."""

    content_type: str
    data: bytes


def read_writing(body: bytes) -> Writing:
    """Raises ApiError(400) naming what is wrong."""
    try:
        writing = Writing.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "body"
        raise ApiError(413 if where == "media.data" else 400, 20422, f"{where}: {first['msg']}") from None
    if writing.kind == "location" and (writing.latitude is None or writing.longitude is None):
        raise ApiError(400, 20422, "a location needs latitude and longitude")
    if writing.kind == "order" and not writing.order:
        raise ApiError(400, 20422, "an order needs lines")
    if writing.kind == "text" and not writing.text.strip() and not writing.fields:
        raise ApiError(400, 20422, "text is empty")
    return writing


def upload_of(writing: Writing) -> Upload | None:
    """The file that goes along. Raises ApiError when there should be one and is not, or it is too large."""
    if writing.kind not in FILES:
        return None
    kind = writing.media.content_type if writing.media else ""
    if writing.media is None:
        if writing.kind != "contact":
            raise ApiError(400, 20422, f"{writing.kind} needs a file in media.data")
        return Upload("text/vcard", f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{writing.text}\r\nEND:VCARD\r\n".encode())
    try:
        data = b64decode(writing.media.data, validate=True)
    except (NotBase64, ValueError):
        raise ApiError(400, 20422, "media.data is not base64") from None
    if len(data) > MAX_FILE:
        raise ApiError(413, 20422, "the file is larger than 5 MB")
    return Upload(kind or _USUAL_TYPES[writing.kind], data)


def tapped_choice(writing: Writing, bubble: Message | None) -> Json | None:
    """The button or row that was tapped, by its id or else by its title. Raises ApiError when there is none."""
    if writing.kind not in {"tap", "row"}:
        return None
    offered = _choices(bubble, writing.kind)
    for choice in offered:
        if choice["id"] == writing.id if writing.id else choice["title"] == writing.title:
            return {**choice, "title": writing.title or choice["title"]}
    if not writing.id:
        raise ApiError(400, 20422, f"nothing to tap is called {writing.title!r}")
    return {"id": writing.id, "title": writing.title or writing.text, "description": writing.description}


def shown_of_writing(
    writing: Writing, choice: Json | None, media: Json | None, find: FindWare = knows_nothing
) -> Shown:
    """The bubble on the phone's own side."""
    if choice is not None:
        return Shown("text", choice["title"])
    if writing.kind == "order" or writing.product:
        lines = writing.order or ((writing.product, 0),)
        items = [{**(find(item) or {"name": item}), "id": item, "quantity": count} for item, count in lines]
        kind = "order" if writing.kind == "order" else "question"
        return Shown("text", writing.text, products={"kind": kind, "items": items, "catalog_id": writing.catalog_id})
    if writing.kind == "location":
        place = {"latitude": writing.latitude, "longitude": writing.longitude}
        return Shown("location", writing.text, location={**place, "label": writing.label, "address": writing.address})
    return Shown(writing.kind, writing.text, media)


def form_of(message: Message, writing: Writing, choice: Json | None, phone: Phone, account: Account) -> Json:
    """The form, as Twilio fills it in."""
    media = message.shown.media
    form: dict[str, Any] = {
        "SmsMessageSid": message.sid,
        "NumMedia": "1" if media else "0",
        "ProfileName": phone.name,
        "MessageType": _TYPES_IN_FORM.get(writing.kind, writing.kind),
        "SmsSid": message.sid,
        "SmsStatus": "received",
        "Body": message.shown.text,
        "To": channel_address(message.sender),
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": message.sid,
        "AccountSid": account.sid,
        "From": channel_address(phone.address),
        "ApiVersion": API_VERSION,
        "ExternalUserId": channel_address(phone.bsuid),
    }
    if phone.has_number:
        form["WaId"] = phone.address[1:]
    if media:
        form |= {"MediaUrl0": media["provider_url"], "MediaContentType0": media["content_type"]}
    form |= _place(writing) | _tap(writing, choice) | _context(message, writing) | _referral(writing.referral)
    form["ChannelMetadata"] = _metadata(form)
    return form | writing.fields


def ware_fields(writing: Writing, find: FindWare) -> Json:
    """The fields of a cart that is sent from WhatsApp's catalog, or of a question about one of its products."""
    if writing.kind == "order":
        return {**order_fields(list(writing.order), writing.catalog_id, writing.text, find), **writing.fields}
    return question_fields(writing.product, writing.catalog_id) if writing.product else {}


def _choices(bubble: Message | None, kind: str) -> list[Json]:
    if bubble is None:
        return []
    return list(bubble.shown.buttons) if kind == "tap" else list((bubble.shown.list or {}).get("rows", ()))


def _place(writing: Writing) -> Json:
    if writing.kind != "location":
        return {}
    place = {"Latitude": str(writing.latitude), "Longitude": str(writing.longitude)}
    named = {"Label": writing.label, "Address": writing.address}
    return place | {name: value for name, value in named.items() if value}


def _tap(writing: Writing, choice: Json | None) -> Json:
    if choice is None:
        return {}
    flags = {"Forwarded": "false", "FrequentlyForwarded": "false"}
    if writing.kind == "tap":
        payload = {"ButtonPayload": choice["id"]} if choice["id"] else {}
        return {"ButtonText": choice["title"], **payload, **flags}
    described = {"ListDescription": choice["description"]} if choice.get("description") else {}
    return {"ListId": choice["id"], "ListTitle": choice["title"], **described, **flags}


def _context(message: Message, writing: Writing) -> Json:
    quoted = {
        "OriginalRepliedMessageSid": message.quote,
        "OriginalRepliedMessageSender": channel_address(message.sender),
    }
    return (quoted if message.quote else {}) | ({"Forwarded": "true"} if writing.forwarded else {})


def _referral(ad: FromAd | None) -> Json:
    if ad is None:
        return {}
    named = {
        "ReferralSourceId": ad.source_id,
        "ReferralSourceUrl": ad.source_url,
        "ReferralSourceType": "ad",
        "ReferralHeadline": ad.headline,
        "ReferralBody": ad.body,
        "ReferralCtwaClid": ad.ctwa_clid,
    }
    return {name: value for name, value in named.items() if value}


def _metadata(form: Json) -> str:
    names = ("ProfileName", "WaId", "ButtonText", "ButtonPayload", "Forwarded", "FrequentlyForwarded")
    context = {name: form[name] for name in names if name in form}
    return json.dumps({"type": "whatsapp", "data": {"context": context}}, separators=(",", ":"), ensure_ascii=False)
