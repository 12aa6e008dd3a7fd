"""Journeys: enrollments, what became of their steps, and what their messages must still be true for."""

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Id, Json, Moment

revision = "2026_11_27_journeys"
down_revision = "2026_11_26_pairs"
branch_labels = None
depends_on = None

LIVE = sa.text("stage = 'live'")
WAITING = sa.text("done_at is null")


def upgrade() -> None:
    _enrollments()
    _steps()
    _fetches()
    op.add_column("conversation", sa.Column("journeys", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("outbox", sa.Column("category", sa.String(), nullable=False, server_default=""))
    op.add_column("outbox", sa.Column("facts", Json(), nullable=False, server_default="[]"))


def _enrollments() -> None:
    op.create_table(
        "enrollment",
        sa.Column("id", Id, primary_key=True),
        sa.Column("contact_id", Id, sa.ForeignKey("contact.id"), nullable=False),
        sa.Column("journey", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("pace", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.String(), nullable=False),
        sa.Column("until", Json(), nullable=False),
        sa.Column("wake_at", Moment(), nullable=True),
        sa.Column("context", Json(), nullable=False),
        sa.Column("held_out", sa.Boolean(), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.UniqueConstraint("contact_id", "journey", "key", "entry"),
    )
    op.create_index(
        "ix_enrollment_live",
        "enrollment",
        ["contact_id", "journey", "key"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_index(
        "ix_enrollment_step", "enrollment", ["journey", "step"], sqlite_where=LIVE, postgresql_where=LIVE
    )


def _steps() -> None:
    op.create_table(
        "journey_step",
        sa.Column("id", Id, primary_key=True),
        sa.Column("contact_id", Id, sa.ForeignKey("contact.id"), nullable=False),
        sa.Column("journey", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", Moment(), nullable=True),
        sa.Column("outbox_key", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.UniqueConstraint("contact_id", "journey", "key", "entry", "step", "visit"),
    )
    op.create_index("ix_journey_step_outbox", "journey_step", ["outbox_key"])
    op.create_table(
        "exposure",
        sa.Column("contact_id", Id, sa.ForeignKey("contact.id"), primary_key=True),
        sa.Column("journey", sa.String(), primary_key=True),
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("entry", sa.Integer(), primary_key=True),
        sa.Column("split", sa.String(), primary_key=True),
        sa.Column("arm", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
    )


def _fetches() -> None:
    op.create_table(
        "journey_fetch",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("contact_id", Id, sa.ForeignKey("contact.id"), nullable=False),
        sa.Column("enrollment", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("body", Json(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
    )
    op.create_index(
        "ix_journey_fetch_waiting", "journey_fetch", ["due_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )


def downgrade() -> None:
    op.drop_column("outbox", "facts")
    op.drop_column("outbox", "category")
    op.drop_column("conversation", "journeys")
    for table in ("journey_fetch", "exposure", "journey_step", "enrollment"):
        op.drop_table(table)
