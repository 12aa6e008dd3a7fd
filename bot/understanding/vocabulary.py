"""The words of every language: whole-message keywords, yes and no, number words, synonyms of slot values."""

from collections.abc import Iterable, Iterator, Mapping

from rapidfuzz.distance import OSA

from bot.understanding.message import Message
from bot.understanding.normal import compact, fold, has_hangul, key_of, letters
from bot.understanding.wordlists import POLITE
from bot.understanding.words import stem
from flows.engine.flowset import FlowSet, Language

_GLOBAL = ("agent", "cancel", "menu", "help", "back", "skip", "repeat", "restart", "more", "greeting")
_TYPO_FROM = 5  #: shorter words are too close to others
_TWO_TYPOS_FROM = 9
_OPT_OUT_TYPO_FROM = 8
_SURE_STOPS = frozenset({"stop", "unsubscribe", "stopall", "stop all"})


class Vocabulary:
    """Keywords of all languages, looked up by whole phrase; the contact's language goes first."""

    def __init__(self, flows: FlowSet) -> None:
        self._languages = flows.languages
        self._keys = {code: _keys(language.keywords) for code, language in flows.languages.items()}
        self.numbers = dict(_number_words(flows.languages.values()))

    def has(self, key: str, name: str) -> bool:
        """Whether a whole phrase is the keyword `name` in any language."""
        return any(key in keys.get(name, ()) for keys in self._keys.values())

    def find_global(self, message: Message) -> str | None:
        """The global word that the whole message is, without its politeness and Korean endings."""
        return next((name for key in _forms(message) if (name := self._global(key, message.language))), None)

    def guess_global(self, message: Message) -> str | None:
        """The same, forgiving a slip in long words; the first letter must be right."""
        for _, keys in self._in_order(message.language):
            for name in _GLOBAL:
                if any(_is_slip(message.key, key) for key in keys.get(name, ())):
                    return name
        return None

    def is_opt_out(self, message: Message) -> bool:
        """STOP and its synonyms in every language; slips are forgiven in long ones only."""
        forms = _forms(message)
        if any(self.has(key, "stop") for key in forms[:1]):
            return True
        if self._global(message.key, message.language):
            return False
        long = len(letters(message.key)) >= _OPT_OUT_TYPO_FROM
        slip = long and any(_is_slip(message.key, k) for keys in self._keys.values() for k in keys.get("stop", ()))
        return slip or any(self.has(key, "stop") for key in forms[1:])

    def is_sure_opt_out(self, message: Message) -> bool:
        """The words that opt out whatever was offered."""
        return message.key in _SURE_STOPS

    def phrases(self, name: str, language: str) -> Iterator[str]:
        """Raw phrases of a keyword, the contact's language first."""
        for code, _ in self._in_order(language):
            yield from self._languages[code].keywords.get(name, ())

    def synonyms(self, slot: str, value: str, language: str) -> Iterator[str]:
        """Raw phrases that mean `value` of `slot`, the contact's language first."""
        for code, _ in self._in_order(language):
            synonyms = self._languages[code].synonyms
            yield from synonyms.get(slot, {}).get(value, ())
            yield from synonyms.get("*", {}).get(value, ())

    def map_of(self, *names: str) -> dict[str, str]:
        """Folded phrase → keyword, for the given keywords of all languages."""
        return {fold(p): n for lang in self._languages.values() for n in names for p in lang.keywords.get(n, ())}

    def _global(self, key: str, language: str) -> str | None:
        for _, keys in self._in_order(language):
            found = next((name for name in _GLOBAL if key in keys.get(name, ())), None)
            if found:
                return found
        return None

    def _in_order(self, language: str) -> Iterator[tuple[str, Mapping[str, frozenset[str]]]]:
        first = [code for code in (language, language.split("-")[0]) if code in self._keys]
        yield from ((code, self._keys[code]) for code in dict.fromkeys([*first, *self._keys]))


def _keys(keywords: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(filter(None, map(key_of, phrases))) for name, phrases in keywords.items()}


def _forms(message: Message) -> list[str]:
    """The message as it is, without polite words, and in Korean without its ending."""
    polite = [word for word in message.words if word not in POLITE]
    forms = [message.key, compact(" ".join(polite))]
    if has_hangul(message.key):
        forms.append(stem(message.key))
    return [form for form in dict.fromkeys(forms) if form]


def _is_slip(typed: str, meant: str) -> bool:
    if typed[:1] != meant[:1] or not len(meant) >= _TYPO_FROM or abs(len(typed) - len(meant)) > 2:
        return False
    allowed = 2 if len(meant) >= _TWO_TYPOS_FROM else 1
    return OSA.distance(letters(typed), letters(meant), score_cutoff=allowed) <= allowed


def _number_words(languages: Iterable[Language]) -> Iterator[tuple[str, float]]:
    for language in languages:
        for value, phrases in language.synonyms.get("*", {}).items():
            if value.isdecimal():
                yield from ((fold(phrase), float(value)) for phrase in phrases)
