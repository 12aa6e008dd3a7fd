"""Which example phrase a message resembles most: tf-idf over letter trigrams, and the words in common.

What is alike is worked out when it is first asked for; a message then touches only the phrases that share a
trigram or a word with it.
"""

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import log, sqrt

from bot.understanding.message import Message
from bot.understanding.normal import fold, has_hangul, key_of, letters
from bot.understanding.spelling import Speller
from bot.understanding.words import is_function_word, stem
from catalog.search.lexicon import colour_words

_GRAM = 3
_LONG_NUMBER = re.compile(r"#?\d{4}")
_LETTERS_READ = 400  #: of a message, after splitting; beyond that a phrase of an example is lost anyway
_WORDS_READ = 60
_SYLLABLES_READ = 12
_LETTER_SHARE = 0.55
_MOST_ALIKE = 0.97  #: without being the same word for word
_COMMON = 0.25  #: a trigram found in a larger share of the phrases says nothing and is not looked up
_SMALL = 40  #: … unless there are only so many phrases


@dataclass(frozen=True, slots=True)
class Match:
    """An intent and how sure we are, 0–1; 1 is one of its phrases word for word."""

    intent: str
    score: float


class Examples:
    """The example phrases of every intent."""

    def __init__(self, examples: Mapping[str, Iterable[str]]) -> None:
        pairs = [(intent, fold(phrase)) for intent, phrases in examples.items() for phrase in phrases]
        pairs = [(intent, phrase) for intent, phrase in pairs if phrase]
        self._intents = [intent for intent, _ in pairs]
        self._exact: dict[str, str] = {}
        for intent, phrase in pairs:
            self._exact.setdefault(key_of(phrase), intent)
        self._phrases = [phrase.split() for _, phrase in pairs]

    @cached_property
    def _index(self) -> "_Index":
        """Made once: a sixth of a second for all phrases of the shop, in six languages."""
        phrases, self._phrases = self._phrases, []  # from now on they are in the index
        telling = [_telling(words) or words for words in phrases]
        return _Index(
            _Postings(telling, _grams),
            _Postings(telling, _words),
            Speller((word for words in phrases for word in words), colour_words()),
        )

    def warm_up(self) -> None:
        """Make now what the first message that is no example would wait for."""
        _ = self._index

    def exact(self, message: Message) -> str | None:
        """The intent of which the whole message is an example."""
        return self._exact.get(message.key)

    def nearest(self, message: Message, limit: int = 3) -> list[Match]:
        """The best intents, best first."""
        best: dict[str, float] = {}
        if intent := self.exact(message):
            best[intent] = 1.0
        index = self._index
        words = _telling(index.speller.correct(message.folded[:_LETTERS_READ]).split())
        by_word = index.words.cosines(_words(words))
        for phrase, by_letter in index.grams.cosines(_grams(words)).items():
            score = _MOST_ALIKE * (_LETTER_SHARE * by_letter + (1 - _LETTER_SHARE) * by_word.get(phrase, 0.0))
            intent = self._intents[phrase]
            if score > best.get(intent, 0.0):
                best[intent] = score
        ranked = sorted(best.items(), key=lambda item: -item[1])[:limit]
        return [Match(intent, round(score, 4)) for intent, score in ranked]


class _Postings:
    """An inverted index whose phrases have length 1. Terms are thousands: long arrays, no object for each.

    The terms of a phrase are counted twice rather than kept meanwhile: a shop that has started keeps no room for it.
    """

    def __init__(self, documents: list[list[str]], terms_of: Callable[[list[str]], Counter[str]]) -> None:
        found_in: Counter[str] = Counter()
        for document in documents:
            found_in.update(terms_of(document).keys())
        often = max(_COMMON * len(documents), _SMALL)
        self._slots = {term: slot for slot, term in enumerate(found_in)}
        self._rarity = array("d", (log(1 + len(documents) / n) for n in found_in.values()))
        self._unknown = log(1 + len(documents) / 0.5)
        self._starts = array("i", accumulate((n if n <= often else 0 for n in found_in.values()), initial=0))
        self._phrases, self._shares = array("i", bytes(4 * self._starts[-1])), array("d", bytes(8 * self._starts[-1]))
        ends = self._starts[:]
        for number, document in enumerate(documents):
            weights, length = self._weigh(terms_of(document))
            for term, weight in weights.items():
                if found_in[term] <= often:
                    slot = self._slots[term]
                    self._phrases[ends[slot]], self._shares[ends[slot]] = number, weight / length
                    ends[slot] += 1

    def cosines(self, terms: Counter[str]) -> dict[int, float]:
        """Likeness to every phrase that shares a term."""
        weights, length = self._weigh(terms)
        sums: dict[int, float] = {}
        for term, weight in weights.items():
            share = weight / length
            for number, other in self._of(term):
                sums[number] = sums.get(number, 0.0) + share * other
        return sums

    def _of(self, term: str) -> Iterable[tuple[int, float]]:
        """The phrases with this term, and their shares."""
        slot = self._slots.get(term)
        if slot is None:
            return ()
        part = slice(self._starts[slot], self._starts[slot + 1])
        return zip(self._phrases[part], self._shares[part], strict=True)

    def _weigh(self, terms: Counter[str]) -> tuple[dict[str, float], float]:
        weights = {term: (1 + log(n) if n > 1 else 1.0) * self._rarity_of(term) for term, n in terms.items()}
        return weights, sqrt(sum(w * w for w in weights.values())) or 1.0

    def _rarity_of(self, term: str) -> float:
        slot = self._slots.get(term)
        return self._unknown if slot is None else self._rarity[slot]


@dataclass(frozen=True, slots=True)
class _Index:
    """All phrases by their letters and by their words."""

    grams: _Postings
    words: _Postings
    speller: Speller


def _telling(words: list[str]) -> list[str]:
    """The words that say what it is about. A long number names one thing, an order perhaps, and no wish."""
    return [word for word in words[:_WORDS_READ] if not is_function_word(word) and not _LONG_NUMBER.match(word)]


def _grams(words: list[str]) -> Counter[str]:
    text = f" {letters(' '.join(words))} "[:_LETTERS_READ] if words else ""
    return Counter(text[i : i + _GRAM] for i in range(len(text) - _GRAM + 1))


def _words(words: list[str]) -> Counter[str]:
    return Counter(part for word in words for part in _parts(stem(word)))


def _parts(word: str) -> list[str]:
    """Korean joins a word with what belongs to it (할인쿠폰, 반품하고): its pairs of syllables count."""
    if len(word) < 3 or not has_hangul(word):
        return [word]
    return [word[i : i + 2] for i in range(min(len(word), _SYLLABLES_READ) - 1)]
