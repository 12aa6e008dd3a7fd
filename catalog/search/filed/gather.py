"""Gathers products, one at a time and in the order of their numbers, into a segment.

What the products say is written down in bare numbers, a few thousand products at a time; when all is said it is
weighed and sorted by words, as `catalog.search.index` does it word by word.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import numpy as np

from catalog.search.filed.chunks import Chunk, Chunks
from catalog.search.filed.heads import Heads
from catalog.search.filed.segment import FIELDS, NEVER, Arrays, Facts, Segment
from catalog.search.filed.weighing import invert
from catalog.search.filed.words import OWN, buckets_of
from catalog.search.index import WEIGHTS, labels_of, said_of, sayings
from catalog.search.kinds import HEAD_OF_TEXT, ends_of
from catalog.search.lexicon import Lexicon
from catalog.search.terms import Terms
from catalog.shelf.parts import hash_of
from catalog.windows import to_micros
from catalog.wishes import Shown

_AT_ONCE = 2_000  # products in a chunk
_MOST_KNOWN = 20_000  # kinds of goods whose words are remembered


class Numbered(dict[Any, int]):
    """Gives everything a number at first sight."""

    def __missing__(self, key: Any) -> int:
        number = self[key] = len(self)
        return number


class Gatherer:
    """`sink` holds what was said until it is sorted. `known` are the facts of the generation that this is a change
    of; without them, it is one."""

    def __init__(self, lexicon: Lexicon, sink: IO[bytes] | None = None, known: Segment | None = None) -> None:
        self._lexicon, self._terms = lexicon, Terms(lexicon.groups)
        self._known = known
        self._words, self._categories = Numbered(), Numbered()
        self._heads = Heads(known.kinds if known else None)
        self._chunks = Chunks(sink or BytesIO())
        self._chunk = Chunk()
        self._titles, self._title_products = array("Q"), array("i")
        self._added, self._on_request, self._category = array("q"), array("b"), array("i")
        self._currencies: Counter[str] = Counter()
        self._said: dict[Any, list[int]] = {}

    def add(self, product: Shown) -> None:
        """The next product."""
        number, chunk = len(self._added), self._chunk
        said: dict[str, list[int]] = {name: [] for name in FIELDS}
        ids = self._words.__getitem__
        titles: set[str] = set()
        for words in product.texts.values():
            terms, bare = self._terms.of(words.title)
            said["title"] += map(ids, terms)
            titles.add("".join(bare))
            if words.tagline:
                said["tagline"] += map(ids, self._terms.of(words.tagline)[0])
            terms, bare = self._terms.of(said_of(words))
            said["description"] += map(ids, terms)
            chunk.add_head([*map(ids, bare[:HEAD_OF_TEXT])], number)
        said["category"] += self._category_of(product)
        chunk.add_product([said[name] for name in FIELDS])
        self._add_facts(product, number, titles)
        self._heads.add(ends_of(product), number)
        if len(chunk.counts) >= _AT_ONCE * len(FIELDS):
            self._chunks.add(chunk, len(self._words))
            self._chunk = Chunk()

    def finish(self, folder: Path | None = None) -> tuple[Arrays, Facts]:
        """All columns; the long ones are written into `folder` at once. Nothing can be added afterwards."""
        self._chunks.add(self._chunk, len(self._words))
        words = sorted(self._words)
        ranks = np.empty(len(words), np.int64)
        ranks[np.fromiter((self._words[word] for word in words), np.int64, len(words))] = np.arange(len(words))
        averages = self._known.facts.averages if self._known else self._averages()
        made, names = invert(self._chunks, ranks, averages, folder)
        made |= self._texts(words) | buckets_of(words)
        made["word_flags"] = names.astype(np.uint8) * np.uint8(OWN)
        kinds, phrases, written = self._heads.finish(self._chunks, self._words, len(self._added))
        made |= kinds
        known = np.frombuffer(self._titles, np.uint64)
        order = np.argsort(known, kind="stable")
        made |= {"titles": known[order], "title_products": np.frombuffer(self._title_products, np.int32)[order]}
        made |= {"added": np.frombuffer(self._added, np.int64), "category": np.frombuffer(self._category, np.int32)}
        made["on_request"] = np.frombuffer(self._on_request, np.bool_)
        return made, Facts(averages, dict(self._currencies), phrases, written, list(self._categories))

    def _add_facts(self, product: Shown, number: int, titles: Iterable[str]) -> None:
        for key in titles if product.variants else ():
            self._titles.append(hash_of(key))
            self._title_products.append(number)
        micros = to_micros(product.added_at)
        self._added.append(NEVER if micros is None else micros)
        self._on_request.append(product.on_request)
        self._category.append(self._categories[product.category])
        for variant in product.variants:
            self._currencies[variant.currency] += 1

    def _category_of(self, product: Shown) -> list[int]:
        """What its category and its attributes say, and their labels: many products share all of it."""
        options = frozenset(pair for variant in product.variants for pair in variant.options.items())
        key = (product.category, product.paths, tuple(product.attributes.items()), options)
        found = self._said.get(key)
        if found is None:
            if len(self._said) > _MOST_KNOWN:
                self._said.clear()
            terms = [term for text in sayings(product) for term in self._terms.of(text)[0]]
            terms += labels_of(product, self._lexicon)
            found = self._said[key] = [*map(self._words.__getitem__, terms)]
        return found

    def _averages(self) -> dict[str, float]:
        count = max(len(self._added), 1)
        totals = dict(zip(FIELDS, self._chunks.lengths.tolist(), strict=True))
        return {name: max(totals[name] / count, 1.0) for name in WEIGHTS}

    @staticmethod
    def _texts(words: list[str]) -> dict[str, Any]:
        encoded = [word.encode() for word in words]
        ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)))
        return {"words": np.frombuffer(b"".join(encoded), np.uint8), "word_ends": ends}


def gather(products: Iterable[Shown] | Iterator[Shown], lexicon: Lexicon, known: Segment | None = None) -> Segment:
    """A segment in memory."""
    gatherer = Gatherer(lexicon, None, known)
    for product in products:
        gatherer.add(product)
    arrays: Mapping[str, Any]
    arrays, facts = gatherer.finish()
    return Segment(arrays, facts)
