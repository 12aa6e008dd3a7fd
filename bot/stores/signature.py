"""Is this request really from the store? HMAC-SHA256 over the bytes of the body, with any key of a ring."""

import hmac
import unicodedata
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
        matches = [hmac.compare_digest(self._sign(body, key), claimed) for key in self._keys]
        if not any(matches):
            raise Forged("wrong signature" if self._keys else "no secret is set")

    def _sign(self, body: bytes, key: bytes) -> bytes:
        return sign_body(body, key)


class HexBodyCheck(BodyCheck):
    """EasyPost's way: the secret in Unicode's NFKD form, the signature in hexadecimal digits behind its name."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__(())
        self._keys = [unicodedata.normalize("NFKD", secret).encode() for secret in dict.fromkeys(secrets)]

    def _sign(self, body: bytes, key: bytes) -> bytes:
        return sign_hex(body, key)


def sign_hex(body: bytes, key: bytes) -> bytes:
    """What EasyPost puts into its signature header."""
    return b"hmac-sha256-hex=" + hmac.digest(key, body, "sha256").hex().encode()


def sign_body(body: bytes, key: bytes) -> bytes:
    """What Shopify, WooCommerce and AfterShip put into their signature headers: Base64."""
    return b64encode(hmac.digest(key, body, "sha256"))
