"""The words that a speller knows, kept so that those a slip away are found without looking at all of them."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Protocol

from catalog.search.normal import letters


class Bucket:
    """Words whose first letter and number of letters are the same, with their spelling in letters."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.spelled = [letters(word) for word in words]

    def sharing(self, pairs: Iterable[str]) -> Iterator[tuple[int, int, int]]:
        """Of each word that shares letter pairs with others: its place, how many it shares, how many it has."""
        places, counts = self._pairs
        shared = Counter(place for pair in pairs for place in places.get(pair, ()))
        return ((place, times, counts[place]) for place, times in shared.items())

    @cached_property
    def _pairs(self) -> tuple[dict[str, list[int]], list[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        counts = []
        for place, spelled in enumerate(self.spelled):
            pairs = pairs_of(spelled)
            counts.append(len(pairs))
            for pair in pairs:
                places[pair].append(place)
        return dict(places), counts


NOBODY = Bucket(())


class Vocabulary(Protocol):
    """Words in memory or in files."""

    def __contains__(self, word: str) -> bool: ...

    def is_own(self, word: str) -> bool:
        """Whether it is a word of the shop's titles and labels, or leads to them."""

    def begun(self, start: str) -> Iterable[str]:
        """All words that begin so; numbers are left out."""

    def bucket(self, letter: str, length: int) -> Bucket:
        """The words with this first letter and so many letters; numbers are left out."""


class KnownWords:
    """Words in memory."""

    def __init__(self, known: Iterable[str], own: Collection[str]) -> None:
        self._known, self._own = frozenset(known), own
        self._sorted = sorted(word for word in self._known if word and not word.isdecimal())
        found: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self._sorted:
            spelled = letters(word)
            found[spelled[0], len(spelled)].append(word)
        self._buckets = {place: Bucket(words) for place, words in found.items()}

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def is_own(self, word: str) -> bool:
        return word in self._own

    def begun(self, start: str) -> Iterable[str]:
        for place in range(bisect_left(self._sorted, start), len(self._sorted)):
            if not self._sorted[place].startswith(start):
                return
            yield self._sorted[place]

    def bucket(self, letter: str, length: int) -> Bucket:
        return self._buckets.get((letter, length), NOBODY)


def pairs_of(spelled: str) -> frozenset[str]:
    """Neighbouring letters, and which comes first and last."""
    text = f" {spelled} "
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))
