"""How many are meant, in digits and words: “2 of them”, “three please”, “두 개요”, “3개로”."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.understanding.words import is_korean_ending

_ENGLISH: Mapping[str, int] = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "dozen": 12, "both": 2, "couple": 2, "pair": 2,
}  # fmt: skip
_KOREAN: Mapping[str, int] = {
    "한": 1, "하나": 1, "두": 2, "둘": 2, "세": 3, "셋": 3, "네": 4, "넷": 4, "다섯": 5, "여섯": 6, "일곱": 7,
    "여덟": 8, "아홉": 9, "열": 10,
}  # fmt: skip
_COUNTER = r"(?:개|장|병|벌|켤레|세트|통)"
_KOREAN_COUNT = re.compile(rf"({'|'.join(sorted(_KOREAN, key=len, reverse=True))}|\d{{1,3}})({_COUNTER})(\w*)")
_POINTING = frozenset({"them", "those", "these", "it", "that", "this", "each", "pieces", "pcs", "x", "of"})
_ONLY = frozenset({"just", "only"})
MOST = 999


@dataclass(frozen=True, slots=True)
class Amount:
    """So many; `counted` when it can be nothing but an amount; `rest`: the other words."""

    quantity: int
    counted: bool
    rest: tuple[str, ...]


def find_amount(words: Sequence[str]) -> Amount | None:
    """The one amount that folded words name; None when there is none, or several."""
    joined = _joined(words)
    found = [(place, count) for place, word in enumerate(joined) if (count := _count(joined, place)) is not None]
    if len(found) != 1:
        return None
    place, (quantity, counted) = found[0]
    rest = [word for at, word in enumerate(joined) if at != place]
    pointing = bool(_POINTING & set(rest))
    return Amount(quantity, counted or pointing, tuple(word for word in rest if word not in _POINTING | _ONLY))


def _joined(words: Sequence[str]) -> list[str]:
    """`두 개요`, `2 개` as one word."""
    joined: list[str] = []
    for word in words:
        before = joined[-1] if joined else ""
        if (before in _KOREAN or before.isdecimal()) and re.match(_COUNTER, word):
            joined[-1] = before + word
        else:
            joined.append(word)
    return joined


def _count(words: Sequence[str], place: int) -> tuple[int, bool] | None:
    word = words[place]
    if word.isdecimal() and len(word) <= len(str(MOST)):
        return int(word), False
    if word in _ENGLISH:
        return _ENGLISH[word], False
    if word == "one" and _is_amount(words, place):
        return 1, True
    if word in ("하나", "둘", "셋", "넷") or (word[:2] in ("하나",) and is_korean_ending(word[2:])):
        return _KOREAN[word[:2] if word.startswith("하나") else word], False
    if (found := _KOREAN_COUNT.fullmatch(word)) and (not found[3] or is_korean_ending(found[3])):
        return _KOREAN.get(found[1]) or int(found[1]), True
    return None


def _is_amount(words: Sequence[str], place: int) -> bool:
    """`just one`, `one of them`: elsewhere `one` only stands for the thing (`the blue one`)."""
    before, after = words[place - 1] if place else "", words[place + 1] if place + 1 < len(words) else ""
    return before in _ONLY or (after == "of")
