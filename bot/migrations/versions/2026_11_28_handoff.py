"""People: agents and teams, who has a conversation, what agents write down; the stream that consoles read."""

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Id, Json, Moment

revision = "2026_11_28_handoff"
down_revision = "2026_11_27_order_answers"
branch_labels = None
depends_on = None

_MINUTES = 5 * 60_000_000  # µs; who waited for a person before has their timer now
_OPEN = sa.text("closed_at is null")
_TABLES = ("saved_view", "canned", "read_mark", "snooze", "contact_tag", "tag", "note", "thread_line", "handoff")


def _contact() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["contact_id"], ["contact.id"])


def upgrade() -> None:
    _add_people()
    _add_handoffs()
    _add_notes()
    _add_marks()
    _add_lists()
    op.create_table(
        "live_event",
        sa.Column("id", Id, primary_key=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
    )
    op.add_column("conversation", sa.Column("touched_at", Moment(), nullable=True))
    op.create_index("ix_conversation_touched", "conversation", ["touched_at"])
    op.add_column("outbox", sa.Column("agent_id", Id, nullable=True))
    _fill()


def _add_people() -> None:
    op.create_table(
        "team",
        sa.Column("id", Id, primary_key=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "agent",
        sa.Column("id", Id, primary_key=True),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("totp_secret", sa.String(), nullable=False),
        sa.Column("totp_on", sa.Integer(), nullable=False),
        sa.Column("team_id", Id, nullable=True),
        sa.Column("languages", Json(), nullable=False),
        sa.Column("skills", Json(), nullable=False),
        sa.Column("most_chats", sa.Integer(), nullable=False),
        sa.Column("is_away", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("settings", Json(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("disabled_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"]),
        sa.UniqueConstraint("email"),
    )


def _add_handoffs() -> None:
    op.create_table(
        "handoff",
        sa.Column("id", Id, primary_key=True),
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("team_id", Id, nullable=True),
        sa.Column("agent_id", Id, nullable=True),
        sa.Column("assigned_at", Moment(), nullable=True),
        sa.Column("taken_at", Moment(), nullable=True),
        sa.Column("waiting_since", Moment(), nullable=True),
        sa.Column("first_reply_at", Moment(), nullable=True),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("breached_at", Moment(), nullable=True),
        sa.Column("escalated", sa.Integer(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        _contact(),
    )
    op.create_index(
        "ix_handoff_open", "handoff", ["contact_id"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_index("ix_handoff_contact", "handoff", ["contact_id", "id"])
    op.create_index("ix_handoff_agent", "handoff", ["agent_id"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_table(
        "thread_line",
        sa.Column("id", Id, primary_key=True),
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("agent_id", Id, nullable=True),
        sa.Column("detail", Json(), nullable=False),
        _contact(),
    )
    op.create_index("ix_thread_line_contact", "thread_line", ["contact_id", "id"])


def _add_notes() -> None:
    op.create_table(
        "note",
        sa.Column("id", Id, primary_key=True),
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("agent_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mentions", Json(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("edited_at", Moment(), nullable=True),
        _contact(),
    )
    op.create_index("ix_note_contact", "note", ["contact_id", "id"])
    op.create_table(
        "tag",
        sa.Column("name", sa.String(length=60), primary_key=True),
        sa.Column("colour", sa.String(), nullable=False),
    )
    op.create_table(
        "contact_tag",
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("tag", sa.String(length=60), nullable=False),
        sa.Column("agent_id", Id, nullable=True),
        sa.Column("at", Moment(), nullable=False),
        _contact(),
        sa.PrimaryKeyConstraint("contact_id", "tag"),
    )
    op.create_index("ix_contact_tag_tag", "contact_tag", ["tag"])


def _add_marks() -> None:
    op.create_table(
        "snooze",
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("agent_id", Id, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _contact(),
        sa.PrimaryKeyConstraint("contact_id"),
    )
    op.create_table(
        "read_mark",
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("inbox_id", Id, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("agent_id", Id, nullable=False),
        _contact(),
        sa.PrimaryKeyConstraint("contact_id"),
    )


def _add_lists() -> None:
    op.create_table(
        "canned",
        sa.Column("id", Id, primary_key=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("by", Id, nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", Id, primary_key=True),
        sa.Column("agent_id", Id, nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", Json(), nullable=False),
    )


def _fill() -> None:
    """When each conversation was last touched; and who was waiting for a person goes on waiting, with a timer."""
    op.execute(
        "update conversation set touched_at = (select max(e.received_at) from inbox_event e "
        "where e.contact_id = conversation.contact_id and e.kind = 'message')"
    )
    op.execute("update conversation set owner = 'queue' where owner <> 'bot'")
    op.execute(
        "insert into handoff (contact_id, opened_at, reason, words, priority, waiting_since, due_at, escalated, "
        "closed_by, outcome) select contact_id, coalesce(touched_at, 0), 'asked', '', 0, coalesce(touched_at, 0), "
        f"coalesce(touched_at, 0) + {_MINUTES}, 0, '', '' from conversation where owner <> 'bot'"
    )
    op.execute(
        "insert into timer (contact_id, name, token, due_at, data) select contact_id, 'handoff:wait', '', "
        f"coalesce(touched_at, 0) + {_MINUTES}, '{{}}' from conversation where owner <> 'bot'"
    )


def downgrade() -> None:
    op.execute("delete from timer where name like 'handoff:%'")
    op.execute("update conversation set owner = 'queue' where owner <> 'bot'")
    op.drop_column("outbox", "agent_id")
    op.drop_index("ix_conversation_touched", "conversation")
    op.drop_column("conversation", "touched_at")
    op.drop_table("live_event")
    for table in _TABLES:
        op.drop_table(table)
    op.drop_table("agent")
    op.drop_table("team")
