"""Finding over columns: the answers of `catalog.matching`, for all products at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.matching import ANY, fulfilled
from catalog.shelf.columns import Columns, Flags
from catalog.wishes import CATEGORY, ON_SALE, PRICE, PRODUCT, Hit, Shown, Wish

Rows = NDArray[np.int64]


def find_variants(columns: Columns, wish: Wish) -> Flags:
    """For each variant whether it fulfils the wish."""
    if wish.name == PRICE:
        return _within(columns.to_pay, wish)
    if wish.name == ON_SALE:
        return columns.on_sale
    if wish.name == PRODUCT:
        return _of_products(columns, wish.values[1:])
    if wish.unwanted:
        return _without(columns, wish)
    suiting = np.zeros(len(columns.to_pay), np.bool_)
    codes = {*wish.values, ANY} if wish.values and wish.name != CATEGORY else set(wish.values)
    for code in codes:
        suiting[columns.holders(wish.name, code)] = True
    return suiting


def _of_products(columns: Columns, ids: Sequence[str]) -> Flags:
    suiting = np.zeros(len(columns.to_pay), np.bool_)
    for number in columns.numbers_of(ids):
        suiting[columns.starts[number] : columns.starts[number + 1]] = True
    return suiting


def _without(columns: Columns, wish: Wish) -> Flags:
    others = np.ones(len(columns.to_pay), np.bool_)
    for code in wish.values:
        others[columns.holders(wish.name, code)] = False
    return others


def _within(to_pay: NDArray[np.int64], wish: Wish) -> Flags:
    within: Flags = np.ones(len(to_pay), np.bool_) if wish.at_most is None else to_pay <= wish.at_most
    if wish.at_least is not None:
        within &= to_pay >= wish.at_least
    return within


def best_variants(columns: Columns, fitting: Flags) -> Rows:
    """Of each product that has any of these variants the cheapest of them; the first of equals."""
    variants = np.flatnonzero(fitting)
    if not len(variants):
        return variants
    first = _begins(columns.product_of[variants])
    pay = columns.to_pay[variants]
    groups = np.cumsum(first) - 1
    least = np.flatnonzero(pay == np.minimum.reduceat(pay, np.flatnonzero(first))[groups])
    return variants[least[_begins(groups[least])]]


def _begins(groups: NDArray[Any]) -> Flags:
    """Where a new group begins."""
    first = np.ones(len(groups), np.bool_)
    first[1:] = groups[1:] != groups[:-1]
    return first


@dataclass(frozen=True, eq=False)
class Finding:
    """What one query asks of the columns; wishes that are given up are not looked up again."""

    columns: Columns
    shown: Callable[[int], Shown]
    masks: dict[Wish, Flags]

    def hits(self, wishes: Sequence[Wish], liked: Sequence[Wish]) -> "LazyHits":
        """In stock and all wishes fulfilled: ranked as `catalog.matching.rank` does."""
        best = self._best(wishes)
        products = self.columns.product_of[best]
        popularity, pay = self.columns.popularity[products], self.columns.to_pay[best]
        return self._ordered(best, liked, [popularity.astype(np.int64) * -1, pay])

    def near(self, wishes: Sequence[Wish], liked: Sequence[Wish], price: int, besides: int | None) -> "LazyHits":
        """The same without one product, ordered as `catalog.matching.distance` does."""
        best = self._best(wishes)
        if besides is not None:
            best = best[self.columns.product_of[best] != besides]
        return self._ordered(best, liked, [np.abs(self.columns.to_pay[best] - price)])

    def _best(self, wishes: Sequence[Wish]) -> Rows:
        fitting = np.array(self.columns.in_stock)
        for wish in wishes:
            fitting &= self._mask(wish)
        return best_variants(self.columns, fitting)

    def _mask(self, wish: Wish) -> Flags:
        if wish not in self.masks:
            self.masks[wish] = find_variants(self.columns, wish)
        return self.masks[wish]

    def _ordered(self, best: Rows, liked: Sequence[Wish], keys: list[Rows]) -> "LazyHits":
        score = np.zeros(len(best), np.int64)
        for wish in liked if len(best) else ():
            score -= self._mask(wish)[best]
        places = self.columns.order[self.columns.product_of[best]]
        return LazyHits(self.columns, self.shown, liked, best, [score, *keys, places])


class LazyHits(Sequence[Hit]):
    """Variants in the order of some keys, the first of them first; each becomes a hit when it is asked for."""

    def __init__(
        self,
        columns: Columns,
        shown: Callable[[int], Shown],
        liked: Sequence[Wish],
        best: Rows,
        keys: Sequence[Rows],
    ) -> None:
        self._columns, self._shown, self._liked = columns, shown, liked
        self._best, self._keys = best, keys

    def __len__(self) -> int:
        return len(self._best)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return tuple(self[n] for n in range(*place.indices(len(self))))
        at = range(len(self))[place]
        return self._hit(int(self._best[self._head[at] if at < len(self._head) else self._order[at]]))

    @cached_property
    def _head(self) -> Rows:
        """The first few in order: sorting a million to show three would be slow."""
        return first_of(self._keys, _FEW)

    @cached_property
    def _order(self) -> Rows:
        return np.lexsort(self._keys[::-1])

    def _hit(self, variant: int) -> Hit:
        number = int(self._columns.product_of[variant])
        product = self._shown(number)
        offer = product.variants[variant - int(self._columns.starts[number])]
        return Hit(product, offer, fulfilled(product, offer, self._liked))


_FEW = 128


_MANY, _EACH = 16_384, 64  # rows of which a few are looked at first, and which few

Key = Callable[[Rows], NDArray[Any]]  # its values for some rows


class Later:
    """A key that is costly: what it was first asked for is kept."""

    def __init__(self, key: Key) -> None:
        self._key = key
        self._known: tuple[Rows, NDArray[Any]] | None = None

    def __call__(self, rows: Rows) -> NDArray[Any]:
        """Its values for rows that ascend."""
        if self._known is None:
            self._known = rows, self._key(rows)
            return self._known[1]
        known, values = self._known
        places = np.minimum(np.searchsorted(known, rows), max(len(known) - 1, 0))
        if len(known) and np.array_equal(known[places], rows):
            return values[places]
        return self._key(rows)


def first_of(keys: Sequence[NDArray[Any]], count: int) -> Rows:
    """The rows that would come first if all were sorted by the keys, the first key first."""
    return first_by([key.__getitem__ for key in keys], len(keys[0]), count)


def first_by(keys: Sequence[Key], size: int, count: int) -> Rows:
    """The same of `size` rows; a key is asked for those alone that the keys before it have not decided."""
    rows = np.arange(size)
    sure: list[Rows] = []
    for key in keys:
        wanted = count - sum(map(len, sure))
        if wanted <= 0 or len(rows) <= wanted:
            break
        values = key(rows)
        limit = _limit(values, wanted)
        sure.append(rows[values < limit])
        rows = rows[values == limit]
    found = np.sort(np.concatenate([*sure, rows]))
    return found[np.lexsort([key(found) for key in keys[::-1]])][:count]


def _limit(values: NDArray[Any], wanted: int) -> Any:
    """The value that would stand at this place, counted from 1. Of a few it is the same or greater."""
    if len(values) > max(_MANY, _EACH * wanted):
        values = values[values <= _limit(values[::_EACH], wanted)]
    return np.partition(values, wanted - 1)[wanted - 1]
