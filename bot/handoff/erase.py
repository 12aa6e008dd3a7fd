"""What agents know of a contact is forgotten; how long people waited stays countable."""

from bot.storage.transactions import Tx

CLEARED = ("thread_line", "note", "contact_tag", "snooze", "read_mark")
CLOSE = (
    "update handoff set words = '', waiting_since = null, due_at = null, "
    "outcome = case when closed_at is null then 'erased' else outcome end, "
    "closed_at = coalesce(closed_at, $2) where contact_id = $1"
)


async def erase_handoffs(tx: Tx, contact_id: int, now: int) -> None:
    """`now` in µs."""
    for table in CLEARED:
        await tx.run(f"delete from {table} where contact_id = $1", contact_id)  # noqa: S608 - our own names
    await tx.run(CLOSE, contact_id, now)
