"""The words of a segment, sorted, as a speller asks for them."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.search.normal import letters
from catalog.search.vocabulary import NOBODY, Bucket
from catalog.shelf.parts import Texts

OWN = 1  # a bit of `word_flags`: a title or a label says it
_KEPT = 8_192
_BUCKETS = 512
_MOST_LETTERS = 255


class FiledWords:
    """Looks words up without holding them; buckets that were asked for are held."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._arrays = arrays
        self._texts = Texts(arrays["words"], arrays["word_ends"])
        self.number_of = lru_cache(_KEPT)(self._number_of)
        self.bucket = lru_cache(_BUCKETS)(self._bucket)

    def __len__(self) -> int:
        return len(self._texts)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self.number_of(word) is not None

    def is_own(self, word: str) -> bool:
        number = self.number_of(word)
        return number is not None and bool(self._arrays["word_flags"][number] & OWN)

    def begun(self, start: str) -> Iterable[str]:
        for place in range(bisect_left(self._texts, start), len(self._texts)):
            word = self._texts[place]
            if not word.startswith(start):
                return
            if not word.isdecimal():
                yield word

    def _number_of(self, word: str) -> int | None:
        place = bisect_left(self._texts, word)
        return place if place < len(self._texts) and self._texts[place] == word else None

    def _bucket(self, letter: str, length: int) -> Bucket:
        keys, starts = self._arrays["bucket_keys"], self._arrays["bucket_starts"]
        key = _key(letter, length)
        place = int(np.searchsorted(keys, key))
        if place >= len(keys) or keys[place] != key:
            return NOBODY
        numbers = self._arrays["bucket_words"][starts[place] : starts[place + 1]]
        return Bucket([self._texts[number] for number in numbers.tolist()])


def buckets_of(words: Sequence[str]) -> dict[str, NDArray[Any]]:
    """The arrays of the buckets of sorted words."""
    numbers = [number for number, word in enumerate(words) if word and not word.isdecimal()]
    spelled = (letters(words[number]) for number in numbers)
    keys = np.fromiter((_key(said[0], len(said)) for said in spelled), np.int64, len(numbers))
    order = np.argsort(keys, kind="stable")
    unique, firsts = np.unique(keys[order], return_index=True)
    ends = np.append(firsts, len(numbers)).astype(np.int64)
    return {
        "bucket_keys": unique,
        "bucket_starts": ends,
        "bucket_words": np.array(numbers, np.int32)[order],
    }


def _key(letter: str, length: int) -> int:
    return (ord(letter) << 8) | min(length, _MOST_LETTERS)
