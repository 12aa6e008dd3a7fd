"""What a shelf asks of the products that stand on it, whether they lie in memory or in files."""

import re
import unicodedata
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.wishes import Hit, Offered, Shown, Wish

if TYPE_CHECKING:
    from catalog.shelf.columns import Columns

_NO_LETTERS = re.compile(r"[\W_]+")


class Contents(Mapping[str, Shown]):
    """Products by id. Each has a number; those of the base are numbered in the order of their ids."""

    @property
    @abstractmethod
    def columns(self) -> "Columns":
        """What is filtered and counted, as arrays (needs numpy)."""

    @property
    def folder(self) -> Path | None:
        """Where this catalog's files lie; None in memory."""
        return None

    @property
    def settled(self) -> int:
        """How many numbers belong to the base that `folder` holds; what comes after is in memory."""
        return 0

    @abstractmethod
    def number_of(self, product_id: str) -> int | None:
        """The product's number; None when it is not sold."""

    @abstractmethod
    def shown(self, number: int) -> Shown:
        """The product of a number. Raises IndexError when there is none."""

    @abstractmethod
    def numbered(self, first: int = 0) -> Iterator[tuple[int, Shown]]:
        """Every product that is sold with its number, from number `first` on; one at a time."""

    @abstractmethod
    def find_sku(self, sku: str) -> tuple[Shown, Offered] | None:
        """A variant and its product; None when it is not sold."""

    @abstractmethod
    def hits(self, wishes: Sequence[Wish], liked: Sequence[Wish]) -> Sequence[Hit]:
        """What is in stock and fulfils all wishes, ranked by what it fulfils of `liked`."""

    @abstractmethod
    def near(self, wishes: Sequence[Wish], liked: Sequence[Wish], price: int, besides: str) -> Sequence[Hit]:
        """The same without one product, by likeness and nearness in price."""

    @abstractmethod
    def categories(self, *, in_stock: bool) -> frozenset[str]:
        """The category paths of what has a price, or of what is in stock, and all paths above them."""

    @abstractmethod
    def below(self, path: str) -> Iterator[Shown]:
        """The priced products of a category and of all below it, in the order of their numbers."""

    @abstractmethod
    def popular(self, count: int, *, in_stock: bool) -> list[Shown]:
        """The most popular of what has a price: what is in stock, or what is sold out."""

    @abstractmethod
    def titled(self, title: str) -> list[Shown]:
        """Products whose title in any language has the same letters and digits, whatever else."""


def title_key(title: str) -> str:
    """Letters and digits of a title, without case and accents."""
    if not title.isascii():
        title = unicodedata.normalize("NFKD", title)
    return _NO_LETTERS.sub("", title.casefold())


def paths_of(product: Shown) -> frozenset[str]:
    """All its category paths and those above them."""
    return _with_those_above((product.category, *product.paths))


@lru_cache(maxsize=8_192)
def _with_those_above(paths: tuple[str, ...]) -> frozenset[str]:
    found: set[str] = set()
    for path in paths:
        parts = path.split("/")
        found.update("/".join(parts[: n + 1]) for n in range(len(parts)))
    return frozenset(found)
