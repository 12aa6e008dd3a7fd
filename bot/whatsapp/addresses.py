"""Twilio's WhatsApp addresses: `whatsapp:+<phone>`, `whatsapp:<CC>.<id>` (BSUID), `whatsapp:<CC>.ENT.<id>`.

A BSUID is opaque and keeps its case: it is never treated like a phone number.
"""

import re

from bot.inbox.events import Handle

PREFIX = "whatsapp:"
MAX_ADDRESS = 150  # a BSUID has up to 128 characters after the country
_PHONE = re.compile(r"\+?[0-9]{5,15}")


def plain_address(address: str) -> str:
    """Without the channel prefix."""
    return address.strip().removeprefix(PREFIX)


def channel_address(address: str) -> str:
    """With the channel prefix."""
    return address if address.startswith(PREFIX) else PREFIX + address


def is_phone(plain: str) -> bool:
    """Whether this is a phone number in E.164."""
    return plain.startswith("+") and _PHONE.fullmatch(plain) is not None


def handle_of(address: str) -> Handle | None:
    """The handle behind an address; None when there is none or it is longer than any that exists."""
    plain = plain_address(address)
    if not plain or len(plain) > MAX_ADDRESS:
        return None
    if _PHONE.fullmatch(plain):
        return Handle("phone", plain if plain[0] == "+" else "+" + plain)
    return Handle("parent_bsuid" if plain[2:7] == ".ENT." else "bsuid", plain)
