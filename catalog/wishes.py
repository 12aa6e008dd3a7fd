"""What a shopper wishes for, and what the shelf found for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

#: The names of wishes that are no attribute.
CATEGORY = "category"
PRICE = "price"
ON_SALE = "on_sale"
PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing that a product should be. `values`: any of these codes will do.

    A wish named `category` matches the path or any part below it, `price` what is to be paid, `on_sale` what
    costs less than before, `product` those products whose ids stand behind the first value, which says in words what
    they are; every other name is an attribute or a variant's option. `firm` wishes are
    never given up; `soft` ones already to show a little more choice.
    """

    name: str
    values: tuple[str, ...] = ()
    at_most: int | None = None  # minor units; only for `price`
    firm: bool = False
    soft: bool = False
    at_least: int | None = None  # as `at_most`
    unwanted: bool = False  # the other way round: none of `values` must it be


@dataclass(frozen=True, slots=True)
class Offered:
    """A variant with its price and stock, as this shelf knows them. Prices are minor units."""

    sku: str
    options: Mapping[str, str]
    price: int
    sale_price: int | None
    currency: str
    stock: int
    media: tuple[str, ...] = ()  # pictures of this variant alone
    swatch: str = ""  # its colour, `#c98f6b`
    measure: Mapping[str, Any] = field(default_factory=dict)  # see `catalog.tables.Variant`
    availability: str = ""  # `preorder` or `backorder`: sold although none is there

    @property
    def to_pay(self) -> int:
        """What it costs now."""
        return self.price if self.sale_price is None else min(self.sale_price, self.price)

    @property
    def is_on_sale(self) -> bool:
        return self.to_pay < self.price


@dataclass(frozen=True, slots=True)
class Words:
    """What a shopper reads of a product, in one language."""

    title: str
    tagline: str = ""
    description: str = ""
    material: str = ""
    usage: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A product as it stands on the shelf, with all its variants in order."""

    id: str
    category: str
    attributes: Mapping[str, tuple[str, ...]]
    media: tuple[str, ...]
    page: str
    popularity: int
    texts: Mapping[str, Words]
    variants: tuple[Offered, ...] = ()
    size_table: Mapping[str, Any] = field(default_factory=dict)  # see `catalog.tables.Product`
    rating: int | None = None  # hundredths of a star
    rating_count: int = 0
    on_request: bool = False  # the shop tells no price of any variant: there is none to buy, but it can be asked for
    brand: str = ""
    tags: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()  # all its category paths, if it has more than `category`
    added_at: datetime | None = None  # when it came in; None: nobody knows

    @property
    def in_stock(self) -> tuple[Offered, ...]:
        """The variants that can be bought now."""
        return tuple(variant for variant in self.variants if variant.stock > 0)

    def words(self, language: str) -> Words:
        """Its texts in `language`, else in the base language, else in English, else in any."""
        for code in (language, language.split("-")[0], "en"):
            if code in self.texts:
                return self.texts[code]
        return next(iter(self.texts.values()), Words(self.id))


@dataclass(frozen=True, slots=True)
class Hit:
    """A product that was found, the variant that suits best, and the wishes that it fulfils (in their order)."""

    product: Shown
    offer: Offered
    fulfilled: tuple[tuple[str, str], ...] = ()  # (wish, the code that matched)


@dataclass(frozen=True, slots=True)
class Found:
    """What there is, best first; of a large catalog each hit is made when it is asked for. `relaxed` names the
    wishes that had to be given up to find anything at all, in the order in which they were."""

    hits: Sequence[Hit] = ()
    relaxed: tuple[str, ...] = field(default=())
