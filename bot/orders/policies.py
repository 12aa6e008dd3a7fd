"""What the shop promises about shipping, returns and payment: `[policies]` of the shop's file."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

PaymentMethod = Literal[
    "card", "paypal", "apple_pay", "google_pay", "kakao_pay", "naver_pay", "bank_transfer", "cash_on_delivery"
]


class Policies(BaseModel):
    """Money is minor units of the shop's currency, lengths are days, limits are pieces."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    free_shipping_from: int | None = Field(default=4000, ge=0)  # None: shipping is never free
    shipping_fee: int = Field(default=400, ge=0)
    delivery_days: tuple[int, int] = (2, 3)
    return_days: int = Field(default=30, ge=0)
    refund_days: int = Field(default=5, ge=1)  # from the day on which the parcel is back
    final_sale: tuple[str, ...] = ()  # categories that never come back, such as "makeup/lip"
    payment_methods: tuple[PaymentMethod, ...] = ("card", "paypal", "apple_pay", "google_pay")
    link_hours: int = Field(default=72, ge=1)  # how long a checkout link is good
    most_of_one: int = Field(default=10, ge=1)  # pieces of one variant in a cart
    most_lines: int = Field(default=20, ge=1, le=40)  # different variants in a cart

    @model_validator(mode="after")
    def _is_in_order(self) -> "Policies":
        first, last = self.delivery_days
        if not 0 <= first <= last:
            raise ValueError("delivery_days must be written as [first, last]")
        return self
