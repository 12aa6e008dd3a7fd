"""How far a search server knows the catalog."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_search_feed"
down_revision = "2026_11_27_journeys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_feed",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("live", sa.String(), nullable=False),
        sa.Column("next", sa.String(), nullable=False),
        sa.Column("built", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("task", sa.BigInteger(), nullable=True),
        sa.Column("runner", sa.String(), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
    )


def downgrade() -> None:
    op.drop_table("search_feed")
