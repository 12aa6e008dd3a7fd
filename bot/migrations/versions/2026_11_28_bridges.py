"""Conversations in other systems in which people answer contacts of ours."""

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Id, Moment

revision = "2026_11_28_bridges"
down_revision = "2026_11_28_clearing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bridge_thread",
        sa.Column("bridge", sa.String(), primary_key=True),
        sa.Column("contact_id", Id, primary_key=True),
        sa.Column("remote_id", Id, nullable=False),
        sa.Column("last_in", Id, nullable=False),
        sa.Column("handoff_id", Id, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"]),
        sa.UniqueConstraint("bridge", "remote_id"),
    )


def downgrade() -> None:
    op.drop_table("bridge_thread")
