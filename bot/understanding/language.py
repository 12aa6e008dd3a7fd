"""Which language a message is in: by its script, by telling words, by the phone's country; slow to change."""

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.understanding.normal import LONGEST, fold
from bot.understanding.wordlists import TELLING_WORDS

_SCRIPTS = {
    "ko": ((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7A3)),
    "ar": ((0x0600, 0x06FF), (0x0750, 0x077F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)),
    "hi": ((0x0900, 0x097F),),
}
_COUNTRIES = {
    "en": {"US", "GB", "IE", "AU", "NZ", "CA", "ZA", "NG", "KE", "GH", "SG", "PH"},
    "ko": {"KR"},
    "es": {
        "ES", "MX", "AR", "CO", "CL", "PE", "VE", "EC", "GT", "CU", "BO",
        "DO", "HN", "PY", "SV", "NI", "CR", "PA", "UY", "PR", "GQ",
    },
    "pt": {"BR", "PT", "AO", "MZ", "CV"},
    "hi": {"IN"},
    "ar": {
        "SA", "AE", "EG", "MA", "DZ", "TN", "IQ", "JO", "LB", "KW", "QA", "BH", "OM", "YE", "LY", "SD", "SY", "PS",
    },
}  # fmt: skip
_BY_COUNTRY = {country: language for language, countries in _COUNTRIES.items() for country in countries}
_FEWEST_WORDS = 3
_FEWEST_TELLING = 2
_WORDS_READ = 60
_EVERYWHERE = frozenset({"hi", "hello", "hey", "there"})  #: said by people who speak no English
_OWN_SCRIPT = 4  #: letters of a script of its own outweigh so many Latin ones: product names are English everywhere


def guess_language(
    text: str, known: str, country: str | None, enabled: Sequence[str], *, pinned: bool = False
) -> str:
    """The one of the `enabled` languages that the contact should be answered in.

    `known` is the language so far, empty before the first message; `country` the phone's two-letter country.
    Words of fewer than three do not change a known language; a script of its own always does. A language that the
    contact has `pinned` gives way to whole messages only: three words at least, most of them of the other language.
    """
    words = fold(text).split()
    before = _enabled(known, enabled)
    if pinned and before:
        return _whole_message_in(text, words, enabled) or before
    if found := _enabled(_by_script(text), enabled):
        return found
    long_enough = len(words) >= _FEWEST_WORDS or not before
    if long_enough and (told := _by_words(words, enabled, needed=_FEWEST_TELLING if before else 1)):
        return told
    prior = before or _enabled(_BY_COUNTRY.get((country or "").upper()), enabled)
    return prior or _enabled("en", enabled) or (enabled[0] if enabled else known or "en")


def is_enabled(language: str, enabled: Sequence[str]) -> bool:
    """Whether one of the `enabled` languages, or a variant of it, serves `language`."""
    return _enabled(language, enabled) is not None


def _whole_message_in(text: str, words: Sequence[str], enabled: Sequence[str]) -> str | None:
    if len(words) < _FEWEST_WORDS:
        return None
    script = _by_script(text)
    foreign = sum(any(_script_of(character) for character in word) for word in words)
    if script:
        return _enabled(script, enabled) if foreign * 2 > len(words) else None
    return _by_words(words, enabled, needed=_FEWEST_WORDS)


def _enabled(language: str | None, enabled: Sequence[str]) -> str | None:
    """The enabled language, or variant of it (`pt-BR` for `pt`), that serves `language`."""
    if not language:
        return None
    if language in enabled:
        return language
    base = language.split("-")[0]
    return next((code for code in enabled if code.split("-")[0] == base), None)


def _by_script(text: str) -> str | None:
    """The language whose script most of the letters are in, if it is not Latin."""
    if text.isascii():
        return None
    letters: Counter[str] = Counter(filter(None, map(_script_of, text[:LONGEST])))
    latin = sum(c.isascii() and c.isalpha() for c in text[:LONGEST])
    script, count = letters.most_common(1)[0] if letters else ("", 0)
    return script if count and count * _OWN_SCRIPT >= latin else None


def _script_of(character: str) -> str | None:
    code = ord(character)
    if code < 0x0600:
        return None
    return next((lang for lang, spans in _SCRIPTS.items() if any(a <= code <= b for a, b in spans)), None)


def _by_words(words: Iterable[str], enabled: Sequence[str], needed: int) -> str | None:
    """The Latin-script language with the most telling words, if they are enough and more than any other's."""
    listed = [word for word in words if word not in _EVERYWHERE][:_WORDS_READ]
    score = {code: sum(word in TELLING_WORDS.get(code.split("-")[0], ()) for word in listed) for code in enabled}
    ranked = [*sorted(score.values(), reverse=True), 0]
    if ranked[0] < needed or (len(enabled) > 1 and ranked[0] == ranked[1]):
        return None
    return max(score, key=lambda code: score[code])
