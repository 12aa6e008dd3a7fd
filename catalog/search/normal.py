"""One form per word, so that what is typed and what is sold can be compared: case, accents, endings."""

import re
import unicodedata
from functools import lru_cache

_HANGUL = re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
# T-shirt is one word, `a shirt` is not
_LONE_LETTER = re.compile(r"(?<![^\W_])(?!a shirt)([a-z])[-\u2010-\u2013 ](shirts?|neck|line)(?![^\W_])")
_BETWEEN = "-\u2010\u2011\u2012\u2013 "
_SIGNS = "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"  # vowel signs of Devanagari: parts of words
_WORD = re.compile(rf"[\uac00-\ud7a3\u3131-\u318e]+|\d+|(?:[^\W\d_\uac00-\ud7a3\u3131-\u318e]+|[{_SIGNS}]+)+")
_ASCII_WORD = re.compile(r"[a-z]+|[0-9]+")
_ENDINGS = """
    은 는 이 가 을 를 의 에 에서 도 만 와 과 랑 이랑 로 으로 요 이요 예요 이에요 에요 하는 한 하고 된 인 인데 중인 들
    있나요 있어요 있을까요 있니 없나요 없어요 주세요 줘 줘요 좀 찾아요 찾아줘 찾아주세요 보여줘 보여주세요 추천
    추천해줘 추천해주세요 사고싶어요 살래요 살게요 인가요 일까요 용으로 짜리 같은
"""
_KOREAN_ENDINGS = tuple(sorted(_ENDINGS.split(), key=lambda ending: (-len(ending), ending)))
LONGEST = 300  # characters of a query that are read


def fold(text: str) -> str:
    """Lower case, one width, no accents, no apostrophes; punctuation stays."""
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    even = unicodedata.normalize("NFKD", text).casefold()
    return _APOSTROPHES.sub("", unicodedata.normalize("NFC", even.translate(_BARE)))


class _Bare(dict[int, int | None]):
    """Takes accents away: each sign is looked up once."""

    def __missing__(self, code: int) -> int | None:
        is_accent = unicodedata.category(chr(code)) == "Mn" and not 0x0900 <= code <= 0x0DFF
        found = self[code] = None if is_accent else code
        return found


_BARE = _Bare()


def tokens(text: str) -> list[str]:
    """The words of a text, folded; letters, digits and Hangul are words of their own: `SPF50` → `spf 50`."""
    folded = fold(text[:4_000])
    if _follows_letter(folded, "shirt") or _follows_letter(folded, "neck") or _follows_letter(folded, "line"):
        folded = _LONE_LETTER.sub(r"\1\2", folded)
    return (_ASCII_WORD if folded.isascii() else _WORD).findall(folded)


def _follows_letter(text: str, word: str) -> bool:
    """Whether the word stands behind a single sign and one between them: what the costly pattern looks for."""
    at = text.find(word)
    while at >= 0:
        if at > 1 and text[at - 1] in _BETWEEN and (at == 2 or not text[at - 3].isalnum()):
            return True
        at = text.find(word, at + 1)
    return False


def stems(text: str) -> list[str]:
    """The words without their endings."""
    return [stem(word) for word in tokens(text)]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Without plural or Korean ending; never empty."""
    if has_hangul(word):
        return _korean_stem(word)
    return _english_stem(word) if word.isascii() else word


def _english_stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _korean_stem(word: str) -> str:
    for _ in range(3):
        ending = next((e for e in _KOREAN_ENDINGS if word.endswith(e) and len(word) - len(e) >= 2), "")
        if not ending:
            break
        word = word[: -len(ending)]
    return word


def letters(word: str) -> str:
    """Hangul split into its letters: a slip in one of them counts as one."""
    return unicodedata.normalize("NFD", word) if has_hangul(word) else word


def has_hangul(text: str) -> bool:
    return _HANGUL.search(text) is not None


def compact(words: list[str] | tuple[str, ...]) -> str:
    """The key of a phrase: spaces do not count (`건성 피부`, `건성피부`)."""
    return "".join(words)
