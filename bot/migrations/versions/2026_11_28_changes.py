"""Journeys on and off, answers of the shop's own, questions without an answer."""

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Id, Json, Moment

revision = "2026_11_28_changes"
down_revision = "2026_11_28_hooks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_changes()
    _create_unanswered()


def _create_changes() -> None:
    op.create_table(
        "shop_change",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "publication",
        sa.Column("id", Id, nullable=False),
        sa.Column("sources", Json, nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "journey_switch",
        sa.Column("journey", sa.String(), nullable=False),
        sa.Column("is_on", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("journey"),
    )
    op.create_table(
        "own_answer",
        sa.Column("id", Id, nullable=False),
        sa.Column("asked", Json, nullable=False),
        sa.Column("texts", Json, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _create_unanswered() -> None:
    op.create_table(
        "unanswered",
        sa.Column("id", Id, nullable=False),
        sa.Column("event_id", Id, nullable=False),
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("flow", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("answer_id", Id, nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("event_id"),
    )
    op.create_index("ix_unanswered_open", "unanswered", ["answer_id", "id"])
    op.create_index("ix_unanswered_contact", "unanswered", ["contact_id"])


def downgrade() -> None:
    op.drop_table("unanswered")
    op.drop_table("own_answer")
    op.drop_table("journey_switch")
    op.drop_table("publication")
    op.drop_table("shop_change")
