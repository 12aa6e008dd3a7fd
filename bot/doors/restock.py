"""Sold out no more: those who wait are told, the first come first, never more people than there are pieces.

Only while WhatsApp lets the shop write (24 hours from the contact's last message): who cannot be told now waits
on and hears it after writing again. The news is an event of the contact; the turn looks once more before it speaks.
"""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta

from bot.clock import Clock
from bot.doors import queries
from bot.inbox.events import EventKind, NewEvent
from bot.inbox.keep import Inbox
from bot.log import get_log
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.storage.transactions import Row, Tx
from catalog.shelf import Shelf

log = get_log(__name__)

EVERY = timedelta(seconds=15)
NEWS_EVERY = timedelta(seconds=1)
WINDOW = timedelta(hours=23, minutes=55)  # leaves the message time to go out
HELD_FOR = timedelta(hours=24)  # so long a piece is counted for those who were told
FLOW = "back_in_stock"


class RestockWatch:
    """Looks again and again what has come back."""

    def __init__(self, shelf: Callable[[], Shelf], database: Database, inbox: Inbox, clock: Clock) -> None:
        self._shelf, self._database, self._inbox, self._clock = shelf, database, inbox, clock

    async def run(self) -> None:
        """Look for ever, at once when a source says that something is back; errors of the database are waited out."""
        waited = EVERY
        while True:
            try:
                if waited >= EVERY or await self.is_news():
                    await self.look()
                    waited = timedelta(0)
            except Exception:
                log.exception("restock.not_looked")
            await asyncio.sleep(NEWS_EVERY.total_seconds())
            waited += NEWS_EVERY

    async def is_news(self) -> bool:
        """Whether something has come back that this process's shelf shows already."""
        async with self._database.read() as tx:
            return await tx.row(queries.FIND_BACK, self._shelf().version) is not None

    async def look(self) -> int:
        """Let those who can be told now have their turn. Answers how many."""
        shelf = self._shelf()
        async with self._database.read() as tx:
            back = [sku for (sku,) in await tx.rows(queries.WAITED_FOR) if _stock_of(shelf, sku) > 0]
            waves = [(sku, await self._wave(tx, sku, _stock_of(shelf, sku))) for sku in back]
        events = [self._news(row, sku, shelf.version) for sku, wave in waves for row in wave]
        for event in events:
            await self._inbox.keep(event)
        async with self._database.read() as tx:
            heard = [int(row[0]) for row in await tx.rows(queries.LIST_BACK, shelf.version)]
        if heard:
            async with self._database.write() as tx:
                await tx.run(queries.SET_HEARD, heard)
        return len(events)

    async def _wave(self, tx: Tx, sku: str, stock: int) -> list[Row]:
        """Who is next: as many as there are pieces, less those who were told lately and may be about to buy."""
        now = self._clock.now()
        told = await tx.row(queries.COUNT_TOLD, sku, to_micros(now - HELD_FOR))
        heard_since = to_micros(now - WINDOW)
        reachable = [row for row in await tx.rows(queries.LIST_WAITING, sku) if _may_hear(row, heard_since)]
        return reachable[: max(0, stock - (told[0] if told else 0))]

    def _news(self, row: Row, sku: str, version: int) -> NewEvent:
        """One event for each wish and state of the catalog, however often and by whomever it is seen."""
        return NewEvent(
            key=f"restock:{row[0]}:{version}",
            kind=EventKind.BEGIN,
            body={"flow": FLOW, "slots": {"restock_sku": sku}},
            received_at=self._clock.now(),
            contact_id=row[1],
        )


def _stock_of(shelf: Shelf, sku: str) -> int:
    found = shelf.find_sku(sku)
    return found[1].stock if found else 0


def _may_hear(row: Row, heard_since: int) -> bool:
    """Whether the number that the contact wrote to last may write now."""
    return int(json.loads(row[3]).get(row[2], 0)) > heard_since
