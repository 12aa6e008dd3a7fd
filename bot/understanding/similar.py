"""Which example phrase a message resembles most: tf-idf over letter trigrams, and the words in common.

Everything is worked out when the flows are loaded; a message then touches only the phrases that share a
trigram or a word with it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log, sqrt

from bot.understanding.message import Message
from bot.understanding.normal import fold, key_of, letters
from bot.understanding.words import is_filler, stem

_GRAM = 3
_LETTERS_READ = 400  #: of a message, after splitting; beyond that a phrase of an example is lost anyway
_LETTER_SHARE = 0.55
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
        self._grams = _Postings([_grams(phrase) for _, phrase in pairs])
        self._words = _Postings([_words(phrase) for _, phrase in pairs])

    def exact(self, message: Message) -> str | None:
        """The intent of which the whole message is an example."""
        return self._exact.get(message.key)

    def nearest(self, message: Message, limit: int = 3) -> list[Match]:
        """The best intents, best first."""
        best: dict[str, float] = {}
        if intent := self.exact(message):
            best[intent] = 1.0
        by_word = self._words.cosines(_words(message.folded))
        for phrase, by_letter in self._grams.cosines(_grams(message.folded)).items():
            score = 0.99 * (_LETTER_SHARE * by_letter + (1 - _LETTER_SHARE) * by_word.get(phrase, 0.0))
            intent = self._intents[phrase]
            if score > best.get(intent, 0.0):
                best[intent] = score
        ranked = sorted(best.items(), key=lambda item: -item[1])[:limit]
        return [Match(intent, round(score, 4)) for intent, score in ranked]


class _Postings:
    """An inverted index whose phrases have length 1."""

    def __init__(self, documents: list[Counter[str]]) -> None:
        self._count = len(documents)
        found_in = Counter(term for document in documents for term in document)
        self._rarity = {term: log((self._count + 1) / (n + 0.5)) for term, n in found_in.items()}
        self._unknown = log((self._count + 1) / 0.5)
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        often = max(_COMMON * self._count, _SMALL)
        for number, document in enumerate(documents):
            weights, length = self._weigh(document)
            for term, weight in weights.items():
                if found_in[term] <= often:
                    self._postings[term].append((number, weight / length))

    def cosines(self, terms: Counter[str]) -> dict[int, float]:
        """Likeness to every phrase that shares a term."""
        weights, length = self._weigh(terms)
        sums: dict[int, float] = {}
        for term, weight in weights.items():
            share = weight / length
            for number, other in self._postings.get(term, ()):
                sums[number] = sums.get(number, 0.0) + share * other
        return sums

    def _weigh(self, terms: Counter[str]) -> tuple[dict[str, float], float]:
        rarity, unknown = self._rarity, self._unknown
        weights = {term: (1 + log(n) if n > 1 else 1.0) * rarity.get(term, unknown) for term, n in terms.items()}
        return weights, sqrt(sum(w * w for w in weights.values())) or 1.0


def _grams(folded: str) -> Counter[str]:
    text = f" {letters(folded)} "[:_LETTERS_READ]
    return Counter(text[i : i + _GRAM] for i in range(len(text) - _GRAM + 1))


def _words(folded: str) -> Counter[str]:
    words = folded.split()[:60]
    telling = [stem(word) for word in words if not is_filler(word)]
    return Counter(telling or words)
