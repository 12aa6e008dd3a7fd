"""What Twilio checks before it accepts a message, and what makes an accepted one fail later.

Twilio docs, "Messages resource", error pages 21211, 21617, 21655, 21656, 63007, 63016, 63013, and "Key Concepts and
Terms for the WhatsApp Business Platform with Twilio" (the 24-hour window).
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.whatsapp.addresses import PREFIX
from bot.whatsapp.emulator.account import Account
from bot.whatsapp.emulator.errors import ApiError
from bot.whatsapp.emulator.limits import MAX_BODY, MAX_CODE, MAX_HEADER, MAX_TEXT, check_in_session
from bot.whatsapp.emulator.records import ContentResource, Phone, Shown
from bot.whatsapp.emulator.rendering import ALWAYS_APPROVED, NEVER_APPROVED, filled, kind_of, media_at, shown_of
from bot.whatsapp.emulator.store import Store
from bot.whatsapp.emulator.wares import FindWare, fault_of, knows_nothing

WINDOW = timedelta(hours=24)
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
_CONTENT_SID = re.compile(r"HX[0-9a-fA-F]{32}")
_SERVICE_SID = re.compile(r"MG[0-9a-fA-F]{32}")
_UNFIT_VALUE = re.compile(r"[\n\t]| {5}")
_NOT_APPROVED = {"rejected": 63040, "paused": 63041, "disabled": 63042}

Form = dict[str, str]


@dataclass(frozen=True, slots=True)
class Order:
    """A message that Twilio accepts; `doom` is the code with which it will fail all the same."""

    to: str
    sender: str
    service_sid: str | None
    shown: Shown
    is_template: bool
    callback_url: str
    doom: int | None


def read_order(form: Form, account: Account, store: Store, now: datetime, find: FindWare = knows_nothing) -> Order:
    """Raises ApiError when Twilio would refuse at once."""
    to = _recipient(form.get("To", ""))
    sender, service = _sender(form, account)
    callback = form.get("StatusCallback", "")
    if callback and not _is_url(callback):
        raise ApiError(400, 21609)
    phone = store.find_phone(store.reached_at(to))
    is_open = phone is not None and _is_open(phone, sender, now)
    content = _content(form, store)
    if content is None:
        return Order(to, sender, service, _free_form(form), False, callback, None if is_open else 63016)
    variables = _variables(form.get("ContentVariables", ""))
    types = filled(content, variables)
    shown = shown_of(types, find)
    doom = _doom_of(content, types, variables, is_open=is_open)
    if doom is None and "twilio/catalog" in types:
        doom = fault_of(types["twilio/catalog"], find)
    return Order(to, sender, service, shown, content.is_approved, callback, doom)


def _recipient(address: str) -> str:
    if not address:
        raise ApiError(400, 21604)
    plain = address.removeprefix(PREFIX)
    if not _PHONE.fullmatch(plain) and not _BSUID.fullmatch(plain):
        raise ApiError(400, 21211, f"Invalid 'To' Phone Number: {address[:40]}")
    if plain == address:
        raise ApiError(400, 21910)
    return plain


def _sender(form: Form, account: Account) -> tuple[str, str | None]:
    """Our number; a Messaging Service alone picks the first."""
    given, service = form.get("From", ""), form.get("MessagingServiceSid") or None
    if service and not _SERVICE_SID.fullmatch(service):
        raise ApiError(400, 21703)
    if not given and not service:
        raise ApiError(400, 21603)
    sender = given.removeprefix(PREFIX) if given else account.senders[0]
    if sender not in account.senders:
        raise ApiError(400, 63007)
    return sender, service


def _is_open(phone: Phone, sender: str, now: datetime) -> bool:
    last = phone.last_inbound_at.get(sender)
    return last is not None and now - last < WINDOW


def _free_form(form: Form) -> Shown:
    body, media = form.get("Body", ""), form.get("MediaUrl", "")
    if len(body) > MAX_TEXT:
        raise ApiError(400, 21617)
    if media and not _is_url(media):
        raise ApiError(400, 21620)
    if not body and not media:
        raise ApiError(400, 21602)
    if not media:
        return Shown("text", body)
    file = media_at(media)
    kind = kind_of(file["content_type"])
    return Shown(kind, body if kind == "image" else "", file)  # beside any other file text is dropped


def _content(form: Form, store: Store) -> ContentResource | None:
    sid = form.get("ContentSid", "")
    if not sid:
        if form.get("ContentVariables"):
            raise ApiError(400, 21654, "ContentSid is required with ContentVariables")
        return None
    content = store.contents.get(sid)
    if content is None or not _CONTENT_SID.fullmatch(sid):
        raise ApiError(400, 21655)
    return content


def _variables(text: str) -> dict[str, str]:
    if not text:
        return {}
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise ApiError(400, 21656) from None
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise ApiError(400, 21656)
    return values


def _doom_of(
    content: ContentResource, types: dict[str, object], given: dict[str, str], *, is_open: bool
) -> int | None:
    """Free-form content needs the window, some types need it even when approved, others need the approval."""
    (name,) = types
    if content.is_submitted and not content.is_approved and not is_open:
        return _NOT_APPROVED.get(content.status, 63016)
    if name in ALWAYS_APPROVED and not content.is_approved:
        return 63016
    if not is_open and (name in NEVER_APPROVED or not content.is_approved):
        return 63016
    if content.is_approved:
        return _doom_of_approved(content, types[name], given)
    return check_in_session(types)


def _doom_of_approved(content: ContentResource, shown: object, given: dict[str, str]) -> int | None:
    """Values that a template does not have, that WhatsApp refuses, or that make a part of it too long."""
    if given.keys() - content.variables.keys():
        return 63028
    if any(map(_UNFIT_VALUE.search, given.values())):
        return 63013
    parts = shown if isinstance(shown, dict) else {}
    codes = [action.get("code") or "" for action in parts.get("actions") or ()]
    too_long = len(parts.get("body") or "") > MAX_BODY or len(parts.get("header_text") or "") > MAX_HEADER
    return 63021 if too_long or any(len(code) > MAX_CODE for code in codes) else None


def _is_url(text: str) -> bool:
    """Twilio refuses host names with underscores."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "_" not in (parts.hostname or "")
