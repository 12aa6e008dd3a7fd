"""What a contact asked goes with the contact."""

from bot.changes.queries import ERASE
from bot.storage.transactions import Tx


async def erase_unanswered(tx: Tx, contact_id: int, now: int) -> None:  # noqa: ARG001 - as every eraser
    """Delete their unanswered questions."""
    await tx.run(ERASE, contact_id)
