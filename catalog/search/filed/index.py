"""Segments seen as one: what is searched of a shelf in files, over the shelf's own columns."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.search.filed.segment import Postings, Segment
from catalog.search.index import titles_of
from catalog.search.kinds import Phrase
from catalog.shelf import Shelf
from catalog.shelf.parts import hash_of

_KEPT = 128  # words whose products are kept at hand
_MOST_TITLED = 100  # products of one title

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class FiledIndex:
    """Products have the shelf's numbers. What is gone, or replaced by a later number, is never answered."""

    def __init__(self, shelf: Shelf, segments: Sequence[Segment]) -> None:
        self.shelf, self.columns, self.segments = shelf, shelf.columns, segments
        self.firsts = [0, *accumulate(segment.count for segment in segments)][:-1]
        self.alive = self.columns.alive
        self.size = int(np.count_nonzero(self.alive))
        self.is_whole = self.size == len(self.alive)
        self.find = lru_cache(_KEPT)(self._find)
        self.of_kind = lru_cache(_KEPT)(self._of_kind)

    @property
    def count(self) -> int:
        """How many numbers there are, those of products that are gone included."""
        return len(self.alive)

    @property
    def kinds(self) -> Any:
        """The phrases of the generation."""
        return self.segments[0].kinds

    def _find(self, word: str) -> Postings | None:
        """The products that hold a word; None when none does."""
        found = [
            (first, postings)
            for first, segment in zip(self.firsts, self.segments, strict=True)
            if (postings := segment.postings(word)) is not None
        ]
        if not found:
            return None
        products = joined(
            [postings.products + np.int32(first) if first else postings.products for first, postings in found]
        )
        weights = joined([postings.weights for _, postings in found])
        fields = joined([postings.fields for _, postings in found])
        if not self.is_whole:
            kept = self.alive[products]
            products, weights, fields = products[kept], weights[kept], fields[kept]
        return Postings(products, weights, fields) if len(products) else None

    def _of_kind(self, phrase: Phrase) -> tuple[NDArray[np.int32], Flags]:
        """The products of a kind of thing, ascending, and whether their titles say so."""
        number = self.kinds.numbers[phrase]
        found = [segment.of_kind(number) for segment in self.segments]
        pairs = zip(self.firsts, found, strict=True)
        products = joined([products + np.int32(first) if first else products for first, (products, _) in pairs])
        titled = joined([titled for _, titled in found])
        if self.is_whole:
            return products, titled
        kept = self.alive[products]
        return products[kept], titled[kept]

    def own_kinds(self, number: int) -> list[tuple[Phrase, bool]]:
        """The kinds that a product is of, and whether its title says so."""
        segment, place = self._place(number)
        return [(self.kinds.phrases[own], titled) for own, titled in segment.own_kinds(place)]

    def _place(self, number: int) -> tuple[Segment, int]:
        place = bisect_right(self.firsts, number) - 1
        return self.segments[place], number - self.firsts[place]

    def titled(self, key: str) -> list[int]:
        """The products of a whole title, by id."""
        hashed = hash_of(key)
        numbers = [first + n for first, s in zip(self.firsts, self.segments, strict=True) for n in s.titled(hashed)]
        likely = [number for number in numbers if self.alive[number]][:_MOST_TITLED]
        found = [number for number in likely if key in titles_of(self.shelf.shown(number))]
        return sorted(found, key=lambda number: int(self.order[number]))

    def spread(self, numbers: Iterable[int]) -> Flags:
        """Flags for all products, set for these."""
        flags = np.zeros(self.count, np.bool_)
        flags[np.asarray(numbers)] = True
        return flags

    @cached_property
    def order(self) -> Numbers:
        """The place of each product in the order of ids."""
        return self.columns.order

    @cached_property
    def on_request(self) -> Flags:
        return self._all("on_request") & self.alive

    @cached_property
    def added(self) -> Numbers:
        """When each came in, in microseconds."""
        return self._all("added")

    @cached_property
    def categories(self) -> NDArray[np.int32]:
        """The place of each product's category in `category_paths`."""
        places = {path: number for number, path in enumerate(self.category_paths)}
        maps = [np.array([places[path] for path in s.facts.categories] or [0], np.int32) for s in self.segments]
        return joined([each[s.arrays["category"]] for each, s in zip(maps, self.segments, strict=True)])

    @cached_property
    def category_paths(self) -> list[str]:
        return list(dict.fromkeys(path for segment in self.segments for path in segment.facts.categories))

    def _all(self, name: str) -> NDArray[Any]:
        return joined([segment.arrays[name] for segment in self.segments])


def joined(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)
