"""Settings that were changed in the console."""

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Json, Moment

revision = "2026_11_30_settings"
down_revision = "2026_11_29_erased_uncounted"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shop_setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", Json, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def downgrade() -> None:
    """The shop's file has the last word again."""
    op.drop_table("shop_setting")
