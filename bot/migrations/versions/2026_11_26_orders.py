"""Carts, orders, parcels and returns."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_orders"
down_revision = "2026_11_26_inbound_media"
branch_labels = None
depends_on = None

TABLES = ("return_request", "shipment_event", "shipment", "order_line", "shop_order", "cart_line", "cart")


def big() -> sa.types.TypeEngine[int]:
    """64 bits; on SQLite the type by which it counts rows itself."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "cart",
        sa.Column("id", big(), primary_key=True),
        sa.Column("contact_id", big(), sa.ForeignKey("contact.id"), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_cart_contact_id", "cart", ["contact_id"])
    still_open = sa.text("status = 'open'")
    op.create_index(
        "ix_cart_open", "cart", ["contact_id"], unique=True, sqlite_where=still_open, postgresql_where=still_open
    )
    op.create_table(
        "cart_line",
        sa.Column("cart_id", big(), sa.ForeignKey("cart.id", ondelete="CASCADE"), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price", big(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("cart_id", "sku"),
    )
    op.create_table(
        "shop_order",
        sa.Column("id", big(), primary_key=True),
        sa.Column("number", sa.String(length=40), nullable=False, unique=True),
        sa.Column("contact_id", big(), sa.ForeignKey("contact.id"), nullable=False),
        sa.Column("cart_id", big(), sa.ForeignKey("cart.id"), nullable=True, unique=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("subtotal", big(), nullable=False),
        sa.Column("discount", big(), nullable=False),
        sa.Column("shipping", big(), nullable=False),
        sa.Column("total", big(), nullable=False),
        sa.Column("coupon", sa.String(), nullable=False),
        sa.Column("payment", sa.String(), nullable=False),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("expected_at", sa.BigInteger(), nullable=True),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
    )
    op.create_index("ix_shop_order_contact_id", "shop_order", ["contact_id"])
    op.create_table(
        "order_line",
        sa.Column("id", big(), primary_key=True),
        sa.Column("order_id", big(), sa.ForeignKey("shop_order.id", ondelete="CASCADE"), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price", big(), nullable=False),
        sa.Column("final_sale", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("order_id", "sku"),
    )
    op.create_table(
        "shipment",
        sa.Column("id", big(), primary_key=True),
        sa.Column("order_id", big(), sa.ForeignKey("shop_order.id", ondelete="CASCADE"), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("tracking_number", sa.String(), nullable=False),
        sa.Column("tracking_url", sa.String(), nullable=False),
        sa.UniqueConstraint("carrier", "tracking_number"),
    )
    op.create_index("ix_shipment_order_id", "shipment", ["order_id"])
    op.create_table(
        "shipment_event",
        sa.Column("id", big(), primary_key=True),
        sa.Column("shipment_id", big(), sa.ForeignKey("shipment.id", ondelete="CASCADE"), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("shipment_id", "stage", "at", "place"),
    )
    op.create_table(
        "return_request",
        sa.Column("number", sa.String(), primary_key=True),
        sa.Column("line_id", big(), sa.ForeignKey("order_line.id", ondelete="CASCADE"), nullable=False, unique=True),
        sa.Column("contact_id", big(), sa.ForeignKey("contact.id"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_return_request_contact_id", "return_request", ["contact_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
