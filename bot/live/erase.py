"""The stream forgets a contact."""

from bot.live import queries
from bot.storage.transactions import Tx


async def erase_live(tx: Tx, contact_id: int, now: int) -> None:  # noqa: ARG001 - as erasers are called
    """Nothing there says who it was; the rows go all the same, and the newest one is nobody's: ids go on from it."""
    await tx.run(queries.FORGET_NEWEST, contact_id)
    await tx.run(queries.FORGET, contact_id)
