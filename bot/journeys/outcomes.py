"""What every step that came due has come to: its own word, or that of the message that it wrote.

There is one truth: a step that wrote a message says `queued` and names it, and the outbox says the rest. So a step
has exactly one of: sent, called (a conversation began), merged, suppressed, failed, unknown (nobody ever
told), or, while it is still to come, queued or deferred.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.storage.transactions import Tx

_SENT = "o.status in ('accepted', 'sent', 'delivered', 'read')"
OUTCOME = f"""
case when s.outcome <> 'queued' then s.outcome
  when o.id is null then 'failed'
  when {_SENT} then 'sent'
  when o.status in ('failed', 'unknown') then o.status
  when o.status = 'dropped' then 'suppressed'
  when o.status = 'waiting' and o.reason <> '' then 'deferred'
  else 'queued' end
"""
REASON = """
case when s.outcome <> 'queued' then s.reason
  when o.id is null then 'its message is not there'
  when o.reason <> '' then o.reason else o.note end
"""
#: One row for each due step of a contact ($1) between two moments ($2, $3, µs), in the order of the columns of `Due`.
OF_CONTACT = f"""
select s.journey, s.key, s.entry, s.step, s.visit, s.due_at, {OUTCOME}, {REASON},
  case when s.outcome = 'queued' then o.due_at else s.until end, coalesce(o.id, 0), coalesce(o.status, ''),
  o.error_code, s.at, o.accepted_at
from journey_step s left join outbox o on o.key = s.outbox_key and s.outbox_key <> ''
where s.contact_id = $1 and s.due_at <= $3 and coalesce(o.accepted_at, s.at) >= $2 order by s.due_at, s.id
"""  # noqa: S608 - of our own words alone
COUNT = f"""
select {OUTCOME} as outcome, count(*) from journey_step s
left join outbox o on o.key = s.outbox_key and s.outbox_key <> '' group by 1 order by 1
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Due:
    """A step that came due and its outcome. Moments are µs; `entry_id` is 0 where no message was written."""

    journey: str
    key: str
    entry: int
    step: str
    visit: int
    due_at: int
    outcome: str
    reason: str
    until: int | None
    entry_id: int
    status: str
    error_code: int | None
    at: int
    accepted_at: int | None


async def list_due(tx: Tx, contact_id: int, since: int, before: int) -> Sequence[Due]:
    """What a contact's steps came to, of those that were due and decided in this time (µs)."""
    return [Due(*row) for row in await tx.rows(OF_CONTACT, contact_id, since, before)]


async def count_outcomes(tx: Tx) -> dict[str, int]:
    """How many due steps came to what; the sum is the number of steps that came due."""
    return {row[0]: int(row[1]) for row in await tx.rows(COUNT)}
