"""Webhooks out: who wants to be told what happens, and what they were told."""

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Id, Json, Moment

revision = "2026_11_28_hooks"
down_revision = "2026_11_28_inbox"
branch_labels = None
depends_on = None

_WAITING = sa.text("status = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "hook",
        sa.Column("id", Id, primary_key=True),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("events", Json(), nullable=False),
        sa.Column("agent_id", Id, nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("failing_since", Moment(), nullable=True),
        sa.Column("disabled_at", Moment(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.UniqueConstraint("url"),
    )
    op.create_table(
        "hook_delivery",
        sa.Column("id", Id, primary_key=True),
        sa.Column("hook_id", Id, nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", Json(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["hook_id"], ["hook.id"], ondelete="CASCADE"),
        sa.UniqueConstraint("hook_id", "event", "subject"),
    )
    for name, columns in (("due", ["due_at", "id"]), ("open", ["hook_id", "contact_id"])):
        op.create_index(
            f"ix_hook_delivery_{name}", "hook_delivery", columns, sqlite_where=_WAITING, postgresql_where=_WAITING
        )
    op.create_index("ix_hook_delivery_contact", "hook_delivery", ["contact_id"])


def downgrade() -> None:
    op.drop_table("hook_delivery")
    op.drop_table("hook")
