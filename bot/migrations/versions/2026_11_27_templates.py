"""Templates: what became of each wording, and what an entry of the outbox was sent as."""

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Id, Moment

revision = "2026_11_27_templates"
down_revision = "2026_11_27_gate"
branch_labels = None
depends_on = None

HELD = sa.text("status = 'waiting' and held = 1")


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
    )
    op.create_table(
        "template_variant",
        sa.Column("id", Id, primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("account", "name", "language", "mark", "sid")),
        sa.Column("places", sa.Text(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("category", "billed_as", "status")),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("quality", sa.String(), nullable=False),
        sa.Column("paused_until", Moment(), nullable=True),
        sa.Column("doubt", sa.Integer(), nullable=True),
        sa.Column("doubted_at", Moment(), nullable=True),
        sa.Column("checked_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.UniqueConstraint("account", "name", "language", "mark"),
    )
    op.create_table(
        "template_change",
        sa.Column("id", Id, primary_key=True),
        sa.Column("variant_id", Id, sa.ForeignKey("template_variant.id"), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("what", "before", "after")),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
    )
    op.create_index("ix_template_change_variant", "template_change", ["variant_id", "id"])
    for name in ("template", "billed_as", "price_currency"):
        op.add_column("outbox", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("outbox", sa.Column("held", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("outbox", sa.Column("variant_id", Id, nullable=True))
    op.add_column("outbox", sa.Column("price", sa.BigInteger(), nullable=True))
    op.create_index("ix_outbox_held", "outbox", ["template"], sqlite_where=HELD, postgresql_where=HELD)


def downgrade() -> None:
    op.drop_index("ix_outbox_held", "outbox")
    for name in ("price", "variant_id", "held", "price_currency", "billed_as", "template"):
        op.drop_column("outbox", name)
    for table in ("template_change", "template_variant", "lease"):
        op.drop_table(table)
