"""The words of every language: whole-message keywords, yes and no, number words, synonyms of slot values."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from rapidfuzz.distance import OSA

from bot.understanding.message import Message
from bot.understanding.normal import fold, has_hangul, key_of, letters
from flows.engine.flowset import FlowSet, Language

_GLOBAL = ("agent", "cancel", "menu", "help", "back", "skip", "repeat", "restart", "more", "greeting")
_TYPO_FROM = 5  #: shorter words are too close to others
_TWO_TYPOS_FROM = 10
_OTHER_LETTER_FROM = 8
_OPT_OUT_TYPO_FROM = 8
_Slips = dict[str, list[tuple[str, str]]]
_SURE_STOPS = frozenset({"stop", "unsubscribe", "stopall", "stop all"})


class Listed:
    """A keyword's phrases, as words: Korean ones may carry endings."""

    def __init__(self, phrases: Iterable[str]) -> None:
        words = [word for phrase in phrases for word in phrase.split()]
        self._whole = frozenset(words)
        self._korean = tuple(word for word in words if has_hangul(word))

    def has(self, word: str) -> bool:
        """Whether this word is one of them."""
        return word in self._whole or (has_hangul(word) and word.startswith(self._korean))


class Vocabulary:
    """Keywords of all languages, looked up by whole phrase; the contact's language goes first."""

    def __init__(self, flows: FlowSet) -> None:
        self._languages = flows.languages
        keys = {code: _keys(language.keywords) for code, language in flows.languages.items()}
        self._everywhere = _joined(keys.values())
        self._globals = {code: _meanings(keys[c] for c in self._order(code)) for code in ("", *keys)}
        self._slips = {code: _by_first_letter(meanings) for code, meanings in self._globals.items()}
        self._stops = _by_first_letter(dict.fromkeys(self._everywhere.get("stop", ()), "stop"))
        self.numbers = dict(_number_words(flows.languages.values()))
        self._listed: dict[str, Listed] = {}

    def has(self, key: str, name: str) -> bool:
        """Whether a whole phrase is the keyword `name` in any language."""
        return key in self._everywhere.get(name, ())

    def listed(self, name: str) -> Listed:
        """The words of all the phrases of a keyword, in any language."""
        if name not in self._listed:
            self._listed[name] = Listed(self.map_of(name))
        return self._listed[name]

    def is_like(self, message: Message, name: str) -> bool:
        """The same for a whole message, without its politeness and Korean endings."""
        return any(self.has(form, name) for form in message.forms)

    def find_global(self, message: Message) -> str | None:
        """The global word that the whole message is, without its politeness and Korean endings."""
        meanings = self._globals[self._known(message.language)]
        return next((meanings[form] for form in message.forms if form in meanings), None)

    def guess_global(self, message: Message) -> str | None:
        """The same, forgiving a slip in long words; the first letter must be right."""
        return _slip(message.key, self._slips[self._known(message.language)])

    def is_opt_out(self, message: Message) -> bool:
        """STOP and its synonyms in every language; slips are forgiven in long ones only."""
        if self.has(message.key, "stop"):
            return True
        if message.key in self._globals[self._known(message.language)]:
            return False
        if any(self.has(form, "stop") for form in message.forms):
            return True
        # a slip of one Hangul letter turns 알림 켜기 (on) into 알림 끄기 (off): Korean has to be exact
        may_slip = len(message.key) >= _OPT_OUT_TYPO_FROM and not has_hangul(message.key)
        return may_slip and not self.has(message.key, "start") and _slip(message.key, self._stops) is not None

    def is_offers_out(self, message: Message) -> bool:
        """“Stop offers” in every language: marketing alone."""
        return any(self.has(form, "stop_offers") for form in message.forms)

    def is_sure_opt_out(self, message: Message) -> bool:
        """The words that opt out whatever was offered."""
        return message.key in _SURE_STOPS

    def phrases(self, name: str, language: str) -> Iterator[str]:
        """Raw phrases of a keyword, the contact's language first."""
        for code in self._order(language):
            yield from self._languages[code].keywords.get(name, ())

    def synonyms(self, slot: str, value: str, language: str) -> Iterator[str]:
        """Raw phrases that mean `value` of `slot`, the contact's language first."""
        for code in self._order(language):
            synonyms = self._languages[code].synonyms
            yield from synonyms.get(slot, {}).get(value, ())
            yield from synonyms.get("*", {}).get(value, ())

    def map_of(self, *names: str) -> dict[str, str]:
        """Folded phrase → keyword, for the given keywords of all languages; of two the later name counts."""
        told = [(p, name) for lang in self._languages.values() for name in names for p in lang.keywords.get(name, ())]
        told.sort(key=lambda pair: names.index(pair[1]))
        return {fold(phrase): name for phrase, name in told}

    def _known(self, language: str) -> str:
        return next((code for code in (language, language.split("-")[0]) if code in self._globals), "")

    def _order(self, language: str) -> list[str]:
        first = [code for code in (language, language.split("-")[0], "en") if code in self._languages]
        return list(dict.fromkeys([*first, *self._languages]))


def _joined(languages: Iterable[Mapping[str, frozenset[str]]]) -> dict[str, frozenset[str]]:
    joined: dict[str, frozenset[str]] = {}
    for keys in languages:
        for name, phrases in keys.items():
            joined[name] = joined.get(name, frozenset()) | phrases
    return joined


def _meanings(languages: Iterable[Mapping[str, frozenset[str]]]) -> dict[str, str]:
    """Key → global word; an earlier language wins, and in a language the earlier word."""
    meanings: dict[str, str] = {}
    for keys in languages:
        for name in _GLOBAL:
            for key in keys.get(name, ()):
                meanings.setdefault(key, name)
    return meanings


def _by_first_letter(meanings: Mapping[str, str]) -> _Slips:
    found: _Slips = defaultdict(list)
    for key, name in meanings.items():
        if len(letters(key)) >= _TYPO_FROM:
            found[letters(key)[0]].append((letters(key), name))
    return dict(found)


def _slip(key: str, known: _Slips) -> str | None:
    """The keyword that a phrase was probably meant to be."""
    typed = letters(key)
    return next((name for meant, name in known.get(typed[:1], ()) if _is_slip(typed, meant)), None)


def _keys(keywords: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(filter(None, map(key_of, phrases))) for name, phrases in keywords.items()}


def _is_slip(typed: str, meant: str) -> bool:
    """One slip, two in long words. In short ones no letter may be another one: `cancer` is not `cancel`."""
    allowed = 2 if len(meant) >= _TWO_TYPOS_FROM else 1
    if abs(len(typed) - len(meant)) > allowed or OSA.distance(typed, meant, score_cutoff=allowed) > allowed:
        return False
    return len(meant) >= _OTHER_LETTER_FROM or len(typed) != len(meant) or sorted(typed) == sorted(meant)


def _number_words(languages: Iterable[Language]) -> Iterator[tuple[str, float]]:
    for language in languages:
        for value, phrases in language.synonyms.get("*", {}).items():
            if value.isdecimal():
                yield from ((fold(phrase), float(value)) for phrase in phrases)
