"""The pool of a large catalog: the same counts, over columns."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from catalog.shelf import Shelf
from catalog.shelf.columns import Columns, Flags
from catalog.shelf.finding import best_variants, find_variants
from catalog.wishes import CATEGORY, Wish


@dataclass(frozen=True, eq=False)
class Facet:
    """All codes of a name: who holds which, code after code."""

    codes: Sequence[str]
    variants: NDArray[np.int32]
    code_of: NDArray[np.int32]  # places in `codes`, beside `variants`


@dataclass
class Known:
    """What is looked up of a shelf once: its facets, and the counts of everything in stock."""

    facets: dict[str, Facet] = field(default_factory=dict)
    counted: dict[str, tuple[dict[str, int], int]] = field(default_factory=dict)
    prices: Sequence[int] | None = None


class Many:
    """Variants that are left, as flags over all variants."""

    def __init__(self, columns: Columns, known: Known, left: Flags) -> None:
        self._columns, self._known, self._left = columns, known, left

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return _distinct(self._columns.product_of[self._left])

    def narrowed(self, wish: Wish) -> "Many":
        known = Known(self._known.facets)
        return Many(self._columns, known, self._left & find_variants(self._columns, wish))

    def names(self) -> Sequence[str]:
        return [name for name in self._columns.names() if name != CATEGORY]

    def counts(self, name: str) -> Mapping[str, int]:
        return self._counted(name)[0]

    def holding(self, name: str) -> int:
        return self._counted(name)[1]

    def prices(self) -> Sequence[int]:
        if self._known.prices is None:
            ordered = np.sort(self._columns.to_pay[best_variants(self._columns, self._left)])
            self._known.prices = array("q", ordered.astype(np.int64).tobytes())
        return self._known.prices

    def _counted(self, name: str) -> tuple[dict[str, int], int]:
        """How many products hold each code, and how many any."""
        if name not in self._known.counted:
            self._known.counted[name] = self._count_codes(name)
        return self._known.counted[name]

    def _count_codes(self, name: str) -> tuple[dict[str, int], int]:
        if name not in self._known.facets:
            self._known.facets[name] = _facet(self._columns, name)
        facet = self._known.facets[name]
        kept = np.flatnonzero(self._left[facet.variants])
        products, codes = self._columns.product_of[facet.variants[kept]], facet.code_of[kept]
        if not len(products):
            return {}, 0
        new = np.ones(len(products), np.bool_)
        new[1:] = (products[1:] != products[:-1]) | (codes[1:] != codes[:-1])
        counted = np.bincount(codes[new], minlength=len(facet.codes))
        seen = np.zeros(len(self._columns.alive), np.bool_)
        seen[products] = True
        told = {facet.codes[place]: int(counted[place]) for place in np.flatnonzero(counted).tolist()}
        return told, int(np.count_nonzero(seen))


_KNOWN: "WeakKeyDictionary[Columns, Known]" = WeakKeyDictionary()


def everything(shelf: Shelf) -> Many:
    """Everything in stock."""
    columns = shelf.columns
    return Many(columns, _KNOWN.setdefault(columns, Known()), columns.in_stock)


def _facet(columns: Columns, name: str) -> Facet:
    codes = columns.codes(name)
    holders: list[NDArray[Any]] = [columns.holders(name, code) for code in codes]
    lengths = np.array([len(each) for each in holders], np.int64)
    variants = np.concatenate(holders) if holders else np.empty(0, np.int32)
    return Facet(codes, variants, np.repeat(np.arange(len(codes), dtype=np.int32), lengths))


def _distinct(ascending: NDArray[Any]) -> int:
    return int(np.count_nonzero(ascending[1:] != ascending[:-1])) + 1 if len(ascending) else 0
