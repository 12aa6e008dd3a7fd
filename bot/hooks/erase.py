"""Hooks forget a contact: what they were to be told, and that they were told anything."""

from bot.hooks.queries import ERASE, ERASE_THREADS
from bot.storage.transactions import Tx


async def erase_hooks(tx: Tx, contact_id: int, now: int) -> None:  # noqa: ARG001 - as erasers are called
    """What was told already is with those who were told: `docs/privacy.md` says so."""
    await tx.run(ERASE, contact_id)
    await tx.run(ERASE_THREADS, contact_id)
