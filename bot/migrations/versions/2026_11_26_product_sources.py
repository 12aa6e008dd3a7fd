"""Where products come from, when they changed, and offers without a price or a counted stock."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_product_sources"
down_revision = "2026_11_26_link_clicks"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_product_source": ("product", ["source", "external_id"]),
    "ix_product_changed": ("product", ["changed"]),
    "ix_variant_inventory_id": ("variant", ["inventory_id"]),
}


def columns() -> dict[str, tuple[sa.Column[Any], ...]]:
    """New columns by table; made anew at each call, for a column belongs to one table object."""
    return {
        "product": (
            *(_text(name) for name in ("source", "external_id", "brand", "fingerprint")),
            *(sa.Column(name, sa.JSON(), server_default="[]", nullable=False) for name in ("tags", "paths")),
            sa.Column("status", sa.String(), server_default="active", nullable=False),
            *(_moment(name) for name in ("source_time", "added_at", "gone_at")),
            sa.Column("changed", sa.BigInteger(), server_default="0", nullable=False),
        ),
        "variant": tuple(_text(name) for name in ("external_id", "shop_sku", "gtin", "inventory_id")),
        "offer": (_text("availability"), _moment("sale_from"), _moment("sale_until")),
    }


def upgrade() -> None:
    for table, added in columns().items():
        for column in added:
            op.add_column(table, column)
    _nullable(True)
    for name, (table, names) in INDEXES.items():
        op.create_index(name, table, names)


def downgrade() -> None:
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)
    op.execute("delete from offer where price is null or stock is null")
    _nullable(False)
    for table, added in columns().items():
        for column in added:
            op.drop_column(table, column.name)


def _nullable(may: bool) -> None:  # noqa: FBT001
    with op.batch_alter_table("offer") as offer:
        offer.alter_column("price", existing_type=sa.BigInteger(), nullable=may)
        offer.alter_column("stock", existing_type=sa.Integer(), nullable=may)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), server_default="", nullable=False)


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)
