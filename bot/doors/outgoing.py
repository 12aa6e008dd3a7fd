"""Links that leave the chat: `/l/<token>`, each of one contact, for one thing, until one moment.

A token says what the link is for and is signed; where it leads is worked out when somebody opens it, from what the
shop sells then. So no token leads anywhere but to the shop, its checkout or a carrier, and nothing is stored before
a click. It reads `<purpose>.<thing>.<contact>.<until>.<mac>`: numbers in base 36, `until` in minutes since 1970.
"""

import hmac
import re
from base64 import b32encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from bot.orders.links import base36

SAME_CLICK = 10_000_000  # µs: a second request within ten seconds is the same tap
_MINUTE = 60
_MAC_BYTES = 10  # 80 bits, 16 signs
_TOKEN = re.compile(
    r"([pcko])\.([\w-]{0,80}|~[\w-]{1,160})\.([0-9a-z]{1,13})\.([0-9a-z]{1,8})\.([a-z2-7]{16})", re.ASCII
)
_PLAIN = re.compile(r"[A-Za-z0-9_-]{0,80}", re.ASCII)


class Purpose(StrEnum):
    """What a link is for. The thing is, in this order: a SKU, a coupon campaign, a cart, a parcel."""

    PRODUCT = "product"
    COUPON = "coupon"
    CHECKOUT = "checkout"
    PARCEL = "parcel"


_LETTERS = {Purpose.PRODUCT: "p", Purpose.COUPON: "c", Purpose.CHECKOUT: "k", Purpose.PARCEL: "o"}
_PURPOSES = {letter: purpose for purpose, letter in _LETTERS.items()}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One link."""

    purpose: Purpose
    thing: str
    contact_id: int
    until: datetime

    def is_over(self, now: datetime) -> bool:
        return now >= self.until


@dataclass(frozen=True, slots=True)
class Exits:
    """How links of a shop are made, whoever says them: the bot, a journey, or a person in the bot's place."""

    site: str  # our own address; empty: there is none
    products: str  # what pages of products begin with; empty: the shop has none
    has_codes: bool  # whether a coupon's code can be put into an address of the store
    days: int  # how long a link is good for where nothing else ends it
    key: bytes

    def out(self, link: Outgoing) -> str:
        """The address of a link."""
        return f"{self.site}/l/{sign_outgoing(link, self.key)}"

    def product(self, page: str, sku: str, contact_id: int, now: datetime) -> str:
        """The way to a product's page, on a line of its own; empty when it has no page."""
        if not (self.site and ("://" in page or self.products)):
            return ""
        return _line(self.out(Outgoing(Purpose.PRODUCT, sku, contact_id, end_of_day(now, self.days))))

    def coupon(self, campaign: str, contact_id: int, until: datetime) -> str:
        """The store with the code in place, on a line of its own; empty where a code has no address."""
        if not (self.site and self.has_codes):
            return ""
        return _line(self.out(Outgoing(Purpose.COUPON, campaign, contact_id, until)))


def sign_outgoing(link: Outgoing, key: bytes) -> str:
    """The token of a link; what is left of its last minute is given away."""
    until = -int(-link.until.timestamp() // _MINUTE)
    thing = link.thing if _PLAIN.fullmatch(link.thing) else "~" + _encode(link.thing)
    told = ".".join((_LETTERS[link.purpose], thing, base36(link.contact_id), base36(until)))
    return f"{told}.{_mac(told, key)}"


def read_outgoing(token: str, keys: Sequence[bytes]) -> Outgoing | None:
    """What a token stands for; None when no key of ours signed it. It may be over."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    told, mac = token.rsplit(".", 1)
    if not any(hmac.compare_digest(mac, _mac(told, key)) for key in keys):
        return None
    letter, thing, contact, until = found.groups()[:4]
    known = _decode(thing[1:]) if thing.startswith("~") else thing
    return Outgoing(_PURPOSES[letter], known, int(contact, 36), datetime.fromtimestamp(int(until, 36) * _MINUTE, UTC))


def ref_of(token: str, key: bytes) -> str:
    """What a store is told of a link: it finds the click again and says nothing of the person."""
    return b32encode(hmac.new(key, f"ref:{token}".encode(), sha256).digest()[:_MAC_BYTES]).decode().lower()


def end_of_day(now: datetime, days: int) -> datetime:
    """So many days on, at midnight: all links of a day to the same thing are one."""
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day + timedelta(days=days + 1)


def tagged(url: str, tags: Sequence[tuple[str, str]]) -> str:
    """An address with further names in its question; those that it has already stay as they are."""
    parts = urlsplit(url)
    there = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    new = urlencode([(name, value) for name, value in tags if value and name not in there], quote_via=quote)
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, new)))))


def _line(address: str) -> str:
    return f"\n🔗 {address}"


def _mac(told: str, key: bytes) -> str:
    digest = hmac.new(key, f"outgoing:{told}".encode(), sha256).digest()[:_MAC_BYTES]
    return b32encode(digest).decode().lower()


def _encode(text: str) -> str:
    return urlsafe_b64encode(text.encode(errors="replace")[:120]).decode().rstrip("=")


def _decode(text: str) -> str:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode(errors="replace")
