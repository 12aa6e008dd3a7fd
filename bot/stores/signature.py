"""Is this request really from the store? Base64 of HMAC-SHA256 over the bytes of the body, with any key of a ring."""

import hmac
from base64 import b64encode
from collections.abc import Sequence
from html import unescape

from bot.errors import Forged


class BodyCheck:
    """Secrets are tried in their order; several, while one is being replaced by the next."""

    def __init__(self, secrets: Sequence[str]) -> None:
        """WooCommerce signs with the secret as it was typed; copied from a page it may hold `&amp;` for `&`."""
        self._keys = list(dict.fromkeys(unescape(secret).encode() for secret in secrets))

    @property
    def is_set(self) -> bool:
        """Whether there is any secret: without one nobody is believed."""
        return bool(self._keys)

    def verify(self, body: bytes, given: str) -> None:
        """Raises Forged."""
        if not given:
            raise Forged("no signature")
        claimed = given.encode("utf-8", "replace")
        matches = [hmac.compare_digest(sign_body(body, key), claimed) for key in self._keys]
        if not any(matches):
            raise Forged("wrong signature" if self._keys else "no secret is set")


def sign_body(body: bytes, key: bytes) -> bytes:
    """What Shopify and WooCommerce put into their signature headers."""
    return b64encode(hmac.digest(key, body, "sha256"))
