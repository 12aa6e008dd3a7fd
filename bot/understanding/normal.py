"""One form per word, whatever keyboard typed it: the text that everything in this room compares.

Case, width, accents, harakat, nukta, digits of other scripts, punctuation, emoji and invisible marks are
evened out; Hangul can be split into its letters, which makes typing slips comparable.
"""

import re
import unicodedata

import regex  # type: ignore[import-untyped]  # it ships no stubs

LONGEST = 1_000  #: characters that are looked at; the rest of a longer message is kept but not read
LONGEST_KEPT = 4_096  #: characters of an answer in free text that are kept

_APOSTROPHES = "'’‘ʼ`´"
_LETTERS = {"ـ": None, "ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي", "ھ": "ه", "ß": "ss", "ı": "i", "ø": "o", "ł": "l"}
_NUKTAS = {0x093C, 0x09BC, 0x0A3C, 0x0ABC, 0x0B3C}
_JOINERS = "\u200c\u200d"
_PILED_UP = regex.compile(r"(\p{M}{6})\p{M}+")  # ordering a run of marks takes the square of its length
_HANGUL = re.compile(r"[\u1100-\u11ff\uac00-\ud7a3]")
_GESTURES = {"👍": " yes ", "👌": " yes ", "✅": " yes ", "🙆": " yes ", "👎": " no ", "❌": " no ", "🙅": " no "}


class _Folding(dict[int, str | None]):
    """What each character becomes; worked out once a character."""

    def __missing__(self, code: int) -> str | None:
        self[code] = folded = _fold_character(chr(code))
        return folded


class _Cleaning(dict[int, str | None]):
    """Which characters may be kept as they are."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        kind = unicodedata.category(character)
        unwanted = kind in {"Cc", "Cf", "Cs", "Cn"} and character not in "\n\t" + _JOINERS
        self[code] = None if unwanted else character
        return self[code]


def _fold_character(character: str) -> str | None:
    if character in _APOSTROPHES:
        return None
    if character in _LETTERS:
        return _LETTERS[character]
    return _by_category(character)


def _by_category(character: str) -> str | None:
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    if kind == "Mn":
        indic = 0x0900 <= ord(character) <= 0x0DFF and ord(character) not in _NUKTAS
        return character if indic else None
    if kind in {"Cf", "Me"}:
        return None
    return character if kind[0] in "LN" or kind == "Mc" else " "


_FOLDING = _Folding()
_CLEANING = _Cleaning()


def clean(text: str, longest: int = LONGEST_KEPT) -> str:
    """Text fit for keeping: without control characters, lone surrogates and direction marks."""
    kept = text[:longest].translate(_CLEANING)
    if kept.isascii():
        return kept.strip()
    return unicodedata.normalize("NFC", _PILED_UP.sub(r"\1", kept)).strip()


def plain(text: str) -> str:
    """Lower case, one width, ASCII digits, no invisible marks; accents and points stay: for numbers, dates."""
    even = unicodedata.normalize("NFKC", clean(text, LONGEST)).lower()[:LONGEST]
    if even.isascii():
        return even
    return "".join(str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c for c in even)


def fold(text: str) -> str:
    """Words only, in one form, with single spaces: `¡Sí, MENÚ!` becomes `si menu`."""
    text = text[:LONGEST]
    if not text.isascii():
        for gesture, word in _GESTURES.items():
            text = text.replace(gesture, word)
        text = unicodedata.normalize("NFKD", text)[:LONGEST]
    folded = text.casefold().translate(_FOLDING)
    return " ".join(unicodedata.normalize("NFC", folded).split())


def letters(folded: str) -> str:
    """Folded text with its Hangul syllables split into letters, so that a slip in one letter counts as one."""
    return unicodedata.normalize("NFD", folded) if _HANGUL.search(folded) else folded


def has_hangul(folded: str) -> bool:
    """Whether any Korean is in it: its spaces are unreliable and its words carry endings."""
    return _HANGUL.search(folded) is not None


def compact(folded: str) -> str:
    """The key under which a whole phrase is looked up: Korean without spaces, a repeated word once."""
    if has_hangul(folded):
        return folded.replace(" ", "")
    words = folded.split(" ")
    return words[0] if len(words) > 1 and len(set(words)) == 1 else folded


def key_of(text: str) -> str:
    """Whole-message key of raw text."""
    return compact(fold(text))
