"""What is left: the variants in stock that fulfil some wishes, and what can be counted of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

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


def pool_of(shelf: Shelf) -> Pool:
    """Everything in stock."""
    if isinstance(shelf.contents, Small):
        left = ((product, product.in_stock) for _, product in shelf.numbered())
        return Few(tuple((product, variants) for product, variants in left if variants))
    from catalog.finder.counted import everything  # needs numpy

    return everything(shelf)


class Few:
    """A pool of some hundred products in memory."""

    def __init__(self, left: Sequence[tuple[Shown, Sequence[Offered]]]) -> None:
        self._left = left

    def __len__(self) -> int:
        return len(self._left)

    def narrowed(self, wish: Wish) -> "Few":
        fitting = ((p, tuple(v for v in variants if match(p, v, wish) is not None)) for p, variants in self._left)
        return Few(tuple((product, variants) for product, variants in fitting if variants))

    def names(self) -> Sequence[str]:
        named = {name for product, variants in self._left for name in product.attributes if variants}
        named |= {name for _, variants in self._left for variant in variants for name in variant.options}
        return sorted(named - {CATEGORY})

    def counts(self, name: str) -> Mapping[str, int]:
        counted: dict[str, int] = {}
        for codes in self._codes(name):
            for code in codes:
                counted[code] = counted.get(code, 0) + 1
        return counted

    def holding(self, name: str) -> int:
        return sum(1 for codes in self._codes(name) if codes)

    def prices(self) -> Sequence[int]:
        return sorted(min(variant.to_pay for variant in variants) for _, variants in self._left)

    def _codes(self, name: str) -> Iterator[set[str]]:
        """The codes of each product that is left."""
        for product, variants in self._left:
            if name == CATEGORY:
                yield paths_of(product)
                continue
            codes: set[str] = set()
            for variant in variants:
                codes.update(
                    (variant.options[name],) if name in variant.options else product.attributes.get(name, ())
                )
            yield codes
