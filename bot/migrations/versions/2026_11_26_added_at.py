"""When a product came in, so that what is new can be told."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_added_at"
down_revision = "2026_11_26_traces"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("product", sa.Column("added_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("product") as product:
        product.drop_column("added_at")
