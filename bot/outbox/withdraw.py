"""What a journey has written and not yet sent is taken back when the journey ends early."""

from bot.storage.transactions import Tx

WITHDRAW = (
    "update outbox set status = 'dropped', reason = $3, updated_at = $4 where contact_id = $1 "
    "and kind = 'journey' and status = 'waiting' and substr(key, 1, length($2::text)) = $2::text"
)


async def withdraw(tx: Tx, contact_id: int, prefix: str, reason: str, now: int) -> None:
    """Drop the contact's waiting messages whose key begins so (`now` in µs)."""
    await tx.run(WITHDRAW, contact_id, prefix, reason, now)
