"""Coupon codes: unguessable, easy to read aloud and to type."""

import hmac
from hashlib import sha256

#: Digits and consonants without look-alikes (0/O, 1/I/L, U/V); no vowels, so that no words arise.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
GROUPS = 3
GROUP_SIZE = 4  # 12 symbols of 27: 57 bits


def make_code(secret: bytes, campaign: str, contact: int, *, prefix: str = "") -> str:
    """The code of this contact in this campaign: always the same one, so that issuing twice changes nothing."""
    told = f"coupon:{campaign}:{contact}".encode()
    number = int.from_bytes(hmac.new(secret, told, sha256).digest(), "big")
    symbols = ""
    for _ in range(GROUPS * GROUP_SIZE):
        number, place = divmod(number, len(ALPHABET))
        symbols += ALPHABET[place]
    groups = [symbols[i : i + GROUP_SIZE] for i in range(0, len(symbols), GROUP_SIZE)]
    return "-".join([prefix, *groups] if prefix else groups)
