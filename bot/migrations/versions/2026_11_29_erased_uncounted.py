"""Who was erased earlier is in no count of conversations."""

from alembic import op

revision = "2026_11_29_erased_uncounted"
down_revision = "2026_11_28_bridges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "update conversation set touched_at = null where touched_at is not null "
        "and contact_id in (select id from contact where erased_at is not null)"
    )


def downgrade() -> None:
    """When they wrote last is known no more, and not missed."""
