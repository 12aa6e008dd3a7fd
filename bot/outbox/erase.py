"""The outbox forgets a contact: texts and addresses are gone, that something was sent stays countable."""

from bot.storage.transactions import Tx

ENTRIES = (
    "update outbox set content = '{}', facts = '[]', policy = '{}', to_handle = '', updated_at = $2, "
    "reason = case when status in ('waiting', 'unknown') then 'the contact was erased' else reason end, "
    "status = case when status in ('waiting', 'unknown') then 'dropped' else status end "
    "where contact_id = $1 and status <> 'sending'"
)


async def erase_outbox(tx: Tx, contact_id: int, now: int) -> None:
    """What is being sent at this very moment is left to the sweep. `now` in µs."""
    await tx.run(ENTRIES, contact_id, now)
