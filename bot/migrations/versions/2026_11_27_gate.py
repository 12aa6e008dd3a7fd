"""The truth gate: what a journey's message carries of its rules, and when whoever waits for a product was called."""

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Json, Moment

revision = "2026_11_27_gate"
down_revision = "2026_11_27_told_events"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("policy", Json(), nullable=False, server_default="{}"))
    op.add_column("outbox", sa.Column("note", sa.Text(), nullable=False, server_default=""))
    op.add_column("restock_wish", sa.Column("called_at", Moment(), nullable=True))


def downgrade() -> None:
    op.drop_column("restock_wish", "called_at")
    op.drop_column("outbox", "note")
    op.drop_column("outbox", "policy")
