"""Passages that ended long ago are found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_clearing"
down_revision = "2026_11_28_changes"
branch_labels = None
depends_on = None

OLD = "stage <> 'live' and context <> '{}'"


def upgrade() -> None:
    op.create_index(
        "ix_enrollment_ended",
        "enrollment",
        ["ended_at"],
        sqlite_where=sa.text(OLD),
        postgresql_where=sa.text(OLD),
    )


def downgrade() -> None:
    op.drop_index("ix_enrollment_ended", "enrollment")
