"""The rule that must hold whatever happens in whatever order: nobody who wants a person is forgotten."""

from bot.storage.transactions import Tx

#: Conversations that nobody answers for: contact, owner, what is wrong. Waiting events will still have their turn.
STRANDED = """
select c.contact_id, c.owner, 'nobody like that who may answer' from conversation c
where c.owner not in ('bot', 'queue')
and not exists (select 1 from agent a where c.owner = 'agent:' || cast(a.id as text)
  and a.disabled_at is null and a.role <> 'viewer')
union all
select c.contact_id, c.owner, 'no open handoff' from conversation c
where c.owner <> 'bot' and not exists (
  select 1 from handoff h where h.contact_id = c.contact_id and h.closed_at is null
  and c.owner = case when h.agent_id is null then 'queue' else 'agent:' || cast(h.agent_id as text) end)
union all
select c.contact_id, c.owner, 'a handoff of the bot' from conversation c join handoff h on h.contact_id = c.contact_id
where c.owner = 'bot' and h.closed_at is null
union all
select h.contact_id, c.owner, 'waits without a timer'
from handoff h join conversation c on c.contact_id = h.contact_id
where h.closed_at is null and h.waiting_since is not null
and not exists (select 1 from timer t where t.contact_id = h.contact_id and t.name = 'handoff:wait')
and not exists (select 1 from inbox_event e where e.contact_id = h.contact_id and e.state = 0)
union all
select c.contact_id, c.owner, 'nothing ever happens again' from conversation c
where c.owner <> 'bot'
and not exists (
  select 1 from timer t where t.contact_id = c.contact_id and t.name in ('handoff:wait', 'handoff:idle'))
and not exists (select 1 from inbox_event e where e.contact_id = c.contact_id and e.state = 0)
"""


async def list_stranded(tx: Tx) -> list[tuple[object, ...]]:
    """Always empty: contact, owner, what is wrong."""
    return [tuple(row) for row in await tx.rows(STRANDED)]
