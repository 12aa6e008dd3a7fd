"""One stretch of products as it is searched: a generation's index in files, or what has changed since, in memory."""

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from catalog.search.filed.words import FiledWords
from catalog.search.kinds import Phrase
from catalog.search.normal import compact

#: The arrays of a segment and their types. `words` are sorted; the postings of word n are `starts[n]:starts[n + 1]`
#: of `products`, `weights` and `fields` (the best field's place in FIELDS, and IN_TITLE). `titles` are sorted hashes.
#: `kind_…` are the products of each phrase, `own…` the phrases of each product: twice their number, 1 more if told.
TYPES: Mapping[str, Any] = {
    "words": np.uint8,
    "word_ends": np.int64,
    "word_flags": np.uint8,
    "starts": np.int64,
    "products": np.int32,
    "weights": np.uint16,
    "fields": np.uint8,
    "titles": np.uint64,
    "title_products": np.int32,
    "kind_starts": np.int64,
    "kind_products": np.int32,
    "kind_titled": np.bool_,
    "own_starts": np.int64,
    "own": np.int32,
    "added": np.int64,
    "on_request": np.bool_,
    "category": np.int32,
    "bucket_keys": np.int64,
    "bucket_starts": np.int64,
    "bucket_words": np.int32,
}
FIELDS = ("category", "description", "tagline", "title")
FIELD, IN_TITLE = 3, 4  # bits of `fields`
NEVER = np.iinfo(np.int64).min  # in `added`: nobody knows
FACTS, PREFIX = "search.msgpack", "search-"
_KEPT = 256

Arrays = Mapping[str, NDArray[Any]]


class Facts(msgspec.Struct):
    """What is said of a whole generation: `averages` by field, how many offers have each currency, the kinds of
    things with how each is written, and the category paths."""

    averages: dict[str, float]
    currencies: dict[str, int]
    phrases: list[Phrase]
    written: list[str]
    categories: list[str]


class Postings(NamedTuple):
    """The products that hold a word, ascending, with the word's weight and where it stands."""

    products: NDArray[np.int32]
    weights: NDArray[np.uint16]
    fields: NDArray[np.uint8]


class Kinds:
    """The phrases of a generation."""

    def __init__(self, facts: Facts) -> None:
        self.phrases = facts.phrases
        self.written = dict(zip(facts.phrases, facts.written, strict=True))
        self.numbers = {phrase: number for number, phrase in enumerate(facts.phrases)}
        self.heads: dict[str, list[int]] = {}
        for number, phrase in enumerate(facts.phrases):
            self.heads.setdefault(compact(phrase), []).append(number)


class Segment:
    """Products are numbered from 0, as in the part of the shelf that they belong to."""

    def __init__(self, arrays: Arrays, facts: Facts) -> None:
        self.arrays, self.facts = arrays, facts
        self.words = FiledWords(arrays)
        self.count = len(arrays["added"])
        self.postings = lru_cache(_KEPT)(self._postings)

    @cached_property
    def kinds(self) -> Kinds:
        return Kinds(self.facts)

    def _postings(self, word: str) -> Postings | None:
        number = self.words.number_of(word)
        if number is None:
            return None
        arrays = self.arrays
        first, last = (int(each) for each in arrays["starts"][number : number + 2])
        return Postings(*(arrays[name][first:last] for name in ("products", "weights", "fields")))

    def of_kind(self, number: int) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """The products of a phrase, ascending, and whether it is their title that says so."""
        starts = self.arrays["kind_starts"]
        if number + 1 >= len(starts):
            return self.arrays["kind_products"][:0], self.arrays["kind_titled"][:0]
        first, last = int(starts[number]), int(starts[number + 1])
        return self.arrays["kind_products"][first:last], self.arrays["kind_titled"][first:last]

    def own_kinds(self, product: int) -> Sequence[tuple[int, bool]]:
        """The phrases of a product, and whether its title says them."""
        first, last = self.arrays["own_starts"][product : product + 2]
        return [(own >> 1, not own & 1) for own in self.arrays["own"][first:last].tolist()]

    def titled(self, hashed: int) -> list[int]:
        """The products whose title may have this hash."""
        wanted, known = np.uint64(hashed), self.arrays["titles"]
        first, last = np.searchsorted(known, wanted, "left"), np.searchsorted(known, wanted, "right")
        found: list[int] = self.arrays["title_products"][first:last].tolist()
        return found


def save(folder: Path, arrays: Arrays, facts: Facts) -> None:
    """Write a segment's files into the folder of its generation."""
    for name, kind in TYPES.items():
        path = folder / f"{PREFIX}{name}.npy"
        if not path.exists():  # the postings have been written in place
            np.save(path, arrays[name].astype(kind, copy=False))
    (folder / FACTS).write_bytes(msgspec.msgpack.encode(facts))


def find_segment(folder: Path) -> Segment | None:
    """The index that lies in a generation's folder; None when there is none."""
    if not (folder / FACTS).exists():
        return None
    arrays = {name: np.asarray(np.load(folder / f"{PREFIX}{name}.npy", mmap_mode="r")) for name in TYPES}
    return Segment(arrays, msgspec.msgpack.decode((folder / FACTS).read_bytes(), type=Facts))
