"""What is told of a shop's site, and what people searched for there."""

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Id, Moment

revision = "2026_11_27_told_events"
down_revision = "2026_11_27_search_feed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "told_event",
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
    )
    op.create_index("ix_told_event_received_at", "told_event", ["received_at"])
    op.create_table(
        "search_intent",
        sa.Column("id", Id, primary_key=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("contact_id", Id, sa.ForeignKey("contact.id"), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("offered_at", Moment(), nullable=True),
        sa.UniqueConstraint("subject", "words"),
    )
    op.create_index("ix_search_intent_contact_id", "search_intent", ["contact_id"])
    op.create_index("ix_search_intent_at", "search_intent", ["at"])


def downgrade() -> None:
    op.drop_table("search_intent")
    op.drop_table("told_event")
