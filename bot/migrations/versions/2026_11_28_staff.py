"""Sign-ins, invitations, API tokens, the audit log and attempts to sign in."""

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Id, Json, Moment

revision = "2026_11_28_staff"
down_revision = "2026_11_28_handoff"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_ways_in()
    _create_records()


def _create_ways_in() -> None:
    op.create_table(
        "sign_in",
        sa.Column("id_hash", sa.String(), nullable=False),
        sa.Column("agent_id", Id, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("seen_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("user_agent", sa.String(), nullable=False),
        sa.Column("ended_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"]),
        sa.PrimaryKeyConstraint("id_hash"),
    )
    op.create_index("ix_sign_in_agent_id", "sign_in", ["agent_id"])
    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("team_id", Id, nullable=True),
        sa.Column("by_agent_id", Id, nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("used_at", Moment, nullable=True),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_invitation_email", "invitation", ["email"])
    op.create_table(
        "api_token",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("agent_id", Id, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("last_used_at", Moment, nullable=True),
        sa.Column("revoked_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )


def _create_records() -> None:
    op.create_table(
        "audit",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("agent_id", Id, nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("detail", Json, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_action", "audit", ["action"])
    op.create_table(
        "login_try",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("ok", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_login_try_key_at", "login_try", ["key", "at"])
    once = sa.text("ok > 0")
    op.create_index("ix_login_try_once", "login_try", ["key"], unique=True, sqlite_where=once, postgresql_where=once)


def downgrade() -> None:
    for table in ("login_try", "audit", "api_token", "invitation", "sign_in"):
        op.drop_table(table)
