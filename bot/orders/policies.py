"""What the shop promises about shipping, returns and payment: `[policies]` of the shop's file.

What is left out is promised to nobody: asked about it, the bot says that it does not know and offers a person.
"""

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
    delivery_days: tuple[int, int] | None = None  # working days, from … to
    return_days: int | None = Field(default=None, ge=0)  # 0: nothing is taken back
    refund_days: int | None = Field(default=None, ge=1)  # from the day on which the parcel is back
    free_returns: bool | None = None  # whether the shop pays for the way back
    sizing: Literal["true", "small", "large"] | None = None  # how the clothes run
    final_sale: tuple[str, ...] = ()  # categories that never come back, such as "makeup/lip"
    payment_methods: tuple[PaymentMethod, ...] = ("card", "paypal", "apple_pay", "google_pay")
    link_hours: int = Field(default=72, ge=1)  # how long a checkout link is good
    most_of_one: int = Field(default=10, ge=1)  # pieces of one variant in a cart
    most_lines: int = Field(default=20, ge=1, le=40)  # different variants in a cart

    @model_validator(mode="after")
    def _is_in_order(self) -> "Policies":
        first, last = self.delivery_days or (0, 0)
        if not 0 <= first <= last:
            raise ValueError("delivery_days must be written as [first, last]")
        return self
