"""Twilio's form → one typed event, told apart by the fields that are present (never by MessageType alone).

Twilio docs, "Twilio's request to your incoming message Webhook URL". Any field may be absent, blank or garbage:
what cannot be read is left out and stays in `raw`. Only a message without id or origin is refused.
"""

from collections.abc import Iterable
from datetime import datetime
from math import isfinite
from typing import Any

from bot.errors import Unreadable
from bot.inbox.events import EventKind, Handle, NewEvent
from bot.inbox.messages import Choice, InboundMessage, Location, Media, MessageKind, Referral
from bot.media.files import NewFile
from bot.outbox.updates import StatusUpdate
from bot.whatsapp.addresses import handle_of, plain_address
from bot.whatsapp.embedded import clean_text, is_order, read_flow_response, read_order, read_product_id

MAX_SID = 64
MAX_NAME = 200
MAX_FILES = 10  # of one message; WhatsApp has one
_VCARDS = {"text/vcard", "text/x-vcard", "text/directory"}
_MEDIA_KINDS = {"image": MessageKind.IMAGE, "audio": MessageKind.AUDIO, "video": MessageKind.VIDEO}
_OPT_OUT_TYPES = {"STOP", "START", "HELP"}

Params = Iterable[tuple[str, str]]
Form = dict[str, str]
Parts = dict[str, Any]


def parse_message(params: Params, received_at: datetime) -> NewEvent:
    """The event that goes into the inbox. Raises Unreadable when MessageSid or From is missing."""
    form = _cleaned(dict(params))
    sid = form.get("MessageSid") or form.get("SmsMessageSid") or form.get("SmsSid") or ""
    handles = _handles(form)
    if not sid or len(sid) > MAX_SID or not handles:
        raise Unreadable("MessageSid or From is missing")
    sender = plain_address(form.get("To", ""))
    name = form.get("ProfileName", "")[:MAX_NAME]
    message = InboundMessage(
        provider_id=sid, sender=sender, profile_name=name, raw=form, **_attributes(form), **_content(form)
    )
    return NewEvent(
        key=f"twilio:{sid}",
        kind=EventKind.MESSAGE,
        body=message.to_json(),
        received_at=received_at,
        handles=handles,
        sender=sender,
        profile_name=name,
        files=_files(form, sid),
    )


def parse_status(params: Params, received_at: datetime, reference: str = "") -> StatusUpdate | None:
    """What a status callback says; None when it names no message or no status."""
    form = _cleaned(dict(params))
    sid = form.get("MessageSid") or form.get("SmsSid") or ""
    status = (form.get("MessageStatus") or form.get("SmsStatus") or "").strip().lower()
    if not sid or len(sid) > MAX_SID or not status or len(status) > MAX_SID:
        return None
    code = form.get("ErrorCode", "").strip()
    error_code = int(code) if code.isascii() and code.isdigit() and len(code) < 10 else 0
    return StatusUpdate(sid, status, error_code or None, clean_text(reference), received_at)


def _handles(form: Form) -> tuple[Handle, ...]:
    """All addresses that this message proves to be one person; the one to answer comes first.

    `WaId` is not among them: it may differ from the phone number.
    """
    first = handle_of(form.get("From", ""))
    if first is None:
        return ()
    found = [first]
    for field in ("ExternalUserId", "ParentExternalUserId"):
        if (value := form.get(field)) and (handle := handle_of(value)) and handle not in found:
            found.append(handle)
    return tuple(found)


def _attributes(form: Form) -> Parts:
    """What any kind of message may carry."""
    opt_out = form.get("OptOutType", "").strip().upper()
    return {
        "quoted_id": form.get("OriginalRepliedMessageSid", ""),
        "quoted_sender": plain_address(form.get("OriginalRepliedMessageSender", "")),
        "forwarded": form.get("Forwarded") == "true",
        "frequently_forwarded": form.get("FrequentlyForwarded") == "true",
        "referral": _referral(form),
        "opt_out_type": opt_out if opt_out in _OPT_OUT_TYPES else "",
    }


