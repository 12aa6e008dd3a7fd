"""What some thousand products say, as numbers: counted, put away, and read again when all is known."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalog.search.filed.segment import FIELDS

_MOST_TIMES = 255  # that a field is counted to say a word


class Chunk:
    """Products as they come: their words, field by field, and the stems that their descriptions begin with."""

    def __init__(self) -> None:
        self.words, self.counts = array("i"), array("i")
        self.heads, self.head_counts, self.head_products = array("i"), array("i"), array("i")

    def add_product(self, fields: Sequence[Sequence[int]]) -> None:
        """The words of each field, in the order of FIELDS."""
        for said in fields:
            self.words.extend(said)
            self.counts.append(len(said))

    def add_head(self, stems: Sequence[int], number: int) -> None:
        """The first stems of one description of product `number`."""
        self.heads.extend(stems)
        self.head_counts.append(len(stems))
        self.head_products.append(number)


class Counted(NamedTuple):
    """A chunk, counted: for each product and word how often each field says it; how many words each field has."""

    words: NDArray[np.int32]
    products: NDArray[np.int32]  # in the segment
    times: NDArray[np.uint8]  # a column for each field
    lengths: NDArray[np.int32]  # a row for each product of the chunk
    first: int  # the number of its first product


class HeadTexts(NamedTuple):
    """The beginnings of descriptions, one after the other; which text each stem belongs to, and which product."""

    stems: NDArray[np.int32]
    text: NDArray[np.int64]
    product: NDArray[np.int32]  # of each text


@dataclass
class _Place:
    first: int
    offsets: list[tuple[int, Any, tuple[int, ...]]]  # where each array begins, its type and shape


class Chunks:
    """All chunks of a segment. `totals` says how many products hold each word, `lengths` how long fields are."""

    def __init__(self, sink: IO[bytes]) -> None:
        self._sink, self._places = sink, list[_Place]()
        self._products = 0
        self.totals = np.zeros(1, np.int64)
        self.lengths = np.zeros(len(FIELDS), np.int64)

    def add(self, chunk: Chunk, known: int) -> None:
        """Count and put away; `known` words have a number by now."""
        first = self._products
        words, products, times, lengths = _counted(chunk)
        self._products += len(lengths)
        self.lengths += lengths.sum(axis=0)
        if known > len(self.totals):
            self.totals = np.concatenate([self.totals, np.zeros(known * 2 - len(self.totals), np.int64)])
        self.totals += np.bincount(words, minlength=len(self.totals))
        heads = np.frombuffer(chunk.heads, np.int32)
        counts = np.frombuffer(chunk.head_counts, np.int32)
        of = np.frombuffer(chunk.head_products, np.int32)
        arrays = (words, products + np.int32(first), times, lengths, heads, counts, of)
        self._places.append(_Place(first, [self._put(each) for each in arrays]))

    def counted(self) -> Iterator[Counted]:
        for place in self._places:
            words, products, times, lengths = (self._get(each) for each in place.offsets[:4])
            yield Counted(words, products, times, lengths, place.first)

    def heads(self) -> Iterator[HeadTexts]:
        for place in self._places:
            stems, counts, products = (self._get(each) for each in place.offsets[4:])
            yield HeadTexts(stems, np.repeat(np.arange(len(counts)), counts), products)

    def _put(self, values: NDArray[Any]) -> tuple[int, Any, tuple[int, ...]]:
        begins = self._sink.tell()
        self._sink.write(np.ascontiguousarray(values).data.cast("B") if values.size else b"")
        return begins, values.dtype, values.shape

    def _get(self, place: tuple[int, Any, tuple[int, ...]]) -> NDArray[Any]:
        begins, kind, shape = place
        self._sink.seek(begins)
        size = int(np.prod(shape)) * kind.itemsize
        return np.frombuffer(self._sink.read(size), kind).reshape(shape)


def _counted(chunk: Chunk) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint8], NDArray[np.int32]]:
    counts = np.frombuffer(chunk.counts, np.int32)
    lengths = counts.reshape(-1, len(FIELDS))
    places = np.repeat(np.arange(len(counts), dtype=np.int64), counts)  # product and field of each word
    product, field = np.divmod(places, len(FIELDS))
    keys = (product << 40) | (np.frombuffer(chunk.words, np.int32).astype(np.int64) << 2) | field
    keys, times = np.unique(keys, return_counts=True)
    pairs = keys >> 2
    begins = np.ones(len(pairs), np.bool_)
    begins[1:] = pairs[1:] != pairs[:-1]
    told = np.zeros((int(begins.sum()), len(FIELDS)), np.uint8)
    told[np.cumsum(begins) - 1, keys & 3] = np.minimum(times, _MOST_TIMES)
    pairs = pairs[begins]
    words = (pairs & ((1 << 38) - 1)).astype(np.int32)
    return words, (pairs >> 38).astype(np.int32), told, lengths
