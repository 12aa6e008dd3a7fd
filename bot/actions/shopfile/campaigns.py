"""Coupon campaigns as `shop.toml` describes them, and which of them a conversation is about."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.errors import SettingsWrong
from bot.rewards.campaigns import NO_BUDGET, CampaignPlan

UNLOCK = "unlock_coupon"  # the flow of campaigns that bring none of their own
WELCOME = "welcome"


class Coupons(BaseModel):
    """One campaign: what is off (`percent`, `amount` or `free_shipping`), how many coupons, for how many days.

    Money is in minor units. Moments without an offset are in the shop's time zone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9_-]{1,40}$")
    prefix: str = Field(default="", pattern=r"^[A-Z0-9]{0,8}$")
    percent: int | None = Field(default=None, ge=1, le=100)
    amount: int | None = Field(default=None, ge=1)
    free_shipping: bool = False
    codes: Literal["generated", "pool"] = "generated"
    budget: int = Field(default=NO_BUDGET, ge=0, le=NO_BUDGET)
    valid_days: int = Field(default=7, ge=1, le=3650)
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    min_basket: int = Field(default=0, ge=0)
    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    flow: str = UNLOCK
    questions: tuple[str, ...] = ("coupon_need", "coupon_for")

    @model_validator(mode="after")
    def _is_whole(self) -> "Coupons":
        if [self.percent is not None, self.amount is not None, self.free_shipping].count(True) != 1:
            raise ValueError("needs exactly one of percent, amount and free_shipping")
        if self.codes == "generated" and "budget" not in self.model_fields_set:
            raise ValueError("needs a budget: how many coupons there are (only a pool may do without)")
        return self

    def to_plan(self, timezone: str = "UTC") -> CampaignPlan:
        return CampaignPlan(
            id=self.id,
            prefix=self.prefix,
            budget=self.budget,
            valid_for=timedelta(days=self.valid_days),
            percent=self.percent,
            amount=self.amount,
            starts_at=_aware(self.starts_at, timezone),
            ends_at=_aware(self.ends_at, timezone),
            codes=self.codes,
            free_shipping=self.free_shipping,
            min_basket=self.min_basket,
            products=self.products,
            categories=self.categories,
        )


def find_plan(coupons: Sequence[Coupons], campaign: str) -> Coupons | None:
    """The campaign of this id."""
    return next((plan for plan in coupons if plan.id == campaign), None)


def default_campaign(coupons: Sequence[Coupons]) -> str:
    """Whoever asks for a coupon without having come for a certain one gets the first of the file."""
    return next((plan.id for plan in coupons if plan.flow == UNLOCK), WELCOME)


def campaign_of(coupons: Sequence[Coupons], named: str, flows: Collection[str]) -> str:
    """What a conversation is about: `named` (by the door, or by `set_slots`), unless it stands in the own flow of
    another campaign, where a button that is months old may have led."""
    own = [plan.id for plan in coupons if plan.flow != UNLOCK and plan.flow in flows]
    if own and named not in own:
        return own[0]
    return named or default_campaign(coupons)


def check_campaigns(coupons: Sequence[Coupons], flows: Collection[str], slots: Collection[str]) -> None:
    """Raises SettingsWrong when a campaign names a flow or a question that there is not."""
    for plan in coupons:
        if plan.flow not in flows:
            raise SettingsWrong(f"coupons {plan.id}: there is no flow {plan.flow}")
        if missing := [name for name in plan.questions if name not in slots]:
            raise SettingsWrong(f"coupons {plan.id}: there is no slot {', '.join(missing)} to ask for")


def _aware(moment: datetime | None, timezone: str) -> datetime | None:
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=ZoneInfo(timezone))
