"""What an agent wrote and the contact will never get: whoever has the conversation owes an answer again.

A timer says so, which a turn of the contact takes up: here no conversation is held.
"""

from collections.abc import Sequence

from bot.inbox.queries import SET_TIMERS
from bot.storage.transactions import Tx

UNSAID = "handoff:unsaid"  # the timer
WHOSE = (
    "select distinct o.contact_id from outbox o join handoff h on h.contact_id = o.contact_id "
    "where o.id = any($1::bigint[]) and o.kind = 'agent' and o.status in ('failed', 'dropped') "
    "and h.closed_at is null order by o.contact_id"
)


async def tell_unsaid(tx: Tx, entry_ids: Sequence[int], now: int) -> None:
    """Of these entries, written down as failed or dropped, set the timers (`now` in µs)."""
    rows = await tx.rows(WHOSE, list(entry_ids)) if entry_ids else ()
    await tx.insert(SET_TIMERS, [(row[0], UNSAID, str(now), now, "{}") for row in rows])
