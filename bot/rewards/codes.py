"""Coupon codes: unguessable, easy to read aloud and to type."""

import hmac
import secrets
from hashlib import sha256

#: Digits and consonants without look-alikes (0/O, 1/I/L, U/V); no vowels, so that no words arise.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
GROUPS = 3
GROUP_SIZE = 4  # 12 symbols of 27: 57 bits
RING = 2**31  # places of a pool


def make_code(secret: bytes, campaign: str, contact: int, *, prefix: str = "") -> str:
    """The code of this contact in this campaign: always the same one, so that issuing twice changes nothing."""
    told = f"coupon:{campaign}:{contact}".encode()
    number = int.from_bytes(hmac.new(secret, told, sha256).digest(), "big")
    symbols = ""
    for _ in range(GROUPS * GROUP_SIZE):
        number, place = divmod(number, len(ALPHABET))
        symbols += ALPHABET[place]
    return _grouped(symbols, prefix)


def draw_code(prefix: str = "") -> str:
    """A new code by chance, for a pool."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP_SIZE)), prefix)


def place_of(told: str) -> int:
    """Where on a pool's ring this falls: 0 … RING - 1, as good as by chance."""
    return int.from_bytes(sha256(told.encode()).digest()[:4], "big") % RING


def _grouped(symbols: str, prefix: str) -> str:
    groups = [symbols[i : i + GROUP_SIZE] for i in range(0, len(symbols), GROUP_SIZE)]
    return "-".join([prefix, *groups] if prefix else groups)
