"""What journeys know of a contact who is erased."""

from bot.journeys import queries
from bot.storage.transactions import Tx


async def erase_journeys(tx: Tx, contact_id: int, now: int) -> None:  # noqa: ARG001 - as every eraser
    """All of it: what was counted by step and arm is counted already."""
    for statement in (
        queries.ERASE_ENROLLMENTS,
        queries.ERASE_STEPS,
        queries.ERASE_EXPOSURES,
        queries.ERASE_FETCHES,
    ):
        await tx.run(statement, contact_id)
