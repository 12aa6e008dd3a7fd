"""What the catalog makes of some words. The understanding is handed one who knows; it reads no database itself."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Named:
    """How much of a message is about what is sold.

    `kind`: it names a kind of thing, or a product. `filters`: so many things are said of how it should be.
    `free`: words beyond those that products hold. `missed`: words that none holds. `unsold`: it names a kind of
    thing that is not sold here. `other`: words that are about nothing (`do you have`). `guessed`: every word of it
    was misspelt. `ranked`: it asks for what is bought most, or newest. `on_sale`: for what is reduced.
    """

    kind: bool = False
    filters: int = 0
    free: int = 0
    missed: int = 0
    unsold: bool = False
    other: int = 0
    guessed: bool = False
    ranked: bool = False
    on_sale: bool = False

    @property
    def says_something(self) -> bool:
        """Whether there is any word to search for."""
        return bool(self.kind or self.filters or self.free or self.missed or self.unsold or self.ranked)

    @property
    def is_shelf(self) -> bool:
        """A part of the shop by what sells, is new or reduced, and nothing unknown: `what's on sale`."""
        return (self.ranked or self.on_sale) and not (self.missed or self.unsold)

    @property
    def is_bare(self) -> bool:
        """Nothing but what is sold: `vitamin c serum`."""
        return self.kind and not self.missed and not self.other

    @property
    def is_detailed(self) -> bool:
        """What and how, and nothing unknown: `do you have mugs on sale`."""
        return self.kind and not self.missed and self.filters + self.free > 1

    @property
    def narrows(self) -> bool:
        """Only how it should be, not what: `in blue, under 20`."""
        return bool(self.filters) and not (self.kind or self.unsold or self.missed or self.free)


@dataclass(frozen=True, slots=True)
class Picked:
    """What a message says of the product on show.

    `skus`: the sizes and colours that it names. `quantity`: how many; `counted` when nothing else can be meant by
    the number. `rest`: the words beyond that.
    """

    skus: tuple[str, ...] = ()
    quantity: int | None = None
    counted: bool = False
    rest: tuple[str, ...] = ()


class KnowsVariants(Protocol):
    def __call__(self, sku: str, text: str, language: str) -> Picked:
        """What these words say of the product of this SKU. Never raises."""


class KnowsProducts(Protocol):
    def __call__(self, text: str, language: str) -> Named:
        """What is named by these words. Never raises."""
