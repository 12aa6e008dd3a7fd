"""The shelf: everything that is sold now, read once and then asked without touching the database.

A shelf never changes; when the catalog's version has moved on, a new one is read. So whatever one turn says of
prices and stock comes from the same moment.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from sys import intern
from typing import Any

from catalog import queries
from catalog.errors import NotOnShelf
from catalog.matching import best_variant, distance, fulfilled, rank
from catalog.queries import from_json
from catalog.wishes import CATEGORY, Found, Hit, Offered, Shown, Wish, Words


@dataclass(frozen=True, eq=False)
class Shelf:
    """A snapshot of the catalog. `version` is the catalog's when it was read. Only itself is equal to it."""

    version: int = 0
    products: Mapping[str, Shown] = field(default_factory=dict)
    labels: Mapping[tuple[str, str, str], str] = field(default_factory=dict)

    @cached_property
    def _by_sku(self) -> dict[str, tuple[Shown, Offered]]:
        return {v.sku: (product, v) for product in self.products.values() for v in product.variants}

    def get(self, sku: str) -> tuple[Shown, Offered]:
        """The variant with this SKU and its product. Raises NotOnShelf."""
        found = self.find_sku(sku)
        if found is None:
            raise NotOnShelf(sku)
        return found

    def find_sku(self, sku: str) -> tuple[Shown, Offered] | None:
        """The same, or None when it is not sold any more."""
        return self._by_sku.get(sku)

    def label(self, attribute: str, value: str, language: str) -> str:
        """What a code is called in `language`, falling back to English and then to the code itself."""
        for code in (language, language.split("-")[0], "en"):
            if (attribute, value, code) in self.labels:
                return self.labels[attribute, value, code]
        return value.replace("_", " ")

    def find(self, wishes: Sequence[Wish], *, preferences: Sequence[Wish] = (), enough: int = 1) -> Found:
        """In-stock products that fulfil all wishes (given most important first), best first.

        When nothing is left the least important wish that is not firm is given up, again and again. When there
        are fewer than `enough`, soft wishes are given up too: what that adds comes after what fulfils all.
        `preferences` exclude nothing: they only raise what fulfils them.
        """
        kept, liked = list(wishes), (*wishes, *preferences)
        relaxed: list[str] = []
        while not (hits := self._hits(kept, liked)) and (last := _last(kept, lambda wish: not wish.firm)):
            kept.remove(last)
            relaxed.append(last.name)
        while len(hits) < enough and (last := _last(kept, lambda wish: wish.soft and not wish.firm)):
            kept.remove(last)
            hits = self._hits(kept, liked)
        return Found(tuple(sorted(hits, key=rank)), tuple(relaxed))

    def nearest(self, product: Shown, *, price: int) -> Hit | None:
        """What to offer instead of a product that is gone; None when nothing of its department is in stock."""
        return next(iter(self.alike(product, price=price)), None)

    def alike(self, product: Shown, *, price: int) -> tuple[Hit, ...]:
        """Others of the same kind that are in stock, else of the same department: as alike and as near in price
        as there are, the nearest first."""
        traits = [Wish(name, values) for name, values in sorted(product.attributes.items())]
        for category in (product.category, product.category.split("/")[0]):
            found = self.find([Wish(CATEGORY, (category,), firm=True)], preferences=traits)
            others = [hit for hit in found.hits if hit.product.id != product.id]
            if others:
                return tuple(sorted(others, key=lambda hit: distance(hit, price)))
        return ()

    def _hits(self, wishes: Sequence[Wish], liked: Sequence[Wish]) -> list[Hit]:
        return [
            Hit(product, best, fulfilled(product, best, liked))
            for product in self.products.values()
            if (best := best_variant(product, wishes))
        ]


def _last(wishes: Sequence[Wish], may_go: Callable[[Wish], bool]) -> Wish | None:
    return next((wish for wish in reversed(wishes) if may_go(wish)), None)


async def read_shelf(source: queries.Source) -> Shelf:
    """Everything that is sold now. The version is read first: a change meanwhile is seen at the next look."""
    version = await queries.read_version(source)
    texts = _texts(await source.rows(queries.TEXTS))
    variants = _variants(await source.rows(queries.VARIANTS))
    labels = {(intern(a), intern(value), intern(code)): x for a, value, code, x in await source.rows(queries.LABELS)}
    products = await source.rows(queries.PRODUCTS)
    return Shelf(version, {row[0]: _shown(row, texts[row[0]], variants[row[0]]) for row in products}, labels)


def _texts(rows: Iterable[queries.Row]) -> dict[str, dict[str, Words]]:
    texts: dict[str, dict[str, Words]] = defaultdict(dict)
    for product_id, language, *words in rows:
        texts[product_id][intern(language)] = Words(*words)
    return texts


def _variants(rows: Iterable[queries.Row]) -> dict[str, list[Offered]]:
    """Variants with an offer, by product, in their order."""
    by_product: dict[str, list[Offered]] = defaultdict(list)
    for product_id, *row in rows:
        by_product[product_id].append(_offered(row))
    return by_product


def _offered(row: queries.Row) -> Offered:
    sku, options, price, sale_price, currency, stock, media, swatch, measure = row
    return Offered(
        sku=sku,
        options=_codes(options),
        price=price,
        sale_price=sale_price,
        currency=intern(currency),
        stock=stock,
        media=tuple(from_json(media)),
        swatch=swatch,
        measure=from_json(measure),
    )


def _shown(row: queries.Row, texts: dict[str, Words], variants: list[Offered]) -> Shown:
    product_id, category, attributes, media, page, popularity, size_table, rating, rating_count = row
    return Shown(
        id=product_id,
        category=intern(category),
        attributes={intern(name): tuple(map(_code, values)) for name, values in from_json(attributes).items()},
        media=tuple(from_json(media)),
        page=page,
        popularity=popularity,
        texts=texts,
        variants=tuple(variants),
        size_table=from_json(size_table),
        rating=rating,
        rating_count=rating_count,
    )


def _codes(text: str) -> dict[str, Any]:
    return {intern(name): _code(value) for name, value in from_json(text).items()}


def _code(value: Any) -> Any:
    """Codes come back with every product: one of each is enough."""
    return intern(value) if type(value) is str else value
