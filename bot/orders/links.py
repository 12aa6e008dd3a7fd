"""Signed addresses: a checkout link and a document link say whose they are and until when, and cannot be forged.

A token is `<id>.<contact>.<until>.<mac>`, numbers in base 36, `until` in whole seconds since 1970.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

_MAC_BYTES = 15  # 120 bits, 20 characters
_TOKEN = re.compile(r"([0-9a-z]{1,13})\.([0-9a-z]{1,13})\.([0-9a-z]{1,13})\.([\w-]{20})", re.ASCII)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Pass:
    """What a link is for: `purpose` (checkout, invoice …), the thing's id, whose it is, and until when."""

    purpose: str
    thing: int
    contact_id: int
    until: datetime

    def is_over(self, now: datetime) -> bool:
        return now >= self.until


def sign(granted: Pass, key: bytes) -> str:
    """The token of a link."""
    told = ".".join(map(base36, (granted.thing, granted.contact_id, int(granted.until.timestamp()))))
    return f"{told}.{_mac(granted.purpose, told, key)}"


def read(token: str, purpose: str, keys: Sequence[bytes]) -> Pass | None:
    """What a token allows; None when no key of ours signed it for this purpose. It may be over."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    told, mac = ".".join(found.groups()[:3]), found[4]
    if not any(hmac.compare_digest(mac, _mac(purpose, told, key)) for key in keys):
        return None
    thing, contact_id, until = (int(part, 36) for part in found.groups()[:3])
    return Pass(purpose, thing, contact_id, datetime.fromtimestamp(until, UTC))


def seal(words: str, key: bytes) -> str:
    """A signature over what a page has shown, to be sent back by its form."""
    return _mac("form", words, key)


def _mac(purpose: str, told: str, key: bytes) -> str:
    digest = hmac.new(key, f"link:{purpose}:{told}".encode(), sha256).digest()[:_MAC_BYTES]
    return urlsafe_b64encode(digest).decode()


def base36(number: int) -> str:
    """A number of zero or more in small letters and digits."""
    text = ""
    while True:
        number, place = divmod(number, 36)
        text = _DIGITS[place] + text
        if number == 0:
            return text
