"""What is sold: products with their texts, variants, offers, the words for attribute values, and a version."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, Text
from sqlmodel import Field, SQLModel

from catalog.columns import UtcMoment


class Product(SQLModel, table=True):
    """One thing that is sold, in one or several variants.

    `category` is a path such as `skincare/serum`. `attributes` maps names to language-neutral codes
    (`{"skin_type": ["dry", "sensitive"], "fragrance_free": ["yes"]}`); `media` lists picture paths, best first.
    `size_table` is `{"columns": ["size", "chest_cm"], "rows": [["S", 88], ["M", 94]]}`: the first column holds the
    code of a variant's option; pairs `…_min`, `…_max` are a range (`height_cm_min`). `rating` is the mean of its
    reviews in hundredths of a star (460 = 4.6). `paths` are all its category paths (`category` is the primary one).
    `changed` is the catalog's version at its last change, its offers' included: what readers catch up by.
    """

    __tablename__ = "product"

    id: str = Field(primary_key=True)
    category: str = Field(index=True)
    attributes: dict[str, list[str]] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    media: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    page: str = ""  # path or URL of its page in the shop; empty = /products/<id>
    popularity: int = 0  # breaks ties in rankings, higher first
    active: bool = True
    size_table: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )
    rating: int | None = None
    rating_count: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    source: str = Field(default="", sa_column_kwargs={"server_default": ""})  # name of its source; "" = made here
    external_id: str = Field(default="", sa_column_kwargs={"server_default": ""})  # opaque, as the source names it
    brand: str = Field(default="", sa_column_kwargs={"server_default": ""})
    tags: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))
    paths: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))
    status: str = Field(default="active", sa_column_kwargs={"server_default": "active"})  # see `catalog.items.Status`
    source_time: datetime | None = Field(default=None, sa_type=UtcMoment)  # when the source last changed it
    fingerprint: str = Field(default="", sa_column_kwargs={"server_default": ""})  # of what the source said
    added_at: datetime | None = Field(default=None, sa_type=UtcMoment)  # when the shop began to sell it, if known
    gone_at: datetime | None = Field(default=None, sa_type=UtcMoment)  # a tombstone: an older update revives nothing
    changed: int = Field(default=0, sa_type=BigInteger, index=True, sa_column_kwargs={"server_default": "0"})

    __table_args__ = (Index("ix_product_source", "source", "external_id"),)


class ProductText(SQLModel, table=True):
    """What a shopper reads of a product, in one language. `tagline` is one line, the others a few.

    `material` says what it is made of (or contains), `usage` how it is used or cared for.
    """

    __tablename__ = "product_text"

    product_id: str = Field(primary_key=True, foreign_key="product.id", ondelete="CASCADE")
    language: str = Field(primary_key=True)
    title: str
    tagline: str = ""
    description: str = ""
    material: str = Field(default="", sa_column_kwargs={"server_default": ""})
    usage: str = Field(default="", sa_column_kwargs={"server_default": ""})


class Variant(SQLModel, table=True):
    """One size or colour of a product: what is put into a cart. `options` maps names to codes.

    `media` are pictures of this variant alone, `swatch` its colour (`#c98f6b`) or empty. `measure` says how much is
    in it and how fast it goes: `{"quantity": 100, "unit": "capsule", "per_day": 1}`; empty when that is not known.
    """

    __tablename__ = "variant"

    sku: str = Field(primary_key=True)
    product_id: str = Field(foreign_key="product.id", ondelete="CASCADE", index=True)
    options: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    position: int = 0
    media: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))
    swatch: str = Field(default="", sa_column_kwargs={"server_default": ""})
    measure: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}"))
    external_id: str = Field(default="", index=True, sa_column_kwargs={"server_default": ""})  # opaque
    shop_sku: str = Field(default="", sa_column_kwargs={"server_default": ""})  # the shop's own, empty or repeated
    gtin: str = Field(default="", sa_column_kwargs={"server_default": ""})  # with a right check digit, else empty
    inventory_id: str = Field(default="", index=True, sa_column_kwargs={"server_default": ""})  # Shopify's item
    gone_at: datetime | None = Field(default=None, sa_type=UtcMoment)  # its product has it no more; carts may name it


class Offer(SQLModel, table=True):
    """Price and stock of a variant, as known at `as_of`. Prices are minor units (cents; won as they are).

    No price means that the shop does not tell one: it is asked for, never sold for nothing. No stock means that it is
    not counted: always there. `availability` is empty, `preorder` or `backorder`. The sale price holds from
    `sale_from` until `sale_until`, each open when empty.
    """

    __tablename__ = "offer"

    sku: str = Field(primary_key=True, foreign_key="variant.sku", ondelete="CASCADE")
    price: int | None = Field(default=None, sa_type=BigInteger, ge=0)
    sale_price: int | None = Field(default=None, sa_type=BigInteger)
    currency: str = Field(max_length=3)
    stock: int | None = None
    as_of: datetime = Field(sa_type=UtcMoment)
    availability: str = Field(default="", sa_column_kwargs={"server_default": ""})
    sale_from: datetime | None = Field(default=None, sa_type=UtcMoment)
    sale_until: datetime | None = Field(default=None, sa_type=UtcMoment)


class Review(SQLModel, table=True):
    """What a buyer says of a product. `rating` is 1 to 5; `verified` means that the shop knows of the purchase."""

    __tablename__ = "review"

    id: str = Field(primary_key=True)
    product_id: str = Field(foreign_key="product.id", ondelete="CASCADE", index=True)
    rating: int = Field(ge=1, le=5)
    author: str = ""  # as it is to be shown
    text: str = Field(default="", sa_type=Text)
    language: str = ""
    verified: bool = False
    written_at: datetime = Field(sa_type=UtcMoment)


class Label(SQLModel, table=True):
    """What a code of an attribute or option is called: `("skin_type", "dry", "en") → "dry skin"`."""

    __tablename__ = "catalog_label"

    attribute: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    text: str


class CatalogVersion(SQLModel, table=True):
    """One row: a number that grows with every change, so that readers know when to read again."""

    __tablename__ = "catalog_version"

    id: int = Field(default=1, primary_key=True)
    version: int = 0


TABLES: list[Any] = [Product, ProductText, Variant, Offer, Review, Label, CatalogVersion]
