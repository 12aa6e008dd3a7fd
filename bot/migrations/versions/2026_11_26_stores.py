"""What stores have told by webhook."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_stores"
down_revision = "2026_11_26_sync"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = sa.text("state = 0")


def upgrade() -> None:
    op.create_table(
        "store_event",
        sa.Column("id", ID, primary_key=True),
        sa.Column("key", sa.String(), nullable=False, unique=True),
        sa.Column("twin", sa.String(), nullable=True, unique=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("platform", "shop", "topic")),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
    )
    op.create_index(
        "ix_store_event_waiting", "store_event", ["due_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index("ix_store_event_done_at", "store_event", ["done_at"])


def downgrade() -> None:
    op.drop_table("store_event")
