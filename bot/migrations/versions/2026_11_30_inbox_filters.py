"""In which flow each conversation stands, and indexes for finding conversations by it, and by how people came."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_inbox_filters"
down_revision = "2026_11_30_settings"
branch_labels = None
depends_on = None

_FLOW, _DOOR, _AD = sa.text("flow <> ''"), sa.text("door <> ''"), sa.text("source_id <> ''")
#: The topmost flow that is neither a pattern nor a part that another one has called.
_POSTGRESQL = """
update conversation set flow = coalesce((
  select f ->> 0 from jsonb_array_elements(state::jsonb #> '{engine,stack}') with ordinality as stack(f, place)
  where f ->> 3 not in ('call', 'pattern') and not starts_with(f ->> 0, 'pattern_') order by place desc limit 1), '')
where state like '%"stack"%'
"""
_SQLITE = """
update conversation set flow = coalesce((
  select json_extract(f.value, '$[0]') from json_each(conversation.state, '$.engine.stack') f
  where json_extract(f.value, '$[3]') not in ('call', 'pattern')
  and substr(json_extract(f.value, '$[0]'), 1, 8) <> 'pattern_' order by f.key desc limit 1), '')
where state like '%"stack"%'
"""


def upgrade() -> None:
    op.add_column("conversation", sa.Column("flow", sa.String(), nullable=False, server_default=""))
    op.execute(_SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL)
    op.create_index(
        "ix_conversation_flow",
        "conversation",
        ["flow", "touched_at", "contact_id"],
        sqlite_where=_FLOW,
        postgresql_where=_FLOW,
    )
    op.create_index("ix_touch_door", "touch", ["door", "contact_id"], sqlite_where=_DOOR, postgresql_where=_DOOR)
    op.create_index("ix_touch_ad", "touch", ["source_id", "contact_id"], sqlite_where=_AD, postgresql_where=_AD)


def downgrade() -> None:
    op.drop_index("ix_touch_ad", "touch")
    op.drop_index("ix_touch_door", "touch")
    op.drop_index("ix_conversation_flow", "conversation")
    op.drop_column("conversation", "flow")
