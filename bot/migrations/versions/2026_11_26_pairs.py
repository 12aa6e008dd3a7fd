"""Products that are bought and looked at together."""

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Id, Moment

revision = "2026_11_26_pairs"
down_revision = "2026_11_26_stores"
branch_labels = None
depends_on = None

UNCOUNTED = sa.text("not counted")


def upgrade() -> None:
    op.create_table(
        "product_view",
        sa.Column("contact_id", Id, sa.ForeignKey("contact.id"), primary_key=True),
        sa.Column("product_id", sa.String(), primary_key=True),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
    )
    op.create_index(
        "ix_product_view_uncounted",
        "product_view",
        ["contact_id"],
        sqlite_where=UNCOUNTED,
        postgresql_where=UNCOUNTED,
    )
    op.create_table(
        "counted_order",
        sa.Column("order_id", Id, sa.ForeignKey("shop_order.id", ondelete="CASCADE"), primary_key=True),
    )
    op.create_table(
        "product_pair",
        sa.Column("product_id", sa.String(), primary_key=True),
        sa.Column("other_id", sa.String(), primary_key=True),
        sa.Column("bought", sa.Integer(), nullable=False),
        sa.Column("viewed", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    for table in ("product_pair", "counted_order", "product_view"):
        op.drop_table(table)
