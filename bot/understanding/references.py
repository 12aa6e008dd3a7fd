"""Signed button references: what a tap stands for travels inside the button and is believed for ever (G5).

A reference is `<mac>.<flow>|<step>|<payload>`: it is at most 128 bytes long, holds no secret, and comes back
in WhatsApp's ButtonPayload or ListId. Typing one does nothing: only taps are read here.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass

MAX_BYTES = 128
_MAC_BYTES = 9  # 72 bits, 12 characters


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a button was offered and its payload in CALM's syntax."""

    flow: str
    step: str
    payload: str


class ReferenceTooLong(ValueError):
    """The payload does not fit the 128 bytes of a button; the flow's author must shorten it."""


def sign(reference: Reference, key: bytes) -> str:
    """The id of a button. Raises ReferenceTooLong."""
    told = f"{reference.flow}|{reference.step}|{reference.payload}"
    signed = f"{_mac(told, key)}.{told}"
    if len(signed.encode()) > MAX_BYTES:
        raise ReferenceTooLong(
            f"button payload of {reference.flow}.{reference.step} is too long: {reference.payload}"
        )
    return signed


def read(signed: str, keys: Sequence[bytes]) -> Reference | None:
    """What a tapped id stands for; None when no key of ours signed it."""
    mac, _, told = signed.partition(".")
    parts = told.split("|", 2)
    if len(parts) != 3 or not any(
        hmac.compare_digest(mac.encode(errors="replace"), _mac(told, key).encode()) for key in keys
    ):
        return None
    return Reference(*parts)


def _mac(told: str, key: bytes) -> str:
    digest = hmac.digest(key, b"button:" + told.encode(errors="surrogatepass"), "sha256")[:_MAC_BYTES]
    return urlsafe_b64encode(digest).decode()
