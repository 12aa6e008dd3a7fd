"""The stream forgets a contact."""

from bot.storage.transactions import Tx


async def erase_live(tx: Tx, contact_id: int, now: int) -> None:  # noqa: ARG001 - as erasers are called
    """Nothing there says who it was; the rows go all the same.

    The newest of all stays: SQLite would give its id again, which whoever reads along knows already.
    """
    await tx.run("delete from live_event where contact_id = $1 and id < (select max(id) from live_event)", contact_id)
