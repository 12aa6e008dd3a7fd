"""Writing down what hooks are to be told, in the transaction in which it happens."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from bot.hooks.queries import TELL, WANTED
from bot.storage.columns import dump_json
from bot.storage.transactions import Tx

BELL = "hooks"
TRUSTED = 2.0  # seconds: a hook that is new is told of messages from then on
#: Event, contact, subject, detail as JSON, moment in µs.
Told = tuple[str, int, str, str, int]


class Wanted:
    """Which events any hook wants, remembered for a moment: where none does, messages cost nothing."""

    def __init__(self) -> None:
        self._events: frozenset[str] = frozenset()
        self._read_at: float | None = None

    async def tell(self, tx: Tx, told: Sequence[Told]) -> bool:
        """Write down those that somebody wants to know; whether there were any."""
        if not told:
            return False
        await self._look(tx)
        wanted = [each for each in told if each[0] in self._events]
        await tx.insert(TELL, wanted)
        return bool(wanted)

    async def _look(self, tx: Tx) -> None:
        now = asyncio.get_running_loop().time()
        if self._read_at is None or now - self._read_at > TRUSTED:
            rows = await tx.rows(WANTED)
            self._events = frozenset(event for (events,) in rows for event in json.loads(events))
            self._read_at = now


async def tell(tx: Tx, event: str, contact_id: int, subject: str, now: int, **detail: Any) -> None:
    """The same for what happens seldom: one statement, whether anybody wants to know or not. `now` in µs."""
    await tx.insert(TELL, [(event, contact_id, subject, dump_json(detail), now)])
