"""What a journey has written and not yet sent: taken back when it ends early, let go when what came in is handled."""

from collections.abc import Sequence

from bot.outbox.truth import UNHEARD
from bot.storage.transactions import Tx

WITHDRAW = (
    "update outbox set status = 'dropped', reason = $3, updated_at = $4 where contact_id = $1 "
    "and kind = 'journey' and status = 'waiting' and substr(key, 1, length($2::text)) = $2::text"
)


LET_GO = (
    "update outbox set due_at = $2 where contact_id = any($1::bigint[]) and kind = 'journey' and status = 'waiting' "
    "and reason = $3 and due_at > $2"
)


async def let_go(tx: Tx, contact_ids: Sequence[int], now: int) -> None:
    """What waited for these contacts' events is looked at again at once (`now` in µs)."""
    await tx.run(LET_GO, list(contact_ids), now, UNHEARD)


async def withdraw(tx: Tx, contact_id: int, prefix: str, reason: str, now: int) -> None:
    """Drop the contact's waiting messages whose key begins so (`now` in µs)."""
    await tx.run(WITHDRAW, contact_id, prefix, reason, now)
