"""What shoppers say to orders that are paid on delivery."""

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Id, Moment

revision = "2026_11_27_order_answers"
down_revision = "2026_11_27_orders_in"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order_answer",
        sa.Column("order_id", Id, nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("order_id"),
    )


def downgrade() -> None:
    op.drop_table("order_answer")
