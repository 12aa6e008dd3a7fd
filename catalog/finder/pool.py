"""What is left: the variants in stock that fulfil some wishes, and what can be counted of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol
from weakref import WeakKeyDictionary

from catalog.matching import match
from catalog.shelf import Shelf
from catalog.shelf.contents import paths_of
from catalog.shelf.small import Small
from catalog.wishes import CATEGORY, Offered, Shown, Wish


class Pool(Protocol):
    """Products count once, however many of their variants are left."""

    def __len__(self) -> int:
        """How many products are left."""

    def narrowed(self, wish: Wish) -> "Pool":
        """What of it fulfils a wish, too."""

    def names(self) -> Sequence[str]:
        """Options and attributes, in order; without the category."""

    def counts(self, name: str) -> Mapping[str, int]:
        """Codes of a name (of `category`: paths and those above them) and how many products have each."""

    def holding(self, name: str) -> int:
        """How many products have any code of a name."""

    def prices(self) -> Sequence[int]:
        """What the cheapest variant of each product costs (minor units), in order."""


_MOST_KINDS = 256
_EVERYTHING: "WeakKeyDictionary[Shelf, Few]" = WeakKeyDictionary()


def pool_of(shelf: Shelf) -> Pool:
    """Everything in stock; what was counted of it once is kept."""
    if not isinstance(shelf.contents, Small):
        from catalog.finder.counted import everything  # needs numpy

        return everything(shelf)
    if shelf not in _EVERYTHING:
        left = ((product, product.in_stock) for _, product in shelf.numbered())
        _EVERYTHING[shelf] = Few(tuple((product, variants) for product, variants in left if variants))
    return _EVERYTHING[shelf]


@dataclass
class Tally:
    """How many products have a code, and how many have any."""

    counts: dict[str, int] = field(default_factory=dict)
    holding: int = 0

    def add(self, codes: Iterable[str]) -> None:
        """One product more."""
        self.holding += 1
        for code in codes:
            self.counts[code] = self.counts.get(code, 0) + 1


class Few:
    """A pool of some hundred products in memory."""

    def __init__(self, left: Sequence[tuple[Shown, Sequence[Offered]]]) -> None:
        self._left = left
        self._kinds: dict[Wish, Few] = {}  # what everybody asks for is looked up once

    def __len__(self) -> int:
        return len(self._left)

    def narrowed(self, wish: Wish) -> "Few":
        if wish.name != CATEGORY:
            fitting = ((p, tuple(v for v in variants if match(p, v, wish) is not None)) for p, variants in self._left)
            return Few(tuple((product, variants) for product, variants in fitting if variants))
        if wish not in self._kinds:
            if len(self._kinds) >= _MOST_KINDS:
                self._kinds.clear()
            self._kinds[wish] = Few(
                [(p, variants) for p, variants in self._left if match(p, variants[0], wish) is not None]
            )
        return self._kinds[wish]

    def names(self) -> Sequence[str]:
        return sorted(self._tallies.keys() - {CATEGORY})

    def counts(self, name: str) -> Mapping[str, int]:
        return self._tallies[name].counts if name in self._tallies else {}

    def holding(self, name: str) -> int:
        return self._tallies[name].holding if name in self._tallies else 0

    def prices(self) -> Sequence[int]:
        return self._prices

    @cached_property
    def _prices(self) -> Sequence[int]:
        return sorted(min(variant.to_pay for variant in variants) for _, variants in self._left)

    @cached_property
    def _tallies(self) -> dict[str, Tally]:
        tallies: dict[str, Tally] = defaultdict(Tally)
        for product, variants in self._left:
            tallies[CATEGORY].add(paths_of(product))
            for name, codes in _codes(product, variants).items():
                if codes and name != CATEGORY:
                    tallies[name].add(codes)
        return dict(tallies)


def _codes(product: Shown, variants: Sequence[Offered]) -> Mapping[str, Iterable[str]]:
    """The codes of a product by these variants; an attribute counts for those that have no option of its name."""
    options: dict[str, set[str]] = {}
    chosen: dict[str, int] = {}
    for variant in variants:
        for name, code in variant.options.items():
            options.setdefault(name, set()).add(code)
            chosen[name] = chosen.get(name, 0) + 1
    held: dict[str, Iterable[str]] = {name: set(codes) for name, codes in product.attributes.items()}
    for name, codes in options.items():
        held[name] = codes if chosen[name] == len(variants) else codes | set(held.get(name, ()))
    return held
