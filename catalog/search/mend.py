"""Misspelt words of prices: `les than 40`, `unedr 20`. They are mended before the price is read."""

import re
from collections.abc import Callable

from rapidfuzz.distance import OSA

_TOLD = """under below less than cheaper lower more over above between around about dollars dollar euros pounds
    menos hasta desde entre abaixo mais dolares dolar reais"""
_WORDS = _TOLD.split()
_NOT_MISSPELT = frozenset({"mens", "womens"})
_WORD = re.compile(r"[a-z]{3,}")
_COMPARED = frozenset({"less", "more", "cheaper", "lower"})  # `than` comes next


def mend(folded: str, knows: Callable[[str], bool]) -> str:
    """The text with words of prices as they were meant, if it has a number at all."""
    if not any(c.isdecimal() for c in folded):
        return folded
    before = ""

    def meant(found: "re.Match[str]") -> str:
        nonlocal before
        word = found[0]
        if before in _COMPARED and word != "than" and OSA.distance(word, "than") == 1:
            word = "than"
        elif word not in _WORDS and word not in _NOT_MISSPELT and not knows(word):
            word = next((one for one in _WORDS if _is_slip(word, one)), word)
        before = word
        return word

    return _WORD.sub(meant, folded)


def _is_slip(word: str, meant: str) -> bool:
    return word[0] == meant[0] and OSA.distance(word, meant, score_cutoff=1) <= 1
