"""What a store can tell, in our words: typed facts, whichever store, carrier or script they come from.

A fact says how something was at a moment of the teller's own clock (`at`). Money is minor units of `currency`; ids
are opaque text. Facts may come late, twice and in any order: `bot/orders/told` makes the same records of them.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, field_validator

from bot.contacts.consents import storable

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
ExternalId = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Known = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Url = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Minor = Annotated[int, Field(ge=0, le=10**15)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
MOST_LINES = 500


class Payment(StrEnum):
    """How far an order's payment is; of two that were told for one moment the later one holds."""

    PENDING = "pending"
    FAILED = "failed"  #: it may be tried again
    AUTHORIZED = "authorized"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"


class Fulfilment(StrEnum):
    """How much of an order has left the shop."""

    NONE = "none"
    PARTLY = "partly"
    FULFILLED = "fulfilled"


class Fact(BaseModel):
    """Frozen, and nothing that is not named here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*", mode="after")
    @classmethod
    def _is_storable(cls, value: object) -> object:
        return storable(value) if type(value) is str else value


class Who(Fact):
    """By what a person may be found again. `phone` is theirs; `address_phone` stands in an address, no gift's.

    `ref` is what our own link gave the store; `anonymous` the id of a browser; `cart` and `checkout` are tokens.
    """

    customer: ExternalId = ""
    email: ExternalId = ""
    phone: Text = ""
    address_phone: Text = ""
    country: Annotated[str, StringConstraints(to_upper=True, max_length=2)] = ""
    ref: ExternalId = ""
    anonymous: ExternalId = ""
    cart: ExternalId = ""
    checkout: ExternalId = ""
    name: Text = ""
    language: Annotated[str, StringConstraints(max_length=20)] = ""


class Agreed(Fact):
    """Consent to one purpose, as a store tells it: `words` is what was ticked, `wording` the text beside it."""

    purpose: Literal["updates", "offers"]
    granted: bool
    at: AwareDatetime
    source: Text
    words: Text = ""
    wording: Annotated[str, StringConstraints(max_length=2000)] = ""


class LineTold(Fact):
    """So many of one variant. `variant` and `product` are the store's ids."""

    sku: ExternalId = ""
    variant: ExternalId = ""
    product: ExternalId = ""
    title: Text = ""
    quantity: Annotated[int, Field(ge=1, le=10**6)]
    price: Minor


class OrderTold(Fact):
    """A whole order as it was at a moment."""

    kind: Literal["order"] = "order"
    external_id: Known
    at: AwareDatetime
    number: Annotated[str, StringConstraints(max_length=40)]
    placed_at: AwareDatetime
    is_placed: bool = Field(default=True, description="false while it is a draft or waits for its payment")
    currency: Currency
    subtotal: Minor
    discount: Minor = 0
    shipping: Minor = 0
    total: Minor
    coupons: tuple[ExternalId, ...] = ()
    payment: Text = Field(default="", description="how it is paid")
    payment_state: Payment = Payment.PENDING
    fulfilment_state: Fulfilment = Fulfilment.NONE
    paid_at: AwareDatetime | None = None
    cancelled_at: AwareDatetime | None = None
    may_revive: bool = Field(default=False, description="a cancelled order can come back in this store")
    country: Annotated[str, StringConstraints(to_upper=True, max_length=2)] = ""
    lines: Annotated[tuple[LineTold, ...], Field(max_length=MOST_LINES)] = ()
    who: Who = Who()
    agreed: tuple[Agreed, ...] = ()
    boxes: tuple[tuple[Text, Text], ...] = Field(default=(), description="own questions of the checkout, answered")


class OrderDeleted(Fact):
    """An order that the store has thrown away."""

    kind: Literal["order_deleted"] = "order_deleted"
    external_id: Known
    at: AwareDatetime


class PaymentTold(Fact):
    """How far the payment of an order is, told by itself."""

    kind: Literal["payment"] = "payment"
    order: Known
    at: AwareDatetime
    state: Payment


class RefundTold(Fact):
    """Money that went back for an order."""

    kind: Literal["refund"] = "refund"
    external_id: Known
    order: Known
    at: AwareDatetime
    amount: Minor
    currency: Currency


class CartTold(Fact):
    """What lies in a cart: all of it, also when that is nothing any more."""

    kind: Literal["cart"] = "cart"
    external_id: Known
    at: AwareDatetime
    currency: Currency
    lines: Annotated[tuple[LineTold, ...], Field(max_length=MOST_LINES)] = ()
    total: Minor = 0
    is_priced: bool = Field(default=True, description="false: only what the catalog knows counts, at its prices")
    url: Url = Field(default="", description="where it can be gone on with")
    who: Who = Who()


class CheckoutTold(Fact):
    """A cart at the till. `cart` is the cart that it belongs to, if the store says so."""

    kind: Literal["checkout"] = "checkout"
    external_id: Known
    cart: ExternalId = ""
    at: AwareDatetime
    currency: Currency
    lines: Annotated[tuple[LineTold, ...], Field(max_length=MOST_LINES)] = ()
    total: Minor = 0
    url: Url = ""
    completed_at: AwareDatetime | None = None
    who: Who = Who()


class StepTold(Fact):
    """Where a parcel was; `stage` is one of `progress.STAGES` or `progress.TROUBLES`."""

    stage: Annotated[str, StringConstraints(max_length=40)]
    at: AwareDatetime
    place: Text = ""


class ShipmentTold(Fact):
    """One parcel of an order as its store knows it."""

    kind: Literal["shipment"] = "shipment"
    external_id: Known
    order: Known
    at: AwareDatetime
    carrier: Text = ""
    numbers: tuple[ExternalId, ...] = ()
    url: Url = ""
    is_cancelled: bool = False
    steps: tuple[StepTold, ...] = ()


class MovementTold(Fact):
    """One step of a parcel that the store names."""

    kind: Literal["movement"] = "movement"
    shipment: Known
    order: ExternalId = ""
    step: StepTold


class TrackingTold(Fact):
    """The whole way of a parcel, told by a carrier's or tracker's webhook, which knows no order."""

    kind: Literal["tracking"] = "tracking"
    number: Known
    at: AwareDatetime
    carrier: Text = ""
    url: Url = ""
    expected_at: AwareDatetime | None = None
    steps: tuple[StepTold, ...] = ()


class CustomerTold(Fact):
    """Somebody whom a store knows."""

    kind: Literal["customer"] = "customer"
    at: AwareDatetime
    who: Who
    agreed: tuple[Agreed, ...] = ()


class ViewTold(Fact):
    """A product that somebody has looked at on the shop's website. `product` is ours, or the store's id."""

    kind: Literal["view"] = "view"
    at: AwareDatetime
    product: Known
    who: Who


class HappeningTold(Fact):
    """Something of the shop's own that journeys may begin by; `key` is the teller's and makes it unique. `contact` is
    our id of whom it concerns; else `who` says it."""

    kind: Literal["happening"] = "happening"
    at: AwareDatetime
    name: Known
    key: Known
    who: Who = Who()
    contact: int | None = None
    data: dict[str, str | int | float | bool | None] = Field(default_factory=dict)


Told = (
    OrderTold
    | OrderDeleted
    | PaymentTold
    | RefundTold
    | CartTold
    | CheckoutTold
    | ShipmentTold
    | MovementTold
    | TrackingTold
    | CustomerTold
    | ViewTold
    | HappeningTold
)
AnyTold = Annotated[Told, Field(discriminator="kind")]


def moment_of(fact: Told) -> datetime:
    """When it was so."""
    return fact.step.at if isinstance(fact, MovementTold) else fact.at
