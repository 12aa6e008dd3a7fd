"""What is filtered and counted, as arrays: variants in the order of their products."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.shelf.parts import Part

Numbers = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Columns:
    """Variants of product n are `starts[n]` to `starts[n + 1]`. Prices are those of the shelf's moment.

    Products that are gone, or that a later number has replaced, stay with `alive` and `in_stock` False. `firsts`
    says for each part which number its first variant has.
    """

    ids: Sequence[str]
    starts: NDArray[np.int64]
    product_of: Numbers
    to_pay: NDArray[np.int64]  # minor units
    on_sale: Flags
    in_stock: Flags
    popularity: Numbers
    alive: Flags
    parts: Sequence[Part]
    firsts: Sequence[int]

    def holders(self, name: str, code: str) -> Numbers:
        """The variants with this code of an option or attribute, ascending; of `category`, all below the path. An
        attribute counts for all variants that have no option of its name."""
        if len(self.parts) == 1:
            return self.parts[0].holders(name, code)
        pairs = zip(self.parts, self.firsts, strict=True)
        return np.concatenate([part.holders(name, code) + np.int32(first) for part, first in pairs])

    def numbers_of(self, ids: Iterable[str]) -> Iterator[int]:
        """The numbers of these products, as far as there are any; a changed one has an old and a new."""
        firsts = [0, *accumulate(part.count for part in self.parts)]
        for id_ in ids:
            for part, first in zip(self.parts, firsts, strict=False):
                if (number := part.number_of(id_)) is not None:
                    yield first + number

    def codes(self, name: str) -> Sequence[str]:
        """All codes of an option or attribute, in order; of `category`, all paths."""
        return sorted({code for part in self.parts for code in part.codes.get(name, ())})

    def names(self) -> Sequence[str]:
        """The names of all options and attributes, and `category`, in order."""
        return sorted({name for part in self.parts for name in part.codes})

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """The place of each product when all are put in the order of their ids."""
        if len(self.parts) == 1:
            return np.arange(len(self.alive), dtype=np.int64)
        base, late = self.parts[0], [id_ for part in self.parts[1:] for id_ in part.ids]
        spots = np.array([base.spot_of(id_) for id_ in late], np.int64)
        places = np.empty(len(late), np.int64)
        places[np.array(sorted(range(len(late)), key=late.__getitem__), np.int64)] = np.arange(len(late))
        of_base = (np.arange(base.count, dtype=np.int64) + 1) << 24
        return np.concatenate([of_base, (spots << 24) + 1 + places])


class JoinedIds(Sequence[str]):
    """The ids of several parts, one after the other."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._ends = list(accumulate(part.count for part in parts))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __getitem__(self, number: Any) -> Any:
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(len(self)))]
        if number < 0 or number >= len(self):
            raise IndexError(number)
        first = 0
        for part, end in zip(self._parts, self._ends, strict=True):
            if number < end:
                return part.ids[number - first]
            first = end
        raise IndexError(number)

    def __iter__(self) -> Iterator[str]:
        return (id_ for part in self._parts for id_ in part.ids)


def join(parts: Sequence[Part], dead: NDArray[np.int64], moment: int) -> Columns:
    """The columns of a base and what has changed since; `dead` numbers are not sold (any more)."""
    firsts = [0, *accumulate(part.variant_count for part in parts)]
    products = [0, *accumulate(part.count for part in parts)]
    prices = [part.prices_at(moment) for part in parts]
    starts = [part.starts[:-1] + first for part, first in zip(parts, firsts, strict=False)]
    of = [part.product_of + np.int32(first) for part, first in zip(parts, products, strict=False)]
    alive = np.ones(products[-1], np.bool_)
    alive[dead] = False
    single = len(parts) == 1
    all_starts = parts[0].starts if single else np.concatenate([*starts, np.array([firsts[-1]], np.int64)])
    return Columns(
        ids=JoinedIds(parts),
        starts=all_starts,
        product_of=parts[0].product_of if single else np.concatenate(of),
        to_pay=_one([to_pay for to_pay, _ in prices]),
        on_sale=_one([on_sale for _, on_sale in prices]),
        in_stock=_without(_one([part.in_stock for part in parts]), all_starts, dead),
        popularity=_one([part.popularity for part in parts]),
        alive=alive,
        parts=tuple(parts),
        firsts=tuple(firsts[:-1]),
    )


def _one(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def _without(in_stock: Flags, starts: NDArray[np.int64], dead: NDArray[np.int64]) -> Flags:
    if not len(dead):
        return in_stock
    kept = np.array(in_stock, np.bool_)
    for first, last in zip(starts[dead].tolist(), starts[dead + 1].tolist(), strict=True):
        kept[first:last] = False
    return kept
