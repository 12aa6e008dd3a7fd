"""Text becomes the value that a slot of its type holds."""

import re

import phonenumbers

from flows.engine.commands import SlotValue
from flows.engine.flowset import Slot
from flows.engine.values import WrongValue, from_text

_EMAIL = re.compile(r"[a-z0-9._%+\-]{1,64}@(?:[a-z0-9\-]{1,63}\.){1,6}[a-z]{2,24}(?![a-z0-9])", re.IGNORECASE)
_TRUE = frozenset({"true", "yes", "1", "y", "on"})
_FALSE = frozenset({"false", "no", "0", "n", "off"})


def as_slot_value(slot: Slot | None, text: str) -> SlotValue:
    """The text of a payload's pair as `slot` holds it; text that does not fit its type stays text."""
    if slot is None:
        return text
    if slot.type == "bool" and text.lower() in _TRUE | _FALSE:
        return text.lower() in _TRUE
    try:
        return from_text(slot, text)
    except WrongValue:
        return text


def parse_email(text: str) -> str | None:
    """The one e-mail address in a message, its domain in lower case."""
    found = _EMAIL.findall(text)
    if len(found) != 1:
        return None
    name, _, domain = found[0].partition("@")
    return f"{name}@{domain.lower()}"


def parse_phone(text: str, region: str | None) -> str | None:
    """The one phone number in a message as E.164; national ones need the two-letter `region`."""
    found = {
        phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        for match in phonenumbers.PhoneNumberMatcher(text[:200], region)
    }
    return found.pop() if len(found) == 1 else None
