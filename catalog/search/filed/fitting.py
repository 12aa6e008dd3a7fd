"""Which products fulfil filters, and by which variant: `Ranking.fit`, for all of them at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
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
    """Products that fulfil filters, with what their filters are worth. `rows` are the variants that do so, product by
    product, each from its place in `begins` on."""

    filters: Sequence[Filter]
    numbers: Numbers
    worth: NDArray[np.float64]
    rows: Numbers
    begins: Numbers
    columns: Columns

    def __bool__(self) -> bool:
        return len(self.numbers) > 0

    @property
    def in_stock(self) -> Flags:
        """Whether one of the product's variants is."""
        return self._least < _OUT

    def to_pay(self, places: Numbers) -> NDArray[np.int64]:
        """What the best variants of the products in these places cost."""
        return self._least[places] & (_OUT - 1)

    @cached_property
    def _least(self) -> NDArray[np.int64]:
        """Of each product what its best variant costs, and _OUT when it is sold out."""
        key = _costs(self.columns, self.rows)
        return key if len(self.rows) == len(self.begins) else np.minimum.reduceat(key, self.begins)


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
        columns, asked = self._index.columns, filters
        is_one = len(filters) == 1 and wanted is None
        numbers = None if is_one else self._narrowed(filters, wanted)
        if not filters:
            numbers = np.flatnonzero(self._index.alive) if numbers is None else numbers
            numbers = numbers[self.best[numbers] >= 0]
            rows = self.best[numbers]
            return Fitting(filters, numbers, np.zeros(len(numbers)), rows, np.arange(len(numbers)), columns)
        if numbers is None:
            begun = self._begin(filters[0])
            if len(filters) == 1:
                return begun
            numbers, worth, filters = begun.numbers, begun.worth, filters[1:]
            live = begun.rows, np.repeat(np.arange(len(numbers)), np.diff(np.append(begun.begins, len(begun.rows))))
        else:
            worth, live = np.zeros(len(numbers)), spread_rows(columns.starts, numbers)
        for one in filters:
            live = self._try(one, numbers, worth, live)
        rows, group = live
        begins = np.flatnonzero(_begins(group))
        place = group[begins]
        return Fitting(asked, numbers[place], worth[place], rows, begins, columns)

    def _begin(self, one: Filter) -> Fitting:
        """One filter tried on all products."""
        columns, found = self._index.columns, list[Numbers]()
        halves = np.zeros(self._index.count, np.uint8)
        undecided = np.array(self._index.alive)
        for sense, wish in enumerate(one.wishes):
            rows = np.flatnonzero(self._mask(wish))
            products = columns.product_of[rows]
            if sense or not self._index.is_whole:
                rows, products = rows[undecided[products]], products[undecided[products]]
            found.append(rows)
            halves[products] = 1 if sense else 2
            undecided[products] = False
        if one.may_be_named and one.words:
            found.append(spread_rows(columns.starts, np.flatnonzero(self._named(one.words) & undecided))[0])
        rows = _united(found, len(columns.to_pay))
        products = columns.product_of[rows]
        begins = np.flatnonzero(_begins(products))
        numbers = products[begins].astype(np.int64)
        return Fitting([one], numbers, halves[numbers] / 2, rows, begins, columns)

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
        if numbers is None or self._index.is_whole:
            return numbers
        return numbers[self._index.alive[numbers]]

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


def _united(found: Sequence[Numbers], count: int) -> Numbers:
    """All of these rows, ascending."""
    if len(found) == 1:
        return found[0]
    flags = np.zeros(count, np.bool_)
    for rows in found:
        flags[rows] = True
    return np.flatnonzero(flags)


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
    key = _costs(columns, rows)
    begins = np.flatnonzero(_begins(group))
    counts = np.diff(np.append(begins, len(rows)))
    least = np.flatnonzero(key == np.repeat(np.minimum.reduceat(key, begins), counts))
    least = least[_begins(group[least])]
    return group[least], rows[least]


def _costs(columns: Columns, rows: Numbers) -> NDArray[np.int64]:
    """What variants cost, and _OUT more when they are sold out."""
    costs: NDArray[np.int64] = columns.to_pay[rows]
    costs[~columns.in_stock[rows]] += _OUT
    return costs


def _begins(groups: NDArray[Any]) -> Flags:
    """Where a new group begins."""
    first = np.ones(len(groups), np.bool_)
    np.not_equal(groups[1:], groups[:-1], out=first[1:])
    return first


_OUT = np.int64(1 << 61)


def _best_of_all(columns: Columns) -> Numbers:
    """The best variant of each product; -1 when it has none."""
    rows = np.arange(len(columns.product_of))
    numbers, variants = _best_of(columns, rows, columns.product_of)
    best = np.full(len(columns.alive), -1, np.int64)
    best[numbers] = variants
    return best
