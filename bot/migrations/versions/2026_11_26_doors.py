"""Links and clicks, what brought each contact, and who waits for a sold-out product."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_doors"
down_revision = "2026_11_26_coupon_pools"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = sa.text("status = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "door_link",
        sa.Column("code", sa.String(), primary_key=True),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("door", "page", "sku", name="door_link_once"),
    )
    op.create_table(
        "door_click",
        sa.Column("code", sa.String(), primary_key=True),
        sa.Column("hour", sa.BigInteger(), primary_key=True),
        sa.Column("clicks", sa.Integer(), nullable=False),
    )
    op.create_table(
        "touch",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("contact_id", ID, sa.ForeignKey("contact.id"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "door", "code", "page", "sku")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("source_id", "source_type", "click_id")),
        sa.Column("source_url", sa.String(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("headline", "body", "media", "raw")),
    )
    op.create_index("ix_touch_contact_at", "touch", ["contact_id", "at"])
    op.create_index("ix_touch_at", "touch", ["at"])
    op.create_table(
        "restock_wish",
        sa.Column("id", ID, primary_key=True),
        sa.Column("contact_id", ID, sa.ForeignKey("contact.id"), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.UniqueConstraint("contact_id", "sku", name="restock_wish_once"),
    )
    op.create_index(
        "ix_restock_wish_waiting", "restock_wish", ["sku", "at"], sqlite_where=WAITING, postgresql_where=WAITING
    )


def downgrade() -> None:
    for table in ("restock_wish", "touch", "door_click", "door_link"):
        op.drop_table(table)
