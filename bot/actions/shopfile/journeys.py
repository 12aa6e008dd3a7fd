"""The shop's say over the shipped journeys: `[journeys]` of the shop's file."""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from flows.engine.journeys.spans import SpanWrong, parse_span
from flows.engine.journeys.tuning import Tuning


def _span(value: object) -> object:
    """`1h`, `3d` …"""
    try:
        return parse_span(value) if isinstance(value, str) else value
    except SpanWrong as wrong:
        raise ValueError(str(wrong)) from wrong


Span = Annotated[timedelta, BeforeValidator(_span)]


class Journey(BaseModel):
    """What every journey has. In the file, `cart_recovery = false` stands for `{on = false}`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    on: bool = True

    @model_validator(mode="before")
    @classmethod
    def _may_be_a_switch(cls, value: Any) -> Any:
        return {"on": value} if isinstance(value, bool) else value

    def tuning(self) -> Tuning:
        """What is changed of the journey as it is shipped."""
        return Tuning(on=self.on)


class OrderConfirmation(Journey):
    """`invoice`: whether the document comes along by itself."""

    invoice: bool = True

    def tuning(self) -> Tuning:
        return Tuning(on=self.on, without=frozenset() if self.invoice else frozenset({"invoice"}))


class ShippingUpdates(Journey):
    """`gather`: what comes within this time is one message."""

    gather: Span = timedelta(minutes=3)

    def tuning(self) -> Tuning:
        return Tuning(on=self.on, waits={"gather": self.gather})


class CartRecovery(Journey):
    """`first`, `second`, `third`: how long a cart has been left alone when it is reminded of.

    `incentive` is a coupon campaign that `incentive_share` (%) of those who hear the second reminder get one of;
    `holdout` (%) hear nothing, so that the others can be compared with them.
    """

    first: Span = timedelta(hours=1)
    second: Span = timedelta(hours=24)
    third: Span = timedelta(hours=72)
    incentive: str = ""
    incentive_share: int = Field(default=50, ge=0, le=100)
    holdout: float = Field(default=10, ge=0, le=50)

    @model_validator(mode="after")
    def _come_in_order(self) -> "CartRecovery":
        if not self.first < self.second < self.third:
            raise ValueError("first, second and third come in this order")
        return self

    def tuning(self) -> Tuning:
        share = self.incentive_share if self.incentive else 0
        return Tuning(
            on=self.on,
            waits={"hour": self.first, "day": self.second - self.first, "days": self.third - self.second},
            arms={"arm": {"plain": 100 - share, "incentive": share}},
            holdout=self.holdout / 100,
        )


class CashOnDelivery(Journey):
    """`remind`, `hold`: how long after the order it is asked again, and how long the shop waits for an answer."""

    remind: Span = timedelta(hours=4)
    hold: Span = timedelta(hours=24)

    @model_validator(mode="after")
    def _come_in_order(self) -> "CashOnDelivery":
        if not self.remind < self.hold:
            raise ValueError("remind comes before hold")
        return self

    def tuning(self) -> Tuning:
        return Tuning(on=self.on, waits={"hours": self.remind, "day": self.hold - self.remind})


class Journeys(BaseModel):
    """The shipped journeys by name. `keep_days`: how long what ended passages did can be explained."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    order_confirmation: OrderConfirmation = OrderConfirmation()
    shipping_updates: ShippingUpdates = ShippingUpdates()
    cart_recovery: CartRecovery = CartRecovery()
    back_in_stock: Journey = Journey()
    cod_confirmation: CashOnDelivery = CashOnDelivery()
    keep_days: int = Field(default=400, ge=1, le=3650)

    def tunings(self) -> dict[str, Tuning]:
        """By the journey's name."""
        found = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: each.tuning() for name, each in found.items() if isinstance(each, Journey)}
