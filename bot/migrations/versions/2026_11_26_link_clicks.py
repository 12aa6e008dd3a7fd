"""Clicks on links that left the chat."""

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Id, Moment

revision = "2026_11_26_link_clicks"
down_revision = "2026_11_26_traces"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "link_click",
        sa.Column("id", Id, primary_key=True),
        sa.Column("contact_id", Id, sa.ForeignKey("contact.id"), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
    )
    op.create_index("ix_link_click_contact_at", "link_click", ["contact_id", "at"])
    op.create_index("ix_link_click_at", "link_click", ["at"])
    op.create_index("ix_link_click_ref", "link_click", ["ref"])


def downgrade() -> None:
    op.drop_table("link_click")
