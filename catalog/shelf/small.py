"""Contents in memory: a dictionary of some thousand products, asked one after the other."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from catalog.matching import best_variant, distance, fulfilled, rank
from catalog.shelf.contents import Contents, paths_of, title_key
from catalog.shelf.kept import Kept
from catalog.wishes import Hit, Offered, Shown, Wish

if TYPE_CHECKING:
    from catalog.shelf.columns import Columns


class Small(Contents):
    """Needs neither files nor numpy; columns are made when somebody asks for them. `timed` are those products whose
    sales begin or end, with all of their windows."""

    def __init__(self, products: Mapping[str, Shown], timed: Mapping[str, Kept] | None = None) -> None:
        self._products = products
        self.timed = timed or {}

    def __getitem__(self, product_id: str) -> Shown:
        return self._products[product_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._products)

    def __len__(self) -> int:
        return len(self._products)

    @cached_property
    def columns(self) -> "Columns":
        from catalog.shelf.gather import columns_of

        return columns_of(self._products[id_] for id_ in self._ids)

    def number_of(self, product_id: str) -> int | None:
        return self._numbers.get(product_id)

    def shown(self, number: int) -> Shown:
        return self._products[self._ids[number]]

    def numbered(self, first: int = 0) -> Iterator[tuple[int, Shown]]:
        return ((number, self.shown(number)) for number in range(first, len(self._ids)))

    def find_sku(self, sku: str) -> tuple[Shown, Offered] | None:
        return self._by_sku.get(sku)

    def hits(self, wishes: Sequence[Wish], liked: Sequence[Wish]) -> Sequence[Hit]:
        return tuple(sorted(self._hits(wishes, liked), key=rank))

    def near(self, wishes: Sequence[Wish], liked: Sequence[Wish], price: int, besides: str) -> Sequence[Hit]:
        others = (hit for hit in self._hits(wishes, liked) if hit.product.id != besides)
        return tuple(sorted(others, key=lambda hit: distance(hit, price)))

    def categories(self, *, in_stock: bool) -> frozenset[str]:
        return self._in_stock if in_stock else self._paths

    def below(self, path: str) -> Iterator[Shown]:
        return (product for _, product in self.numbered() if product.variants and path in paths_of(product))

    def popular(self, count: int, *, in_stock: bool) -> list[Shown]:
        priced = [p for p in self._products.values() if p.variants and bool(p.in_stock) == in_stock]
        return sorted(priced, key=lambda product: (-product.popularity, product.id))[:count]

    def titled(self, title: str) -> list[Shown]:
        key = title_key(title)
        found = (p for _, p in self.numbered() if any(title_key(words.title) == key for words in p.texts.values()))
        return list(found) if key else []

    @cached_property
    def _ids(self) -> list[str]:
        return sorted(self._products)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {id_: number for number, id_ in enumerate(self._ids)}

    @cached_property
    def _by_sku(self) -> dict[str, tuple[Shown, Offered]]:
        return {v.sku: (product, v) for product in self._products.values() for v in product.variants}

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset().union(*(paths_of(product) for product in self._products.values() if product.variants))

    @cached_property
    def _in_stock(self) -> frozenset[str]:
        return frozenset().union(*(paths_of(product) for product in self._products.values() if product.in_stock))

    def _hits(self, wishes: Sequence[Wish], liked: Sequence[Wish]) -> list[Hit]:
        return [
            Hit(product, best, fulfilled(product, best, liked))
            for product in self._products.values()
            if (best := best_variant(product, wishes))
        ]
