"""What comes after the hits: things of the same kind that fulfil less of what was asked.

The kinds are read off the best hits: what their titles call themselves and their texts say.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest, nsmallest
from math import sqrt

from catalog.search.index import Index
from catalog.search.kinds import Phrase
from catalog.search.rank import rarity_of

READ = 10  # hits that say what kind of thing is wanted
_LEAST_SHARE = 0.15  # of their weight, for a phrase that counts
_MOST_PHRASES, MOST_HOLDERS, JUDGED = 8, 1_000, 150  # how much is looked at, so that it stays quick
TITLED, TOLD = 1.0, 0.8  # what a phrase counts in the title, and in the text
OTHERWISE = 0.4  # what counts of the likeness in another category
LIKE_ENOUGH = 0.4  # of the likest


@dataclass(frozen=True)
class Likeness:
    """How near products are to some hits."""

    index: Index

    def near(self, hits: Sequence[int], score: Callable[[int], float]) -> list[int]:
        """Products of the kinds of these hits, the nearest first; `score` says how well each fits the query."""
        weights = self._phrases(hits)
        if not weights:
            return []
        paths = Counter(self.index.products[number].category for number in hits[:READ])
        found: dict[int, float] = {}
        for phrase in weights:
            for number in self.index.kinds.holders.get(phrase, ())[:MOST_HOLDERS]:
                if number not in found:
                    found[number] = self._likeness(number, weights, paths)
        most = max(found.values(), default=0.0)
        taken = set(hits)
        likely = [
            number for number, likeness in found.items() if likeness >= LIKE_ENOUGH * most and number not in taken
        ]
        stock = {number: bool(self.index.products[number].in_stock) for number in likely}
        likely = nsmallest(JUDGED, likely, key=lambda n: (not stock[n], -round(found[n], 1)))
        return sorted(likely, key=lambda n: (not stock[n], -round(found[n], 1), -score(n), self.index.products[n].id))

    def _phrases(self, hits: Sequence[int]) -> Mapping[Phrase, float]:
        kinds = self.index.kinds
        return shared_phrases([{*kinds.titled[n], *kinds.told[n]} for n in hits[:READ]], self._says)

    def _says(self, phrase: Phrase) -> float:
        """Rare phrases say more than common ones."""
        count = len(self.index.postings.get(phrase[-1], ()))
        return sqrt(len(phrase)) * (rarity_of(count, len(self.index.numbers)) if count else 1.0)

    def _likeness(self, number: int, weights: Mapping[Phrase, float], paths: Mapping[str, int]) -> float:
        titled, told = set(self.index.kinds.titled[number]), set(self.index.kinds.told[number])
        shared = sum(w * (TITLED if p in titled else TOLD if p in told else 0.0) for p, w in weights.items())
        return shared * (1.0 if self.index.products[number].category in paths else OTHERWISE)


def shared_phrases(hits: Sequence[Collection[Phrase]], says: Callable[[Phrase], float]) -> Mapping[Phrase, float]:
    """The phrases that many of the best hits share, each by its share; longer ones say more."""
    counted = Counter(phrase for own in hits for phrase in own)
    shares = {phrase: times / len(hits) for phrase, times in counted.items()}
    weights = {phrase: share * says(phrase) for phrase, share in shares.items() if share >= _LEAST_SHARE}
    return dict(nlargest(_MOST_PHRASES, weights.items(), key=lambda pair: (pair[1], pair[0])))
