"""Prices and stock of single variants at `POST /events`: for a till, or a shop of own make, beside its feed."""

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from bot.storage.transactions import Tx
from bot.stores.happened import Happened, Text, Who, keep_as_told
from bot.stores.products import Heard
from catalog.items import Quote

OFFER = "offer"  #: the topic
MOST_MINOR = 10**12
Minor = Annotated[int, Field(ge=0, le=MOST_MINOR)]


class OfferTold(Happened):
    """What a variant costs, or how many of it are left, since `at`. `source` is the feed of the catalog it is of."""

    contact: Who = Who(anonymous_id="offers")
    source: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,24}$")]
    sku: Text
    stock: Annotated[int, Field(ge=0, le=10**9)] | None = None
    price: Minor | None = None
    sale_price: Minor | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "OfferTold":
        if self.stock is None and self.price is None:
            raise ValueError("says neither stock nor price")
        return self


async def offer_told(tx: Tx, told: OfferTold) -> None:
    """Kept for the loop that takes in what stores tell."""
    body = told.model_dump_json(include={"sku", "stock", "price", "sale_price"})
    await keep_as_told(tx, told.id, told.at, told.source, OFFER, body)


def quote(heard: Heard) -> list[Quote]:
    """A delivery of that door."""
    said = heard.body
    at = heard.told_at or heard.received_at
    return [Quote(str(said["sku"]), at, *(said.get(name) for name in ("stock", "price", "sale_price")))]
