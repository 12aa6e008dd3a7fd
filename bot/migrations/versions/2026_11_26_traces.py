"""Which coupons erased contacts were given, as hashes; files of the erased are found to be taken away."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_traces"
down_revision = "2026_11_26_orders"
branch_labels = None
depends_on = None

ERASED = sa.text("status = 'erased' and sha256 <> ''")


def upgrade() -> None:
    op.create_table(
        "coupon_trace",
        sa.Column("hash", sa.String(), primary_key=True),
        sa.Column("campaign_id", sa.String(), sa.ForeignKey("campaign.id"), nullable=False),
    )
    op.create_index("ix_coupon_trace_campaign_id", "coupon_trace", ["campaign_id"])
    op.create_index("ix_inbound_media_sha256", "inbound_media", ["sha256"])
    op.create_index(
        "ix_inbound_media_erased", "inbound_media", ["id"], sqlite_where=ERASED, postgresql_where=ERASED
    )


def downgrade() -> None:
    op.drop_index("ix_inbound_media_erased", "inbound_media")
    op.drop_index("ix_inbound_media_sha256", "inbound_media")
    op.drop_table("coupon_trace")
