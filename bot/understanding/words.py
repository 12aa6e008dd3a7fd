"""Words and their stems: what is left of `지성이에요`, `البشرة` or `reviews` without ending and article."""

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.understanding.normal import compact, has_hangul
from bot.understanding.wordlists import FILLERS, FUNCTION_WORDS, KOREAN_ENDINGS

_ARABIC_ARTICLE = re.compile(r"^(?:وال|بال|فال|كال|لل|ال)(?=\w{3})")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A folded word without ending, article or plural; never empty."""
    if word.isascii():
        return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
    if has_hangul(word):
        return _korean_stem(word)
    return _ARABIC_ARTICLE.sub("", word)


def _korean_stem(word: str) -> str:
    for _ in range(3):
        ending = next((e for e in KOREAN_ENDINGS if word.endswith(e) and len(word) - len(e) >= 2), "")
        if not ending:
            break
        word = word[: -len(ending)]
    return word


def is_korean_ending(rest: str) -> bool:
    """Whether `rest`, left over behind a known word, only inflects it."""
    while rest:
        ending = next((e for e in KOREAN_ENDINGS if rest.startswith(e)), "")
        if not ending:
            return False
        rest = rest[len(ending) :]
    return True


def is_filler(word: str) -> bool:
    """Whether a folded word adds nothing to an answer."""
    return word in FILLERS


def is_function_word(word: str) -> bool:
    """Whether a folded word says nothing about what a message is about."""
    return word in FUNCTION_WORDS


def bare(words: Iterable[str]) -> str:
    """Stems of the words that matter, as a key."""
    return compact(" ".join(stem(word) for word in words if word not in FILLERS))