def _referral(form: Form) -> Referral | None:
    """Any of three fields proves one; a click on a Status ad has no click id."""
    source_id = form.get("ReferralSourceId", "")
    source_url = form.get("ReferralSourceUrl", "")
    click_id = form.get("ReferralCtwaClid", "")
    if not (source_id or source_url or click_id):
        return None
    return Referral(
        source_id=source_id,
        source_url=source_url,
        source_type=form.get("ReferralSourceType", ""),
        headline=form.get("ReferralHeadline", ""),
        body=form.get("ReferralBody", ""),
        click_id=click_id,
        media_url=form.get("ReferralMediaUrl", ""),
    )


def _content(form: Form) -> Parts:
    """The kind and what belongs to it: the first reading that works, in the order of the reference."""
    text = form.get("Body", "")
    for read in _READERS:
        if (parts := read(form, text)) is not None:
            return parts
    kind = MessageKind.TEXT if text.strip() else MessageKind.UNSUPPORTED
    return {"kind": kind, "text": text, "product_id": read_product_id(form)}


def _order(form: Form, text: str) -> Parts | None:
    """A cart without a line that can be read is one all the same: the shopper hears so."""
    if form.get("MessageType") != "order" and "ProductRetailerId" not in form:
        return None
    lines, note = read_order(form)
    return {"kind": MessageKind.ORDER, "text": note or text, "order": lines} if lines or is_order(form) else None


def _flow(form: Form, text: str) -> Parts | None:
    if "InteractiveData" not in form and "FlowData" not in form:
        return None
    answers = read_flow_response(form)
    return {"kind": MessageKind.FLOW, "text": text, "flow_response": answers} if answers else None


def _row(form: Form, text: str) -> Parts | None:
    if not (row_id := form.get("ListId")):
        return None
    title = form.get("ListTitle") or text
    return {"kind": MessageKind.LIST, "text": text or title, "choice": Choice(row_id, title)}


def _button(form: Form, text: str) -> Parts | None:
    payload, label = form.get("ButtonPayload", ""), form.get("ButtonText", "")
    if not (payload or label):
        return None
    title = label or text
    return {"kind": MessageKind.BUTTON, "text": text or title, "choice": Choice(payload, title)}


def _location(form: Form, text: str) -> Parts | None:
    latitude, longitude = _degrees(form.get("Latitude"), 90), _degrees(form.get("Longitude"), 180)
    if latitude is None or longitude is None:
        return None
    place = Location(latitude, longitude, form.get("Label", ""), form.get("Address", ""))
    return {"kind": MessageKind.LOCATION, "text": text, "location": place}


def _media(form: Form, text: str) -> Parts | None:
    """WhatsApp carries one file per message; the declared type may have parameters (`audio/ogg; codecs=opus`)."""
    if not (url := form.get("MediaUrl0")):
        return None
    declared = form.get("MediaContentType0", "")
    return {"kind": media_kind(declared), "text": text, "media": Media(url, declared)}


def _files(form: Form, sid: str) -> tuple[NewFile, ...]:
    """Every file, whatever kind of message it came with."""
    if "MediaUrl0" not in form:
        return ()
    found = ((place, form.get(f"MediaUrl{place}")) for place in range(MAX_FILES))
    return tuple(NewFile(sid, place, url, form.get(f"MediaContentType{place}", "")) for place, url in found if url)


_READERS = (_order, _flow, _row, _button, _location, _media)


def media_kind(content_type: str) -> MessageKind:
    """What a phone shows for a file of this type."""
    plain = content_type.partition(";")[0].strip().lower()
    if plain in _VCARDS:
        return MessageKind.CONTACTS
    if plain == "image/webp":
        return MessageKind.STICKER
    return _MEDIA_KINDS.get(plain.partition("/")[0], MessageKind.DOCUMENT)


def _degrees(text: str | None, limit: float) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) and abs(value) <= limit else None


def _cleaned(form: Form) -> Form:
    """Without NUL and lone surrogates, which neither database nor JSON carries safely."""
    everything = "".join(form.values()) + "".join(form)
    try:
        everything.encode()
    except UnicodeEncodeError:
        pass
    else:
        if "\0" not in everything:
            return form
    return {clean_text(name): clean_text(value) for name, value in form.items()}
