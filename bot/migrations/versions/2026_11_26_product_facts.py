"""Facts of products (sizes, materials, reviews …) and of people (their answers)."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_product_facts"
down_revision = "2026_11_22_first_tables"
branch_labels = None
depends_on = None

def columns() -> dict[str, tuple[sa.Column[Any], ...]]:
    """New columns by table; made anew at each call, for a column belongs to one table object."""
    return {
        "product": (
            sa.Column("size_table", sa.JSON(), server_default="{}", nullable=False),
            sa.Column("rating", sa.Integer(), nullable=True),
            sa.Column("rating_count", sa.Integer(), server_default="0", nullable=False),
        ),
        "product_text": (
            sa.Column("material", sa.String(), server_default="", nullable=False),
            sa.Column("usage", sa.String(), server_default="", nullable=False),
        ),
        "variant": (
            sa.Column("media", sa.JSON(), server_default="[]", nullable=False),
            sa.Column("swatch", sa.String(), server_default="", nullable=False),
            sa.Column("measure", sa.JSON(), server_default="{}", nullable=False),
        ),
    }


def upgrade() -> None:
    for table, added in columns().items():
        for column in added:
            op.add_column(table, column)
    op.create_table(
        "review",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("product_id", sa.String(), sa.ForeignKey("product.id", ondelete="CASCADE"), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_review_product_id", "review", ["product_id"])
    op.create_table(
        "profile_answer",
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.ForeignKey("contact.id")),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", "name"),
    )


def downgrade() -> None:
    op.drop_table("profile_answer")
    op.drop_table("review")
    for table, added in columns().items():
        for column in added:
            op.drop_column(table, column.name)
