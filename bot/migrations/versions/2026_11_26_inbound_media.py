"""files of inbound messages."""

import sqlalchemy as sa
from alembic import op

revision = '2026_11_26_inbound_media'
down_revision = '2026_11_26_product_facts'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
WAITING, FAILED = sa.text("status = 'waiting'"), sa.text("status = 'failed'")


def upgrade() -> None:
    op.create_table('inbound_media',
    sa.Column('id', ID, nullable=False),
    sa.Column('message_id', sa.String(length=64), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('contact_id', ID, nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('declared_type', sa.Text(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('received_at', sa.BigInteger(), nullable=False),
    sa.Column('due_at', sa.BigInteger(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('first_tried_at', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('content_type', sa.String(), nullable=False),
    sa.Column('size', ID, nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('settled_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('message_id', 'place')
    )
    with op.batch_alter_table('inbound_media', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inbound_media_contact_id'), ['contact_id'], unique=False)
        batch_op.create_index('ix_inbound_media_waiting', ['due_at'], unique=False, sqlite_where=WAITING, postgresql_where=WAITING)
        batch_op.create_index('ix_inbound_media_failed', ['id'], unique=False, sqlite_where=FAILED, postgresql_where=FAILED)


def downgrade() -> None:
    op.drop_table('inbound_media')
