"""Our signed entry id: it travels in the status callback's query and proves which entry the callback is about."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence

_MAC_BYTES = 12


def sign_entry(entry_id: int, key: bytes) -> str:
    """`<id>.<mac>`, safe in a URL."""
    return f"{entry_id}.{_mac(str(entry_id), key)}"


def read_entry(reference: str, keys: Sequence[bytes]) -> int | None:
    """The entry's id; None when no key of ours signed it."""
    number, _, mac = reference.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    believed = any(hmac.compare_digest(mac.encode(), _mac(number, key).encode()) for key in keys)
    return int(number) if believed else None


def _mac(number: str, key: bytes) -> str:
    digest = hmac.digest(key, b"entry:" + number.encode(), "sha256")[:_MAC_BYTES]
    return urlsafe_b64encode(digest).decode()
