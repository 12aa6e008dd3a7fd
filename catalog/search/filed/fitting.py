"""Which products fulfil filters, and by which variant: `Ranking.fit`, for all of them at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.matching import ANY
from catalog.search.filed.index import FiledIndex, Flags, Numbers
from catalog.search.query import Filter
from catalog.shelf.columns import Columns
from catalog.shelf.finding import find_variants
from catalog.wishes import ON_SALE, PRICE, Wish

_KEPT = 8  # wishes, filters and words whose variants or products are kept at hand

Named = Callable[[Sequence[str]], Flags]  # products whose titles hold these words


@dataclass(frozen=True, eq=False)
class Fitting:
    """Products that fulfil filters, each with its best variant and with what its filters are worth."""

    filters: Sequence[Filter]
    numbers: Numbers
    variants: Numbers
    worth: NDArray[np.float64]

    def __bool__(self) -> bool:
        return len(self.numbers) > 0


class Fitter:
    """Tries filters on the variants of one shelf."""

    def __init__(self, index: FiledIndex, named: Named) -> None:
        self._index = index
        self._named = lru_cache(_KEPT)(named)
        self._holders = lru_cache(_KEPT)(self._find_holders)
        self._mask = lru_cache(_KEPT)(lambda wish: find_variants(index.columns, wish))
        self.best = _best_of_all(index.columns)

    def fit(self, filters: Sequence[Filter], wanted: Numbers | None) -> Fitting:
        """Those of the wanted that fulfil all filters, ascending. None: whichever there are."""
        numbers = self._narrowed(filters, wanted)
        if not filters:
            numbers = np.flatnonzero(self._index.alive) if numbers is None else numbers
            numbers = numbers[self.best[numbers] >= 0]
            return Fitting(filters, numbers, self.best[numbers], np.zeros(len(numbers)))
        if numbers is None:
            numbers, rows, group = self._begin(filters[0])
        else:
            rows, group = spread_rows(self._index.columns.starts, numbers)
        worth = np.zeros(len(numbers))
        for one in filters:
            rows, group = self._try(one, numbers, worth, (rows, group))
        place, rows = _best_of(self._index.columns, rows, group)
        return Fitting(filters, numbers[place], rows, worth[place])

    def _begin(self, one: Filter) -> tuple[Numbers, Numbers, Numbers]:
        """The products with a variant that fulfils a price or a sale, and those variants."""
        columns = self._index.columns
        fulfils = np.zeros(len(columns.to_pay), np.bool_)
        for wish in one.wishes:
            fulfils |= find_variants(columns, wish)
        rows = np.flatnonzero(fulfils)
        if not len(rows):
            return rows, rows, rows
        products = columns.product_of[rows]
        kept = self._index.alive[products]
        rows, products = rows[kept], products[kept]
        begins = np.concatenate([[True], products[1:] != products[:-1]])[: len(rows)]
        return products[begins].astype(np.int64), rows, np.cumsum(begins) - 1

    def _try(
        self, one: Filter, numbers: Numbers, worth: NDArray[np.float64], live: tuple[Numbers, Numbers]
    ) -> tuple[Numbers, Numbers]:
        """The variants that go on: those that fulfil the first sense that any of their product fulfils."""
        rows, group = live
        undecided = np.ones(len(numbers), np.bool_)
        kept = np.zeros(len(rows), np.bool_)
        for sense, wish in enumerate(one.wishes):
            fulfils = self._fulfils(wish, rows) & undecided[group]
            kept |= fulfils
            decided = np.zeros(len(numbers), np.bool_)
            decided[group[fulfils]] = True
            worth[decided] += 0.5 if sense else 1.0
            undecided &= ~decided
        if one.may_be_named and one.words and undecided.any():
            kept |= (undecided & self._named(one.words)[numbers])[group]
        return rows[kept], group[kept]

    def _fulfils(self, wish: Wish, rows: Numbers) -> Flags:
        if wish.name != PRICE:
            found: Flags = self._mask(wish)[rows]
            return found
        to_pay = self._index.columns.to_pay[rows]
        within = np.ones(len(rows), np.bool_)
        if wish.at_most is not None:
            within &= to_pay <= wish.at_most
        if wish.at_least is not None:
            within &= to_pay >= wish.at_least
        return within

    def _narrowed(self, filters: Sequence[Filter], wanted: Numbers | None) -> Numbers | None:
        """The wanted without those that cannot fulfil some filter, whatever their variants; None: anything may."""
        numbers = wanted
        for one in filters:
            holders = self._holders(one)
            if holders is not None:
                numbers = np.flatnonzero(holders) if numbers is None else numbers[holders[numbers]]
        return None if numbers is None else numbers[self._index.alive[numbers]]

    def _find_holders(self, one: Filter) -> Flags | None:
        if one.name in (PRICE, ON_SALE) or any(wish.unwanted for wish in one.wishes):
            return None
        columns = self._index.columns
        found = np.zeros(self._index.count, np.bool_)
        for wish in one.wishes:
            for code in {*wish.values, ANY}:
                found[columns.product_of[columns.holders(wish.name, code)]] = True
        if one.may_be_named and one.words:
            found |= self._named(one.words)
        return found


def spread_rows(starts: Numbers, numbers: Numbers) -> tuple[Numbers, Numbers]:
    """All variants of these products, and for each the place of its product among them."""
    first = starts[numbers]
    counts = starts[numbers + 1] - first
    group = np.repeat(np.arange(len(numbers)), counts)
    before = np.cumsum(counts) - counts
    return np.arange(len(group)) + (first - before)[group], group


def _best_of(columns: Columns, rows: Numbers, group: NDArray[Any]) -> tuple[NDArray[Any], Numbers]:
    """Of each group its best row: what is in stock first, then the cheapest, then the first."""
    if not len(rows):
        return rows, rows
    key = columns.to_pay[rows] + (~columns.in_stock[rows]).astype(np.int64) * _OUT
    begins = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]]))
    counts = np.diff(np.append(begins, len(rows)))
    least = np.flatnonzero(key == np.repeat(np.minimum.reduceat(key, begins), counts))
    first = np.concatenate([[True], group[least[1:]] != group[least[:-1]]])
    least = least[first]
    return group[least], rows[least]


_OUT = np.int64(1 << 61)


def _best_of_all(columns: Columns) -> Numbers:
    """The best variant of each product; -1 when it has none."""
    rows = np.arange(len(columns.product_of))
    numbers, variants = _best_of(columns, rows, columns.product_of)
    best = np.full(len(columns.alive), -1, np.int64)
    best[numbers] = variants
    return best
