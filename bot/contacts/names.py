"""What to call somebody who has told their real name."""

import re

_KOREAN = re.compile(r"[가-힣]{2,5}")
_TWO_SYLLABLES = ("남궁", "황보", "제갈", "선우", "사공", "서문", "독고")  # family names of two syllables
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "sr", "sra", "señor", "señora", "dona", "don", "prof"})


def given_name_of(real_name: str) -> str:
    """`Maria da Silva` → `Maria`, `김민지` → `민지`, `Kim` → `Kim`; empty stays empty."""
    words = [word for word in real_name.split() if word.rstrip(".").lower() not in _TITLES]
    if not words:
        return real_name.strip()
    if len(words) == 1 and _KOREAN.fullmatch(words[0]):
        return _without_family(words[0])
    if len(words) == 2 and all(_KOREAN.fullmatch(word) or len(word) == 1 for word in words):
        return words[1]  # 김 민지
    return words[0]


def _without_family(name: str) -> str:
    family = 2 if name.startswith(_TWO_SYLLABLES) and len(name) > 3 else 1
    return name[family:] if len(name) > 2 else name
