"""The shelf: everything that is sold now, read once and then asked without touching the database.

A shelf never changes; when the catalog's version has moved on, or a sale begins or ends, there is a new one. So
whatever one turn says of prices and stock comes from the same moment.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.errors import NotOnShelf
from catalog.shelf.contents import Contents
from catalog.shelf.small import Small
from catalog.wishes import CATEGORY, Found, Hit, Offered, Shown, Wish

if TYPE_CHECKING:
    from catalog.shelf.columns import Columns


@dataclass(frozen=True, eq=False)
class Shelf:
    """A snapshot of the catalog. `version` is the catalog's when it was read, `next_change` when the next sale
    begins or ends. Only itself is equal to it. `products` of a large catalog are decoded one by one when they are
    asked for: never go through all of them in a turn."""

    version: int = 0
    products: Mapping[str, Shown] = field(default_factory=dict)
    labels: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    next_change: datetime | None = None

    @cached_property
    def contents(self) -> Contents:
        """The products with everything that can be asked of them."""
        return self.products if isinstance(self.products, Contents) else Small(self.products)

    def get(self, sku: str) -> tuple[Shown, Offered]:
        """The variant with this SKU and its product. Raises NotOnShelf."""
        found = self.find_sku(sku)
        if found is None:
            raise NotOnShelf(sku)
        return found

    def find_sku(self, sku: str) -> tuple[Shown, Offered] | None:
        """The same, or None when it is not sold any more."""
        return self.contents.find_sku(sku)

    def label(self, attribute: str, value: str, language: str) -> str:
        """What a code is called in `language`, falling back to English, then to the shop's other languages, then to
        the code itself as words."""
        for code in (language, language.split("-")[0], "en", *self._languages):
            if (attribute, value, code) in self.labels:
                return self.labels[attribute, value, code]
        return value.replace("_", " ")

    def is_labelled(self, attribute: str, value: str, language: str) -> bool:
        """Whether a code has a word in exactly this language."""
        return any((attribute, value, code) in self.labels for code in (language, language.split("-")[0]))

    @cached_property
    def _languages(self) -> tuple[str, ...]:
        """All that labels are written in."""
        return tuple(sorted({language for _, _, language in self.labels}))

    def find(self, wishes: Sequence[Wish], *, preferences: Sequence[Wish] = (), enough: int = 1) -> Found:
        """In-stock products that fulfil all wishes (given most important first), best first.

        When nothing is left the least important wish that is not firm is given up, again and again. When there
        are fewer than `enough`, soft wishes are given up too: what that adds comes after what fulfils all.
        `preferences` exclude nothing: they only raise what fulfils them.
        """
        kept, liked = list(wishes), (*wishes, *preferences)
        relaxed: list[str] = []
        hits = self.contents.hits
        while not (found := hits(kept, liked)) and (last := _last(kept, lambda wish: not wish.firm)):
            kept.remove(last)
            relaxed.append(last.name)
        while len(found) < enough and (last := _last(kept, lambda wish: wish.soft and not wish.firm)):
            kept.remove(last)
            found = hits(kept, liked)
        return Found(found, tuple(relaxed))

    def nearest(self, product: Shown, *, price: int) -> Hit | None:
        """What to offer instead of a product that is gone; None when nothing of its department is in stock."""
        return next(iter(self.alike(product, price=price)), None)

    def alike(self, product: Shown, *, price: int) -> Sequence[Hit]:
        """Others of the same kind that are in stock, else of the same department: as alike and as near in price
        as there are, the nearest first."""
        traits = [Wish(name, values) for name, values in sorted(product.attributes.items())]
        for category in (product.category, product.category.split("/")[0]):
            within = Wish(CATEGORY, (category,), firm=True)
            if others := self.contents.near([within], [within, *traits], price, product.id):
                return others
        return ()

    def categories(self, *, in_stock: bool = False) -> frozenset[str]:
        """The category paths of what has a price, or only of what is in stock, and all paths above them."""
        return self.contents.categories(in_stock=in_stock)

    def below(self, path: str) -> Iterator[Shown]:
        """The products with a price of a category and of all below it."""
        return self.contents.below(path)

    def popular(self, count: int, *, in_stock: bool = True) -> list[Shown]:
        """The most popular products that are in stock, or that are sold out; what has no price is neither."""
        return self.contents.popular(count, in_stock=in_stock)

    def titled(self, title: str) -> list[Shown]:
        """Products of this title in any language, whatever its case, accents and signs."""
        return self.contents.titled(title)

    @property
    def columns(self) -> "Columns":
        """What is filtered and counted, as arrays (imports numpy)."""
        return self.contents.columns

    def number_of(self, product_id: str) -> int | None:
        """The product's number in `columns`; None when it is not sold."""
        return self.contents.number_of(product_id)

    def shown(self, number: int) -> Shown:
        """The product of a number."""
        return self.contents.shown(number)

    def numbered(self, first: int = 0) -> Iterator[tuple[int, Shown]]:
        """Every product that is sold with its number, from number `first` on; decoded one at a time."""
        return self.contents.numbered(first)

    @property
    def folder(self) -> Path | None:
        """The folder of this generation, into which indexes of the base may be put; None in memory."""
        return self.contents.folder

    @property
    def settled(self) -> int:
        """Numbers below are the base's, the same for all shelves of one `folder`; those from here on are what
        has changed since."""
        return self.contents.settled


def _last(wishes: Sequence[Wish], may_go: Callable[[Wish], bool]) -> Wish | None:
    return next((wish for wish in reversed(wishes) if may_go(wish)), None)
