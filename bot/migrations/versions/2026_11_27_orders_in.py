"""Orders, carts and parcels of stores; more ways to find a contact, and merges that can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_orders_in"
down_revision = "2026_11_27_templates"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HERE, OPEN = sa.text("source = ''"), sa.text("status = 'open'")
OPEN_HERE = sa.text("status = 'open' and source = ''")
TILL = sa.text("status = 'open' and checkout is not null and abandoned_at is null")
NAMED = {"uq": "uq_%(table_name)s_%(column_0_name)s"}
NEW: dict[str, list[str]] = {
    "cart": [
        "source", "external_id", "checkout", "currency", "total", "url", "told_mark", "abandoned_at",
    ],
    "cart_line": ["title"],
    "shop_order": [
        "source", "external_id", "is_placed", "payment_state", "fulfilment_state", "refunded", "country", "paid_at",
        "cancelled_at", "cart_token", "checkout_token", "changed_at", "told_mark", "payment_at",
    ],
    "shipment": ["source", "external_id", "is_cancelled", "changed_at", "told_mark"],
}  # fmt: skip
NULLABLE = ("external_id", "checkout", "cart_token", "checkout_token")
BIG = ("total", "refunded")
UNIQUE = {"shop_order": ("number",), "shipment": ("carrier", "tracking_number")}


def upgrade() -> None:
    op.drop_index("ix_cart_open", "cart")
    for table, columns in NEW.items():
        with op.batch_alter_table(table) as batch:
            for name in columns:
                batch.add_column(_column(name))
    for table, together in UNIQUE.items():
        _drop_unique(table, together)
    op.create_index(
        "ix_cart_open", "cart", ["contact_id"], unique=True, sqlite_where=OPEN_HERE, postgresql_where=OPEN_HERE
    )
    op.create_index("ix_cart_external", "cart", ["source", "external_id"], unique=True)
    op.create_index("ix_cart_checkout", "cart", ["source", "checkout"])
    op.create_index("ix_cart_till", "cart", ["changed_at"], sqlite_where=TILL, postgresql_where=TILL)
    op.create_index(
        "ix_shop_order_number",
        "shop_order",
        ["source", "number"],
        unique=True,
        sqlite_where=HERE,
        postgresql_where=HERE,
    )
    op.create_index("ix_shop_order_external", "shop_order", ["source", "external_id"], unique=True)
    op.create_index("ix_shop_order_cart", "shop_order", ["source", "cart_token"])
    op.create_index("ix_shop_order_checkout", "shop_order", ["source", "checkout_token"])
    op.create_index("ix_shipment_external", "shipment", ["source", "external_id"], unique=True)
    _create_records()
    _create_people()
    _create_upkeep()


def _create_records() -> None:
    op.create_table(
        "order_refund",
        sa.Column("source", sa.String(), primary_key=True),
        sa.Column("external_id", sa.String(), primary_key=True),
        sa.Column("order_id", ID, sa.ForeignKey("shop_order.id", ondelete="CASCADE"), nullable=False),
        sa.Column("amount", ID, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_order_refund_order_id", "order_refund", ["order_id"])
    op.create_table(
        "shipment_number",
        sa.Column("number", sa.String(), primary_key=True),
        sa.Column("shipment_id", ID, sa.ForeignKey("shipment.id", ondelete="CASCADE"), primary_key=True),
    )
    op.create_table(
        "parked_fact",
        sa.Column("digest", sa.String(), primary_key=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_parked_fact_subject", "parked_fact", ["subject"])
    op.create_index("ix_parked_fact_at", "parked_fact", ["at"])


def _create_people() -> None:
    op.create_table(
        "contact_merge",
        sa.Column("id", ID, primary_key=True),
        sa.Column("contact_id", ID, sa.ForeignKey("contact.id"), nullable=False),
        sa.Column("gone_id", ID, sa.ForeignKey("contact.id"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("moved", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
    )
    op.create_index("ix_contact_merge_contact_id", "contact_merge", ["contact_id"])
    op.create_index("ix_contact_merge_gone_id", "contact_merge", ["gone_id"])
    op.create_table(
        "redaction",
        sa.Column("hash", sa.String(), primary_key=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )


def _create_upkeep() -> None:
    op.create_table(
        "order_backfill",
        sa.Column("source", sa.String(), primary_key=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("tells", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("runner", sa.String(), nullable=False),
    )


def downgrade() -> None:
    """What stores have told goes: the older release knows nothing of it."""
    for table in ("order_backfill", "redaction", "contact_merge", "parked_fact", "shipment_number", "order_refund"):
        op.drop_table(table)
    _forget_stores()
    for table, index in INDEXES:
        op.drop_index(index, table)
    for table, columns in NEW.items():
        with op.batch_alter_table(table) as batch:
            for name in columns:
                batch.drop_column(name)
    for table, together in UNIQUE.items():
        with op.batch_alter_table(table) as batch:
            batch.create_unique_constraint(f"uq_{table}_{together[0]}", list(together))
    op.create_index("ix_cart_open", "cart", ["contact_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)


INDEXES = (
    ("cart", "ix_cart_open"),
    ("cart", "ix_cart_external"),
    ("cart", "ix_cart_checkout"),
    ("cart", "ix_cart_till"),
    ("shop_order", "ix_shop_order_number"),
    ("shop_order", "ix_shop_order_external"),
    ("shop_order", "ix_shop_order_cart"),
    ("shop_order", "ix_shop_order_checkout"),
    ("shipment", "ix_shipment_external"),
)


def _column(name: str) -> sa.Column[object]:
    if name in NULLABLE:
        return sa.Column(name, sa.String(), nullable=True)
    if name.endswith("_at"):
        return sa.Column(name, sa.BigInteger(), nullable=True)
    if name in BIG:
        return sa.Column(name, ID, nullable=False, server_default="0")
    if name.startswith("is_"):
        return sa.Column(name, sa.Integer(), nullable=False, server_default="1" if name == "is_placed" else "0")
    return sa.Column(name, sa.String(), nullable=False, server_default="")


def _drop_unique(table: str, columns: tuple[str, ...]) -> None:
    """It had no name of its own: PostgreSQL gave it one, SQLite none. Ours after a downgrade has."""
    known = sa.inspect(op.get_bind()).get_unique_constraints(table)
    named = (each["name"] for each in known if tuple(each["column_names"]) == columns)
    name = next((str(each) for each in named if each), f"uq_{table}_{columns[0]}")
    with op.batch_alter_table(table, naming_convention=NAMED) as batch:
        batch.drop_constraint(name, type_="unique")


def _forget_stores() -> None:
    orders = "(select id from shop_order where source <> '')"
    parcels = f"(select id from shipment where order_id in {orders})"  # noqa: S608
    lines = f"(select id from order_line where order_id in {orders})"  # noqa: S608
    for statement in (
        f"delete from shipment_event where shipment_id in {parcels}",  # noqa: S608
        f"delete from shipment where order_id in {orders}",  # noqa: S608
        f"delete from return_request where line_id in {lines}",  # noqa: S608
        f"delete from counted_order where order_id in {orders}",  # noqa: S608
        f"delete from order_line where order_id in {orders}",  # noqa: S608
        "delete from shop_order where source <> ''",
        "delete from cart_line where cart_id in (select id from cart where source <> '')",
        "delete from cart where source <> ''",
        "delete from handle where kind not in ('phone', 'bsuid', 'parent_bsuid')",
    ):
        op.execute(statement)
