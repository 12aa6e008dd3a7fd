"""What reading a conversation needs: its messages by moment, both ways; and files that agents send."""

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Id, Moment

revision = "2026_11_28_inbox"
down_revision = "2026_11_28_staff"
branch_labels = None
depends_on = None

_MESSAGE = sa.text("kind = 'message'")
_ERASED = sa.text("status = 'erased' and sha256 <> ''")


def upgrade() -> None:
    op.create_index(
        "ix_inbox_event_said",
        "inbox_event",
        ["contact_id", "received_at", "id"],
        sqlite_where=_MESSAGE,
        postgresql_where=_MESSAGE,
    )
    op.drop_index("ix_outbox_contact", "outbox")
    op.create_index("ix_outbox_contact", "outbox", ["contact_id", "created_at", "id"])
    op.create_table(
        "agent_file",
        sa.Column("id", Id, primary_key=True),
        sa.Column("agent_id", Id, nullable=False),
        sa.Column("contact_id", Id, nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("size", Id, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"]),
    )
    op.create_index("ix_agent_file_contact_id", "agent_file", ["contact_id"])
    op.create_index("ix_agent_file_sha256", "agent_file", ["sha256"])
    op.create_index("ix_agent_file_erased", "agent_file", ["id"], sqlite_where=_ERASED, postgresql_where=_ERASED)


def downgrade() -> None:
    op.drop_table("agent_file")
    op.drop_index("ix_outbox_contact", "outbox")
    op.create_index("ix_outbox_contact", "outbox", ["contact_id", "id"])
    op.drop_index("ix_inbox_event_said", "inbox_event")
