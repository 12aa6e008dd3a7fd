"""Contents in files: records are decoded when they are asked for, everything else is asked of the columns."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from itertools import accumulate
from pathlib import Path

import numpy as np

from catalog.shelf.columns import Columns, join
from catalog.shelf.contents import Contents, title_key
from catalog.shelf.finding import Finding, first_of
from catalog.shelf.overlay import Layers
from catalog.windows import from_micros
from catalog.wishes import CATEGORY, Hit, Offered, Shown, Wish


class Large(Contents):
    """A generation with what has changed since, at one moment (microseconds). `version` is the generation's."""

    def __init__(self, layers: Layers, moment: int, folder: Path, version: int) -> None:
        self.layers, self.moment, self.version = layers, moment, version
        self._folder = folder
        self._firsts = [0, *accumulate(part.count for part in layers.parts)]
        self._categories: dict[bool, frozenset[str]] = {}

    @property
    def folder(self) -> Path:
        return self._folder

    @property
    def settled(self) -> int:
        return self.layers.base.count

    @property
    def next_change(self) -> datetime | None:
        """When the next sale begins or ends."""
        edges = [edge for part in self.layers.parts if (edge := part.next_edge(self.moment)) is not None]
        return from_micros(min(edges)) if edges else None

    def moved_to(self, layers: Layers, moment: int) -> "Large":
        """The same generation with other changes, at another moment."""
        return Large(layers, moment, self._folder, self.version)

    @property
    def is_broken(self) -> bool:
        """Whether a record could not be read."""
        return self.layers.base.is_broken

    @cached_property
    def columns(self) -> Columns:
        return join(self.layers.parts, self.layers.dead, self.moment)

    def __getitem__(self, product_id: str) -> Shown:
        number = self.number_of(product_id) if isinstance(product_id, str) else None
        if number is None:
            raise KeyError(product_id)
        return self.shown(number)

    def __iter__(self) -> Iterator[str]:
        ids = self.columns.ids
        return (ids[number] for number in np.flatnonzero(self.columns.alive).tolist())

    def __len__(self) -> int:
        return int(self._firsts[-1]) - len(self.layers.dead)

    def number_of(self, product_id: str) -> int | None:
        if product_id in self.layers.moved:
            return self.layers.moved[product_id]
        return self.layers.base.number_of(product_id)

    def shown(self, number: int) -> Shown:
        if not 0 <= number < self._firsts[-1]:
            raise IndexError(number)
        place = bisect_right(self._firsts, number) - 1
        return self.layers.parts[place].shown(number - self._firsts[place], self.moment)

    def numbered(self, first: int = 0) -> Iterator[tuple[int, Shown]]:
        alive = self.columns.alive
        for place, part in enumerate(self.layers.parts):
            begin, end = self._firsts[place], self._firsts[place + 1]
            for number in range(max(begin, first), end):
                if alive[number]:
                    yield number, part.decode(number - begin).at(self.moment)

    def find_sku(self, sku: str) -> tuple[Shown, Offered] | None:
        for place, part in enumerate(self.layers.parts):
            for variant in part.with_sku(sku):
                number = self._firsts[place] + int(part.product_of[variant])
                if self.columns.alive[number]:
                    product = self.shown(number)
                    offer = next((each for each in product.variants if each.sku == sku), None)
                    if offer:
                        return product, offer
        return None

    def hits(self, wishes: Sequence[Wish], liked: Sequence[Wish]) -> Sequence[Hit]:
        return Finding(self.columns, self.shown, {}).hits(wishes, liked)

    def near(self, wishes: Sequence[Wish], liked: Sequence[Wish], price: int, besides: str) -> Sequence[Hit]:
        return Finding(self.columns, self.shown, {}).near(wishes, liked, price, self.number_of(besides))

    def categories(self, *, in_stock: bool) -> frozenset[str]:
        if in_stock not in self._categories:
            columns = self.columns
            counted = columns.in_stock if in_stock else columns.alive[columns.product_of]
            paths = columns.codes(CATEGORY)
            self._categories[in_stock] = frozenset(p for p in paths if counted[columns.holders(CATEGORY, p)].any())
        return self._categories[in_stock]

    def below(self, path: str) -> Iterator[Shown]:
        columns = self.columns
        products = np.unique(columns.product_of[columns.holders(CATEGORY, path)])
        return (self.shown(number) for number in products[columns.alive[products]].tolist())

    def popular(self, count: int, *, in_stock: bool) -> list[Shown]:
        columns = self.columns
        buyable = np.zeros(len(columns.alive), np.bool_)
        buyable[columns.product_of[columns.in_stock]] = True
        wanted = buyable if in_stock else columns.alive & ~buyable & (np.diff(columns.starts) > 0)
        numbers = np.flatnonzero(wanted)
        if not len(numbers):
            return []
        keys = [columns.popularity[numbers].astype(np.int64) * -1, columns.order[numbers]]
        return [self.shown(number) for number in numbers[first_of(keys, count)].tolist()]

    def titled(self, title: str) -> list[Shown]:
        key = title_key(title)
        found: dict[int, Shown] = {}
        for place, part in enumerate(self.layers.parts if key else ()):
            for n in part.titled(key):
                number = self._firsts[place] + n
                if self.columns.alive[number]:
                    found[number] = self.shown(number)
        return [p for p in found.values() if any(title_key(words.title) == key for words in p.texts.values())]
