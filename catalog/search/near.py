"""What comes after the hits: things of the same kind that fulfil less of what was asked.

The kinds are read off the best hits: what their titles call themselves and their texts say.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest, nsmallest
from math import sqrt

from catalog.search.index import Index
from catalog.search.kinds import Phrase

_READ = 10  # hits that say what kind of thing is wanted
_LEAST_SHARE = 0.15  # of their weight, for a phrase that counts
_MOST_PHRASES, _MOST_HOLDERS, _JUDGED = 8, 1_000, 150  # how much is looked at, so that it stays quick
_TITLED, _TOLD = 1.0, 0.8  # what a phrase counts in the title, and in the text


@dataclass(frozen=True)
class Likeness:
    """How near products are to some hits."""

    index: Index

    def near(self, hits: Sequence[int], score: Callable[[int], float]) -> list[int]:
        """Products of the kinds of these hits, the nearest first; `score` says how well each fits the query."""
        weights = self._phrases(hits)
        if not weights:
            return []
        paths = Counter(self.index.products[number].category for number in hits[:_READ])
        found: dict[int, float] = {}
        for phrase in weights:
            for number in self.index.kinds.holders.get(phrase, ())[:_MOST_HOLDERS]:
                if number not in found:
                    found[number] = self._likeness(number, weights, paths)
        most = max(found.values(), default=0.0)
        taken = set(hits)
        likely = [number for number, likeness in found.items() if likeness >= 0.4 * most and number not in taken]
        stock = {number: bool(self.index.products[number].in_stock) for number in likely}
        likely = nsmallest(_JUDGED, likely, key=lambda n: (not stock[n], -round(found[n], 1)))
        return sorted(likely, key=lambda n: (not stock[n], -round(found[n], 1), -score(n), self.index.products[n].id))

    def _phrases(self, hits: Sequence[int]) -> Mapping[Phrase, float]:
        """The phrases that many of the best hits share, each by its share; longer ones say more."""
        kinds, counted = self.index.kinds, Counter[Phrase]()
        best = hits[:_READ]
        for number in best:
            counted.update({*kinds.titled[number], *kinds.told[number]})
        shares = {phrase: times / len(best) for phrase, times in counted.items()}
        weights = {p: s * self._says(p) for p, s in shares.items() if s >= _LEAST_SHARE}
        return dict(nlargest(_MOST_PHRASES, weights.items(), key=lambda pair: (pair[1], pair[0])))

    def _says(self, phrase: Phrase) -> float:
        """Rare phrases say more than common ones."""
        return sqrt(len(phrase)) * self.index.rarity.get(phrase[-1], 1.0)

    def _likeness(self, number: int, weights: Mapping[Phrase, float], paths: Mapping[str, int]) -> float:
        titled, told = set(self.index.kinds.titled[number]), set(self.index.kinds.told[number])
        shared = sum(w * (_TITLED if p in titled else _TOLD if p in told else 0.0) for p, w in weights.items())
        return shared * (1.0 if self.index.products[number].category in paths else 0.4)
