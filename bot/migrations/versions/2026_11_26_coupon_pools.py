"""Coupons from pools of codes, what they are worth and for what, and the orders that used them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_coupon_pools"
down_revision = "2026_11_26_inbound_media"
branch_labels = None
depends_on = None


def columns() -> tuple["sa.Column[Any]", ...]:
    """New columns of campaigns; made anew at each call, for a column belongs to one table object."""
    return (
        sa.Column("codes", sa.String(), server_default="generated", nullable=False),
        sa.Column("free_shipping", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column(
            "min_basket", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False
        ),
        sa.Column("products", sa.Text(), server_default="[]", nullable=False),
        sa.Column("categories", sa.Text(), server_default="[]", nullable=False),
    )


def upgrade() -> None:
    for column in columns():
        op.add_column("campaign", column)
    op.add_column("coupon", sa.Column("redeemed_order", sa.String(), nullable=True))
    op.create_index("ix_coupon_redeemed_order", "coupon", ["redeemed_order"])
    op.create_table(
        "pool_code",
        sa.Column("folded", sa.String(), primary_key=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), sa.ForeignKey("campaign.id"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
    )
    free = sa.text("taken_at is null")
    op.create_index(
        "ix_pool_code_free", "pool_code", ["campaign_id", "place"], sqlite_where=free, postgresql_where=free
    )
    op.create_index("ix_pool_code_campaign", "pool_code", ["campaign_id"])


def downgrade() -> None:
    op.drop_table("pool_code")
    op.drop_index("ix_coupon_redeemed_order", "coupon")
    op.drop_column("coupon", "redeemed_order")
    for column in columns():
        op.drop_column("campaign", column.name)
