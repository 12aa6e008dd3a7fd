"""Codes of links: five signs that a person can read aloud, type in any case and get wrong without harm.

No sign looks like another one, the last one is a check of the others, and every code holds a letter and a digit,
so that no word and no number is ever taken for one.
"""

import re
from hashlib import sha256

ALPHABET = "34679ACDEFHJKMNPQRTVWXY"  # 23 signs: a prime, so that the check notices any slip and any swap
LENGTH = 5  # the check included
_PRIME = len(ALPHABET)
_LIKE_A_CODE = re.compile(rf"(?<![A-Z0-9])[{ALPHABET}]{{{LENGTH}}}(?![A-Z0-9])")


def make_code(*names: str, attempt: int = 0) -> str:
    """The code of these names: always the same one. `attempt` counts on when somebody else has it."""
    while True:
        told = "\n".join((*names, str(attempt))).encode(errors="replace")
        number = int.from_bytes(sha256(told).digest(), "big")
        signs = ""
        for _ in range(LENGTH - 1):
            number, place = divmod(number, _PRIME)
            signs += ALPHABET[place]
        code = signs + _check(signs)
        if is_code(code):
            return code
        attempt += 1_000_000


def is_code(text: str) -> bool:
    """Whether it may be one of ours: length, signs, check. Capital letters."""
    if len(text) != LENGTH or any(sign not in ALPHABET for sign in text):
        return False
    return text[-1] == _check(text[:-1]) and not text.isalpha() and not text.isdigit()


def find_codes(text: str) -> list[str]:
    """All that may be codes in a text, in their order; case does not matter."""
    return [code for code in _LIKE_A_CODE.findall(text.upper()) if is_code(code)]


def _check(signs: str) -> str:
    return ALPHABET[sum(place * ALPHABET.index(sign) for place, sign in enumerate(signs, 2)) % _PRIME]
