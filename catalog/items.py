"""What a source tells of a product: plain values, before they become rows.

A source yields `Told` values in the order in which they are to be taken. It never guesses: what is not said stays
None or empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from catalog.errors import CatalogError

# What a large feed makes by the hundred thousand is not frozen, though nobody changes it: that would make each take
# five times as long.


class Status(StrEnum):
    """Only what is active is ever offered."""

    ACTIVE = "active"
    HIDDEN = "hidden"
    DRAFT = "draft"
    ARCHIVED = "archived"
    DELETED = "deleted"


class Availability(StrEnum):
    """What a source says of a variant beside its stock."""

    IN_STOCK = "in_stock"
    OUT_OF_STOCK = "out_of_stock"
    PREORDER = "preorder"
    BACKORDER = "backorder"


@dataclass(slots=True, unsafe_hash=True)
class Money:
    """An amount in minor units (cents; won and yen as they are) with its ISO 4217 code."""

    minor: int
    currency: str


@dataclass(slots=True, unsafe_hash=True)
class Picture:
    """`url` is absolute (http or https); `alt` describes it for those who cannot see it."""

    url: str
    alt: str = ""


@dataclass(slots=True, unsafe_hash=True)
class ItemText:
    """What a shopper reads, as clean text without markup."""

    title: str
    tagline: str = ""
    description: str = ""
    material: str = ""
    usage: str = ""


@dataclass(slots=True)
class ItemVariant:
    """One size or colour. `options` are names and values as the source writes them (`("Colour", "Navy")`).

    `price` is what is paid without a sale; `sale_price` what is paid from `sale_from` until `sale_until`. `stock`
    is None when the shop does not count it. `sells_on` means that it is sold although none is left.
    """

    external_id: str
    sku: str = ""
    gtin: str = ""
    options: tuple[tuple[str, str], ...] = ()
    price: Money | None = None
    sale_price: Money | None = None
    sale_from: datetime | None = None
    sale_until: datetime | None = None
    stock: Decimal | None = None
    availability: Availability | None = None
    sells_on: bool = False
    inventory_id: str = ""
    pictures: tuple[Picture, ...] = ()
    swatch: str = ""
    measure: Mapping[str, Any] = field(default_factory=dict)  # see `catalog.tables.Variant`


@dataclass(slots=True)
class Item:
    """One product with all its variants. `texts` are by language tag; `attributes` as the source writes them.

    `updated_at` is the source's own time of its last change, by which late news are known. `silent` names what this
    telling does not speak of, so that it stays as it was: `rating`, `rating_count`, `size_table`, `tagline`, `usage`,
    `category` with `paths`, and `languages` (texts in others than are told).
    """

    external_id: str
    texts: Mapping[str, ItemText]
    variants: tuple[ItemVariant, ...] = ()
    status: Status = Status.ACTIVE
    brand: str = ""
    url: str = ""
    paths: tuple[str, ...] = ()  # category paths, `Women > Dresses`, the primary first
    tags: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()
    size_table: Mapping[str, Any] = field(default_factory=dict)  # see `catalog.tables.Product`
    rating: Decimal | None = None  # stars, 0–5
    rating_count: int = 0
    added_at: datetime | None = None
    updated_at: datetime | None = None
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gone:
    """The source no longer has this product."""

    external_id: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StockLevel:
    """How many are left of one inventory item at one place; a variant's stock is the sum of its places."""

    inventory_id: str
    place: str
    available: int | None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """What one variant costs, or how many of it are left, from a moment on; None was not told.

    `variant` is its SKU, or the source's id of it; prices are minor units of the source's currency.
    """

    variant: str
    at: datetime
    stock: int | None = None
    price: int | None = None
    sale_price: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that could not be taken: where (`row 17`, `item 8832`) and why, in words for the merchant."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was taken but not as it stood: an unknown column, a wrong check digit, a cut text."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Everything before it may be written down; reading can begin again behind it. `total` is a guess for
    progress, None when unknown."""

    cursor: str
    done: int = 0
    total: int | None = None


Told = Item | Gone | StockLevel | Quote | Refused | Note | Mark


class SourceFailed(CatalogError):
    """A source cannot be read any further: what happened, and whether trying later may help."""

    def __init__(self, why: str, *, may_pass: bool = False) -> None:
        super().__init__(why)
        self.may_pass = may_pass
