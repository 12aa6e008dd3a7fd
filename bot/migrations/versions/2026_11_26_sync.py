"""Sources of the catalog, their runs, stock by place, shop events, pictures; variants that are sold no more."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_sync"
down_revision = "2026_11_26_product_sources"
branch_labels = None
depends_on = None

TABLES = ("catalog_picture", "shop_event", "inventory_level", "catalog_seen", "catalog_run", "catalog_source")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNHEARD = sa.text("not heard")


def upgrade() -> None:
    op.add_column("variant", sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_variant_external_id", "variant", ["external_id"])
    _sources()
    _facts()
    op.create_index("ix_catalog_source_next_at", "catalog_source", ["next_at"])
    op.create_index("ix_catalog_run_source", "catalog_run", ["source"])
    op.create_index("ix_shop_event_unheard", "shop_event", ["id"], sqlite_where=UNHEARD, postgresql_where=UNHEARD)
    op.create_index("ix_shop_event_name", "shop_event", ["name", "at"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.drop_index("ix_variant_external_id", "variant")
    op.drop_column("variant", "gone_at")


def _sources() -> None:
    op.create_table(
        "catalog_source",
        sa.Column("name", sa.String(), primary_key=True),
        _text("kind"),
        _text("address"),
        sa.Column("settings", sa.JSON(), nullable=False),
        _text("language"),
        sa.Column("currency", sa.String(3), nullable=False),
        *(_count(name) for name in ("every", "share")),
        sa.Column("marks", sa.JSON(), nullable=False),
        _count("failures"),
        *(_moment(name) for name in ("since", "full_at", "next_at")),
        *(_text(name) for name in ("asked", "runner")),
        _moment("leased_until"),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "catalog_run",
        sa.Column("id", ID, primary_key=True),
        sa.Column("source", sa.String(), sa.ForeignKey("catalog_source.name", ondelete="CASCADE"), nullable=False),
        sa.Column("is_full", sa.Boolean(), nullable=False),
        _text("state"),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        _moment("ended_at"),
        sa.Column("cursor", sa.Text(), nullable=False),
        _count("done"),
        sa.Column("total", sa.Integer(), nullable=True),
        *(_count(name) for name in ("added", "changed", "gone", "same", "late", "refused", "unread")),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("refusals", "notes")),
        sa.Column("why", sa.Text(), nullable=False),
    )


def _facts() -> None:
    op.create_table(
        "catalog_seen",
        sa.Column("run_id", sa.BigInteger(), sa.ForeignKey("catalog_run.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("external_id", sa.String(), primary_key=True),
    )
    op.create_table(
        "inventory_level",
        *(sa.Column(name, sa.String(), primary_key=True) for name in ("source", "inventory_id", "place")),
        sa.Column("available", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "shop_event",
        sa.Column("id", ID, primary_key=True),
        *(_text(name) for name in ("key", "name", "sku", "product_id")),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("key", name="shop_event_once"),
    )
    op.create_table(
        "catalog_picture",
        sa.Column("url", sa.String(), primary_key=True),
        *(_text(name) for name in ("status", "shown")),
        sa.Column("why", sa.Text(), nullable=False),
        _text("etag"),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)
