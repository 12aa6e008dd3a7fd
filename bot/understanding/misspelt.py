"""Answers with slips in them: the one candidate that a message clearly comes closest to."""

from rapidfuzz.distance import OSA

from bot.understanding.candidates import Candidate, Candidates
from bot.understanding.matching import MOST_WORDS
from bot.understanding.message import Message
from bot.understanding.normal import letters
from bot.understanding.words import bare, is_filler, stem

_SHORTEST = 4  #: letters, Hangul split
_LIKENESS = 0.77
_LEAD = 0.12
_WITHIN_FROM = 6  #: letters of a misspelt word inside a message
_WITHIN_WORDS = 5


def find_like(message: Message, candidates: Candidates) -> Candidate | None:
    """The answer that a misspelt message comes closest to, if it is close enough and no other is."""
    typed = _forms(message)
    ranked = sorted(((_likeness(typed, c), c) for c in candidates), key=lambda item: -item[0])
    if not ranked or ranked[0][0] < _LIKENESS:
        return None
    clear = len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= _LEAD
    return ranked[0][1] if clear else None


def _forms(message: Message) -> list[str]:
    """The whole message without fillers, and the long words of a short one."""
    words = message.words
    if len(words) > MOST_WORDS:
        return []
    whole = letters(bare(words) or message.key)
    single = [letters(stem(word)) for word in words if len(words) <= _WITHIN_WORDS and not is_filler(word)]
    return [form for form in (whole,) if len(form) >= _SHORTEST] + [w for w in single if len(w) >= _WITHIN_FROM]


def _likeness(typed: list[str], candidate: Candidate) -> float:
    keys = [key for phrase in candidate.phrases if len(key := letters(phrase.keys[0])) >= _SHORTEST]
    return max((_similarity(form, key) for form in typed for key in keys), default=0.0)


def _similarity(typed: str, key: str) -> float:
    """0–1. In a word of four letters only swapped neighbours pass: `oiyl` is oily, `only` is not."""
    if len(key) == _SHORTEST and len(typed) == _SHORTEST and sorted(typed) == sorted(key):
        return 0.8 if OSA.distance(typed, key) == 1 else 0.0
    return OSA.normalized_similarity(typed, key)
