"""Is this request really from Twilio? HMAC over the configured public URL, the raw target and the form.

Twilio docs, "Webhooks security" and "Sign webhooks with shared keys". About ten times cheaper than the SDK's
validator, which is the oracle of the tests: the key and the public URL are hashed once, at start.
"""

import hmac
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from bot.errors import Forged

SIGNATURE_HEADER = "X-Twilio-Signature"
SETTINGS_HEADER = "X-Twilio-Webhooks-Signature-Settings"
HMAC_SHA256 = "HMAC_SHA256"
_DEFAULT_PORTS = {"https": 443, "http": 80}

Params = Sequence[tuple[str, str]]


class _Hash(Protocol):
    def copy(self) -> "_Hash": ...
    def update(self, msg: bytes, /) -> None: ...
    def digest(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class _Prepared:
    """The hash of one secret over the public URL, in front of every target that can follow it."""

    whole: tuple[_Hash, ...]  # with the URL's path prefix
    bare: tuple[_Hash, ...]  # scheme and host only

    @classmethod
    def make(cls, secret: str, algorithm: str, public_url: str) -> "_Prepared":
        prefix = urlsplit(public_url).path.rstrip("/")
        bases = _with_and_without_port(public_url)
        return cls(
            whole=tuple(hmac.new(secret.encode(), (base + prefix).encode(), algorithm) for base in bases),
            bare=tuple(hmac.new(secret.encode(), base.encode(), algorithm) for base in bases),
        )


class SignatureCheck:
    """Checks webhooks against the auth token, or against the shared key that the request names.

    The header can only choose among what is configured: a shared key is always HMAC-SHA256 with that key's own
    secret, and an unknown key or any other algorithm is a forgery, never a reason to fall back to the token.
    Without the header the auth token counts; with an empty token only shared keys do.
    """

    def __init__(self, auth_token: str, shared_keys: Mapping[str, str], public_url: str) -> None:
        url = public_url.partition("#")[0]
        self._prefix = urlsplit(url).path.rstrip("/")
        self._token = _Prepared.make(auth_token, "sha1", url) if auth_token else None
        self._keys = {
            key_id: _Prepared.make(secret, "sha256", url) for key_id, secret in shared_keys.items() if secret
        }

    def verify(
        self,
        raw_path_and_query: str,
        params: Params,
        headers: Mapping[str, str],
        *,
        body: bytes | None = None,
    ) -> None:
        """Raises Forged. `params` are the untouched form fields; a JSON request gives its raw `body` instead."""
        given = _header(headers, SIGNATURE_HEADER)
        if not given:
            raise Forged("no signature")
        prepared = self._chosen_by(_header(headers, SETTINGS_HEADER))
        target = raw_path_and_query.partition("#")[0]
        if body is not None and not _body_matches(target, body):
            raise Forged("body does not match its hash")
        signed = target.encode("utf-8", "surrogatepass") + (b"" if body is not None else _joined(params))
        states = prepared.bare if self._is_prefixed(target) else prepared.whole
        if not _any_matches(states, signed, given.encode("utf-8", "surrogatepass")):
            raise Forged("wrong signature")

    def _chosen_by(self, settings: str) -> _Prepared:
        if not settings:
            if self._token is None:
                raise Forged("no auth token is configured")
            return self._token
        named = dict(part.strip().partition("=")[::2] for part in settings.split(","))
        if named.get("algorithm", "").strip().upper() != HMAC_SHA256:
            raise Forged("unexpected signature algorithm")
        prepared = self._keys.get(named.get("key", "").strip())
        if prepared is None:
            raise Forged("unknown shared key")
        return prepared

    def _is_prefixed(self, target: str) -> bool:
        """Whether the proxy left the public URL's path prefix in place."""
        return bool(self._prefix) and target.startswith(self._prefix + "/")


def sign(url: str, params: Iterable[tuple[str, str]], token: str) -> str:
    """`X-Twilio-Signature` as Twilio makes it with the auth token (HMAC-SHA1). A fragment is not signed."""
    return _base64_mac(url, params, token, "sha1")


def sign_with_shared_key(url: str, params: Iterable[tuple[str, str]], secret: str) -> str:
    """`X-Twilio-Signature` of a webhook that is signed with a SharedKey (HMAC-SHA256)."""
    return _base64_mac(url, params, secret, "sha256")


def _base64_mac(url: str, params: Iterable[tuple[str, str]], secret: str, algorithm: str) -> str:
    signed = url.partition("#")[0].encode() + _joined(params)
    return b64encode(hmac.digest(secret.encode(), signed, algorithm)).decode()


def _joined(params: Iterable[tuple[str, str]]) -> bytes:
    """Names in ascending order, each followed by its distinct values in ascending order; no separators."""
    return "".join(map("".join, sorted(set(params)))).encode("utf-8", "surrogatepass")


def _any_matches(states: tuple[_Hash, ...], signed: bytes, given: bytes) -> bool:
    for state in states:
        mac = state.copy()
        mac.update(signed)
        if hmac.compare_digest(b64encode(mac.digest()), given):
            return True
    return False


def _body_matches(target: str, body: bytes) -> bool:
    """JSON requests carry the SHA-256 of their body in the signed query."""
    claimed = next((value for name, value in parse_qsl(target.partition("?")[2]) if name == "bodySHA256"), "")
    return hmac.compare_digest(sha256(body).hexdigest().encode(), claimed.encode("utf-8", "replace"))


def _header(headers: Mapping[str, str], name: str) -> str:
    return headers.get(name.lower()) or headers.get(name) or ""


def _with_and_without_port(url: str) -> tuple[str, str]:
    """Scheme and host, first as configured: Twilio is not consistent about writing the port."""
    parts = urlsplit(url)
    host = parts.netloc.removesuffix(f":{parts.port}") if parts.port else parts.netloc
    bare = f"{parts.scheme}://{host}"
    ported = f"{bare}:{parts.port or _DEFAULT_PORTS[parts.scheme]}"
    return (ported, bare) if parts.port else (bare, ported)
