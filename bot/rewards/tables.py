"""Coupon campaigns with their budgets, and the coupons that were issued from them."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.storage.columns import Id, Moment


class Campaign(SQLModel, table=True):
    """An offer of coupons. `issued` never exceeds `budget`; `valid_for` counts in seconds from the issue."""

    __tablename__ = "campaign"

    id: str = Field(primary_key=True)
    prefix: str  # what its codes begin with
    percent: int | None = None  # off the basket
    amount: int | None = Field(default=None, sa_type=Id)  # minor units off the basket
    budget: int = Field(ge=0)
    issued: int = 0
    starts_at: datetime | None = Field(default=None, sa_type=Moment)
    ends_at: datetime | None = Field(default=None, sa_type=Moment)
    valid_for: int


class Coupon(SQLModel, table=True):
    """A personal code. One contact has at most one of a campaign."""

    __tablename__ = "coupon"
    __table_args__ = (UniqueConstraint("campaign_id", "contact_id", name="coupon_once_per_contact"),)

    code: str = Field(primary_key=True)
    campaign_id: str = Field(foreign_key="campaign.id")
    contact_id: int = Field(sa_type=Id, index=True)
    issued_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    redeemed_at: datetime | None = Field(default=None, sa_type=Moment)
