"""The pool of a large catalog: the same counts, over columns."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


class Many:
    """Variants that are left, as flags over all variants."""

    def __init__(self, columns: Columns, facets: dict[str, Facet], left: Flags) -> None:
        self._columns, self._facets, self._left = columns, facets, left

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return _distinct(self._columns.product_of[self._left])

    def narrowed(self, wish: Wish) -> "Many":
        return Many(self._columns, self._facets, self._left & find_variants(self._columns, wish))

    def names(self) -> Sequence[str]:
        return [name for name in self._columns.names() if name != CATEGORY]

    def counts(self, name: str) -> Mapping[str, int]:
        facet, products, codes = self._held(name)
        if not len(products):
            return {}
        new = np.ones(len(products), np.bool_)
        new[1:] = (products[1:] != products[:-1]) | (codes[1:] != codes[:-1])
        counted = np.bincount(codes[new], minlength=len(facet.codes))
        return {facet.codes[place]: int(counted[place]) for place in np.flatnonzero(counted).tolist()}

    def holding(self, name: str) -> int:
        _, products, _ = self._held(name)
        seen = np.zeros(len(self._columns.alive), np.bool_)
        seen[products] = True
        return int(np.count_nonzero(seen))

    def prices(self) -> Sequence[int]:
        ordered = np.sort(self._columns.to_pay[best_variants(self._columns, self._left)])
        return array("q", ordered.astype(np.int64).tobytes())

    def _held(self, name: str) -> tuple[Facet, NDArray[np.int32], NDArray[np.int32]]:
        """The products that are left and the codes that their variants hold, code after code."""
        if name not in self._facets:
            self._facets[name] = _facet(self._columns, name)
        facet = self._facets[name]
        kept = np.flatnonzero(self._left[facet.variants])
        return facet, self._columns.product_of[facet.variants[kept]], facet.code_of[kept]


_FACETS: "WeakKeyDictionary[Columns, dict[str, Facet]]" = WeakKeyDictionary()


def everything(shelf: Shelf) -> Many:
    """Everything in stock; what is looked up of a shelf is kept for its next question."""
    columns = shelf.columns
    return Many(columns, _FACETS.setdefault(columns, {}), columns.in_stock)


def _facet(columns: Columns, name: str) -> Facet:
    codes = columns.codes(name)
    holders: list[NDArray[Any]] = [columns.holders(name, code) for code in codes]
    lengths = np.array([len(each) for each in holders], np.int64)
    variants = np.concatenate(holders) if holders else np.empty(0, np.int32)
    return Facet(codes, variants, np.repeat(np.arange(len(codes), dtype=np.int32), lengths))


def _distinct(ascending: NDArray[Any]) -> int:
    return int(np.count_nonzero(ascending[1:] != ascending[:-1])) + 1 if len(ascending) else 0
