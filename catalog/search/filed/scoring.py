"""How well products hold a query's words: told only of those that are asked about.

Which words a product holds is one bit each, and few enough products hold enough of them to be scored. So no column
of numbers as long as the catalog is filled for a query: the two that scores are added up in are lent, and what was
written into them is wiped out again.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.search.filed.index import Numbers
from catalog.search.filed.segment import Postings
from catalog.search.index import FINEST

MOST_WORDS = 64  # of a query; it has 300 characters at most
_MOST_IN_TABLE = 12  # words whose combinations are weighed beforehand

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Word:
    """A word of a query where it was found: each way with what it counts."""

    word: str
    rarity: float
    ways: Sequence[tuple[str, float, Postings]]


class Room:
    """Two columns of zeros, as long as the catalog, for whoever adds up; each thread that does so has its own."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._free: list[tuple[Floats, Floats]] = []

    @contextmanager
    def lent(self) -> Iterator[tuple[Floats, Floats]]:
        """They come back as zeros; after an error they do not come back at all."""
        try:
            columns = self._free.pop()
        except IndexError:
            columns = np.zeros(self._count), np.zeros(self._count)
        yield columns
        self._free.append(columns)


class Scores:
    """What products score by the words that they hold, and how much those say."""

    def __init__(self, words: Sequence[Word], count: int, room: Room) -> None:
        self.words, self._count, self._room = words[:MOST_WORDS], count, room

    @cached_property
    def held(self) -> NDArray[Any]:
        """For all products a bit for each word that they hold."""
        kind = next(each for each in (np.uint8, np.uint16, np.uint32, np.uint64) if len(self.words) <= _bits(each))
        held: NDArray[Any] = np.zeros(self._count, kind)
        for place, word in enumerate(self.words):
            for _, _, postings in word.ways:
                held[postings.products] = held[postings.products] | kind(1 << place)
        return held

    def of(self, numbers: Numbers) -> Floats:
        """The scores of these products."""
        wanted = np.zeros(self._count, np.bool_)
        wanted[numbers] = True
        with self._room.lent() as (total, best):
            for word in self.words:
                if len(word.ways) == 1:
                    products, values = _picked(*word.ways[0][1:], wanted)
                    total[products] += values
                    continue
                for _, factor, postings in word.ways:
                    products, values = _picked(factor, postings, wanted)
                    best[products] = np.maximum(best[products], values)
                total[numbers] += best[numbers]
                best[numbers] = 0.0
            score = total[numbers]
            total[numbers] = 0.0
        return score

    def weights(self, numbers: Numbers) -> Floats:
        """How much the words say that each of these products holds."""
        return self._weighed(self.held[numbers], [word.rarity for word in self.words])

    def holders(self, free: Sequence[str]) -> tuple[Numbers, Floats]:
        """The products that hold any of these words, ascending, and how much those say that they hold."""
        held = self.held
        if any(word.word not in free for word in self.words):
            held = held & held.dtype.type(sum(1 << n for n, word in enumerate(self.words) if word.word in free))
        numbers = np.flatnonzero(held != 0)
        return numbers, self._weighed(held[numbers], [word.rarity for word in self.words])

    def hold_all(self, numbers: Numbers, free: Sequence[str]) -> NDArray[np.bool_]:
        """Whether each of these products holds every one of these words."""
        places = {word.word: place for place, word in enumerate(self.words)}
        if not places.keys() >= set(free):
            return np.zeros(len(numbers), np.bool_)
        wanted = self.held.dtype.type(sum(1 << places[word] for word in set(free)))
        whole: NDArray[np.bool_] = (self.held[numbers] & wanted) == wanted
        return whole

    @staticmethod
    def _weighed(held: NDArray[Any], rarities: Sequence[float]) -> Floats:
        if len(rarities) <= _MOST_IN_TABLE:
            table = np.zeros(1 << len(rarities))
            for place, rarity in enumerate(rarities):
                table[(np.arange(len(table)) >> place) & 1 == 1] += rarity
            weighed: Floats = table[held]
            return weighed
        weights = np.zeros(len(held))
        for place, rarity in enumerate(rarities):
            weights += rarity * ((held >> held.dtype.type(place)) & held.dtype.type(1))
        return weights


def _picked(factor: float, postings: Postings, wanted: NDArray[np.bool_]) -> tuple[NDArray[np.int32], Floats]:
    """Of those that hold a term the wanted, with what it counts for them."""
    places = np.flatnonzero(wanted[postings.products])
    return postings.products[places], factor * (postings.weights[places] / FINEST)


def _bits(kind: Any) -> int:
    return int(np.iinfo(kind).bits)
