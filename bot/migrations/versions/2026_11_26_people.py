"""Consent with its proof by purpose, chosen names and languages, and what erasing leaves behind."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_people"
down_revision = "2026_11_26_doors"
branch_labels = None
depends_on = None

PROOF = ("stage", "language", "version", "country", "profile_name", "address", "message_id")


def consent_columns() -> list[sa.Column[Any]]:
    """With defaults, so that the release that runs now goes on writing its rows."""
    return [
        sa.Column("purpose", sa.String(), server_default="updates", nullable=False),
        sa.Column("wording", sa.Text(), server_default="", nullable=False),
        *(sa.Column(name, sa.String(), server_default="", nullable=False) for name in PROOF),
    ]


def contact_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("given_name", sa.String(), server_default="", nullable=False),
        sa.Column("language_pinned", sa.Integer(), server_default="0", nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
    ]


def upgrade() -> None:
    for column in consent_columns():
        op.add_column("consent", column)
    for column in contact_columns():
        op.add_column("contact", column)
    op.create_table(
        "suppression",
        sa.Column("hash", sa.String(), primary_key=True),
        sa.Column(
            "contact_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("contact.id"),
            nullable=False,
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_suppression_contact_id", "suppression", ["contact_id"])
    # STOP has always meant everything: what was withdrawn was withdrawn for offers, too
    op.execute(
        "insert into consent (contact_id, purpose, granted, source, words, at) "
        "select contact_id, 'offers', granted, source, words, at from consent where not granted"
    )


def downgrade() -> None:
    op.execute("delete from consent where purpose = 'offers'")
    op.drop_table("suppression")
    for column in contact_columns():
        op.drop_column("contact", column.name)
    for column in consent_columns():
        op.drop_column("consent", column.name)
