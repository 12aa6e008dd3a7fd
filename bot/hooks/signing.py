"""Signatures of the Standard Webhooks specification: anybody's library can check them."""

import hmac
import secrets
from base64 import b64decode, b64encode

PREFIX = "whsec_"
LENGTH = 32  # bytes


def make_secret() -> str:
    """A new one."""
    return PREFIX + b64encode(secrets.token_bytes(LENGTH)).decode()


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers. `timestamp` in seconds since 1970."""
    key = b64decode(secret.removeprefix(PREFIX))
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    signature = b64encode(hmac.digest(key, signed, "sha256")).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{signature}",
    }
