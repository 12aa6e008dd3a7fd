"""Coupon campaigns with their budgets, pools of codes, and the coupons that were issued from them."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from bot.storage.types import Id, Json, Moment

_FREE = text("taken_at is null")


class Campaign(SQLModel, table=True):
    """An offer of coupons. `issued` is never raised above `budget`; `valid_for` counts in seconds from the issue."""

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
    codes: str = Field(
        default="generated",
        sa_column_kwargs={"server_default": "generated"},
        description="generated (one of each contact's own) or pool",
    )
    free_shipping: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    min_basket: int = Field(
        default=0,
        sa_type=Id,
        sa_column_kwargs={"server_default": "0"},
        description="minor units; below it a coupon does not count",
    )
    products: list[str] = Field(
        default_factory=list,
        sa_type=Json,
        sa_column_kwargs={"server_default": "[]"},
        description="ids; empty: every product",
    )
    categories: list[str] = Field(
        default_factory=list,
        sa_type=Json,
        sa_column_kwargs={"server_default": "[]"},
        description="`skincare` holds `skincare/serum`",
    )


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
    redeemed_order: str | None = Field(default=None, index=True, description="the order that it was used for")


class CouponTrace(SQLModel, table=True):
    """That an address which is erased by now was given a coupon of this campaign: only a salted hash of the two."""

    __tablename__ = "coupon_trace"

    hash: str = Field(primary_key=True)
    campaign_id: str = Field(foreign_key="campaign.id", index=True)


class PoolCode(SQLModel, table=True):
    """A code that waits to be given away. Shops compare codes without regard to case: `folded` is the capitals.

    `place` scatters the codes at random on a ring (31 bits), so that contacts who ask in the same moment are
    promised different ones, and nobody can guess the neighbour's.
    """

    __tablename__ = "pool_code"
    __table_args__ = (
        Index("ix_pool_code_free", "campaign_id", "place", sqlite_where=_FREE, postgresql_where=_FREE),
        Index("ix_pool_code_campaign", "campaign_id"),
    )

    folded: str = Field(primary_key=True)
    code: str = Field(description="as the shop wrote it")
    campaign_id: str = Field(foreign_key="campaign.id")
    place: int
    taken_at: datetime | None = Field(default=None, sa_type=Moment, description="issued, or seen at the till")
