"""What kinds of things a segment's products are: `catalog.search.kinds`, counted in numbers."""

from array import array
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.search.filed.chunks import Chunks, HeadTexts
from catalog.search.filed.segment import Kinds
from catalog.search.kinds import LEAST, LONGEST, MOST, Phrase

_MIX = np.uint64(0x9E3779B97F4A7C15)

Keys = NDArray[np.uint64]


class Heads:
    """The phrases at the ends of titles, as they are met. `known` are those of the generation, if this is a change:
    no others are looked for."""

    def __init__(self, known: Kinds | None) -> None:
        self._known = known
        self._hashes, self._products = array("q"), array("i")
        self._once: set[int] = set()
        self._again: dict[int, tuple[Phrase, str]] = {}

    def add(self, ends: Iterable[tuple[Phrase, str]], number: int) -> None:
        """The ends of a product's titles."""
        for phrase, said in ends:
            if self._known is not None:
                key = self._known.numbers.get(phrase, -1)
            else:
                key = hash(phrase)
                if key not in self._once:
                    self._once.add(key)
                elif key not in self._again:
                    self._again[key] = (phrase, said)
            self._hashes.append(key)
            self._products.append(number)

    def finish(
        self, chunks: Chunks, words: Mapping[str, int], count: int
    ) -> tuple[dict[str, NDArray[Any]], list[Phrase], list[str]]:
        """The arrays of kinds, the phrases, and how they are written."""
        hashes, products = np.frombuffer(self._hashes, np.int64), np.frombuffer(self._products, np.int32)
        if self._known is not None:
            phrases, written, numbers = self._known.phrases, list(self._known.written.values()), hashes
        else:
            chosen, numbers = _common(hashes)
            phrases = [self._again[key][0] for key in chosen]
            written = [self._again[key][1] for key in chosen]
        titled = numbers >= 0
        told = [_told(texts, _keys(phrases, words)) for texts in chunks.heads()] if phrases else []
        pairs = [(products[titled].astype(np.int64), numbers[titled]), *told]
        return _joined(pairs, len(phrases), count), phrases, written


def _common(hashes: NDArray[np.int64]) -> tuple[list[int], NDArray[np.int64]]:
    """The phrases that recur, the most common first; of each place the number of its phrase, or -1."""
    unique, first, inverse, times = np.unique(hashes, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort([first, -times])
    order = order[times[order] >= LEAST][:MOST]
    numbers = np.full(len(unique), -1, np.int64)
    numbers[order] = np.arange(len(order))
    return unique[order].tolist(), numbers[inverse]


def _keys(phrases: list[Phrase], words: Mapping[str, int]) -> list[tuple[Keys, NDArray[np.int64]]]:
    """For each length the sorted keys of its phrases, with their numbers."""
    found = []
    for length in range(1, LONGEST + 1):
        of = [n for n, phrase in enumerate(phrases) if len(phrase) == length and all(w in words for w in phrase)]
        stems = np.array([[words[word] for word in phrases[n]] for n in of], np.int64).reshape(-1, length)
        keys = _mixed([stems[:, place] for place in range(length)])
        order = np.argsort(keys)
        found.append((keys[order], np.array(of, np.int64)[order]))
    return found


def _mixed(stems: list[NDArray[Any]]) -> Keys:
    key = np.zeros(len(stems[0]), np.uint64)
    for each in stems:
        key = key * _MIX + each.astype(np.uint64) + np.uint64(1)
        key ^= key >> np.uint64(29)
    return key


def _told(texts: HeadTexts, known: list[tuple[Keys, NDArray[np.int64]]]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The phrases of descriptions: the longest at each place, each behind the one before."""
    stems, text = texts.stems, texts.text
    phrase, length = np.full(len(stems), -1, np.int64), np.zeros(len(stems), np.int64)
    for size, (keys, numbers) in enumerate(known, start=1):
        if not len(keys) or len(stems) < size:
            continue
        last = len(stems) - size + 1
        wanted = _mixed([stems[place : place + last] for place in range(size)])
        spot = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        found = np.flatnonzero((keys[spot] == wanted) & (text[:last] == text[size - 1 :]))
        phrase[found], length[found] = numbers[spot[found]], size
    places = np.flatnonzero(phrase >= 0)
    taken, free = [], 0
    for place, size in zip(places.tolist(), length[places].tolist(), strict=True):
        if place >= free:
            taken.append(place)
            free = place + size
    kept = np.array(taken, np.int64)
    return texts.product[text[kept]].astype(np.int64), phrase[kept] | _TOLD


_TOLD = np.int64(1 << 32)


def _joined(pairs: list[tuple[NDArray[Any], NDArray[np.int64]]], phrases: int, count: int) -> dict[str, NDArray[Any]]:
    """Each product's phrases, those of its title first; each phrase's products."""
    products, numbers = (np.concatenate([pair[place] for pair in pairs]) for place in (0, 1))
    is_told, numbers = numbers >= _TOLD, numbers & (_TOLD - 1)
    _, first = np.unique(products * max(phrases, 1) + numbers, return_index=True)  # titles come before texts
    first.sort()
    products, numbers, is_told = products[first], numbers[first], is_told[first]
    order = np.argsort(products, kind="stable")
    products, numbers, is_told = products[order], numbers[order], is_told[order]
    by_kind = np.argsort(numbers, kind="stable")
    return {
        "own_starts": _starts(products, count),
        "own": (numbers * 2 + is_told).astype(np.int32),
        "kind_starts": _starts(numbers, phrases),
        "kind_products": products[by_kind].astype(np.int32),
        "kind_titled": ~is_told[by_kind],
    }


def _starts(groups: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(groups, minlength=count))])
