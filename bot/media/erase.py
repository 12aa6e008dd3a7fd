"""The room of files forgets a contact: nothing of theirs is fetched or shown any more."""

from bot.storage.transactions import Tx

FILES = (
    "update inbound_media set status = 'erased', url = '', declared_type = '', reason = '' "
    "where contact_id = $1 and received_at <= $2"
)
#: What agents gave them, whatever it was called.
GIVEN = "update agent_file set status = 'erased', name = '' where contact_id = $1 and at <= $2"


async def erase_media(tx: Tx, contact_id: int, now: int) -> None:
    """`erased` rows still name their file on disk by its sum, until it is taken away (`away.py`). `now` in µs."""
    await tx.run(FILES, contact_id, now)
    await tx.run(GIVEN, contact_id, now)
