"""Small sealed values: what was written can be read by anybody who has it, and changed by nobody."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from typing import Any


def seal(keys: Sequence[bytes], purpose: str, values: dict[str, Any], until: int) -> str:
    """The values for one purpose, good until a moment (µs)."""
    body = urlsafe_b64encode(json.dumps([until, values], separators=(",", ":")).encode()).rstrip(b"=").decode()
    return f"{body}.{_sign(keys[0], purpose, body)}"


def unseal(keys: Sequence[bytes], purpose: str, sealed: str, now: int) -> dict[str, Any] | None:
    """What was sealed; None when it is over, was made for something else, or by somebody else."""
    body, _, signature = sealed.rpartition(".")
    if not any(hmac.compare_digest(_sign(key, purpose, body).encode(), signature.encode()) for key in keys):
        return None
    try:
        until, values = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (ValueError, Error):
        return None
    return values if now < until else None


def _sign(key: bytes, purpose: str, body: str) -> str:
    digest = hmac.digest(key, f"console {purpose}\n{body}".encode(), "sha256")
    return urlsafe_b64encode(digest[:18]).decode()
