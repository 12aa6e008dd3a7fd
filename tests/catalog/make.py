"""Products and shelves that take only what a test is about."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from catalog.shelf import Shelf
from catalog.wishes import Offered, Shown, Words

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def product(
    name: str,
    *,
    category: str = "skincare/serum",
    attributes: Mapping[str, tuple[str, ...]] | None = None,
    variants: Sequence[tuple[str, int, int]] = (("M", 1000, 5),),
    popularity: int = 0,
) -> Shown:
    """A product; variants are (size, price, stock)."""
    offers = tuple(
        Offered(f"{name}-{size}", {"size": size}, price, None, "USD", stock) for size, price, stock in variants
    )
    return Shown(name, category, attributes or {}, (), "", popularity, {"en": Words(name)}, offers)


def shelf(*products: Shown) -> Shelf:
    return Shelf(1, {product.id: product for product in products})
