"""What the shop knows that a file does not say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

FIELDS = (
    "id", "product_id", "parent", "title", "tagline", "description", "material", "usage", "price", "list_price",
    "sale_price", "sale_from", "sale_until", "currency", "stock", "availability", "sells_on", "sku", "gtin", "brand",
    "url", "category", "tags", "images", "variant_images", "swatch", "measure", "status", "rating",
    "rating_count", "added_at", "updated_at", "option_names", "option_values", "pairs", "variations", "tracked",
)  # fmt: skip
TEXTS = ("title", "tagline", "description", "material", "usage", "option_names", "option_values")


class Columns(BaseModel):
    """`[catalog.columns]` of shop.toml: which of their columns is which of our fields.

    `fields` maps our names (`FIELDS`; texts also by language: `title:ko`) to one or several of their columns;
    `options` and `attributes` map the name that shoppers see to a column.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fields: Mapping[str, str | tuple[str, ...]] = Field(default_factory=dict)
    options: Mapping[str, str] = Field(default_factory=dict)
    attributes: Mapping[str, str] = Field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    delimiter: Literal["", ",", ";", "\t", "|"] = ""  # empty = found out
    decimal: Literal["", ".", ","] = ""  # empty = found out and told
    list_separator: str = Field(default="", max_length=3)  # empty = a new line, `|`, `;` or `,`, by the cell
    path_separator: str = Field(default=">", min_length=1, max_length=3)
    encoding: str = ""  # empty = found out and told
    continues: bool = False  # a row with neither id nor title is a further variant of the product above

    @field_validator("fields")
    @classmethod
    def _are_known(cls, value: Mapping[str, str | tuple[str, ...]]) -> Mapping[str, str | tuple[str, ...]]:
        for name in value:
            plain, _, language = name.partition(":")
            if plain not in FIELDS or (language and plain not in TEXTS):
                raise ValueError(f"{name!r} is none of our fields: {', '.join(FIELDS)}")
        return value


@dataclass(frozen=True, slots=True)
class Terms:
    """`currency` and `language` are those of texts and amounts that do not name theirs, `timezone` (IANA) that of
    moments without one; `base_url` completes relative addresses."""

    currency: str = "USD"
    language: str = "en"
    timezone: str = "UTC"
    base_url: str = ""
    columns: Columns = field(default_factory=Columns)
    languages: tuple[str, ...] = ()  # others in which a store's texts are wanted
