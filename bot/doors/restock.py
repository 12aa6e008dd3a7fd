"""Sold out no more: those who wait are called, the first come first, never more people than there are pieces.

Calling is a decision of the database alone: pieces, promises and the call are one transaction that holds the variant,
so that no two processes promise the same piece. The news is an event of the contact, `product.back_in_stock`, which a
journey takes up; without one a conversation does, as far as WhatsApp lets the shop write (24 hours from the contact's
last message; who cannot be told now waits on). Whoever speaks looks once more before.
"""

import asyncio
import json
from collections.abc import Callable, Collection
from datetime import timedelta

from bot.clock import Clock
from bot.doors import queries
from bot.doors.goodsnews import spread_news
from bot.doors.wishes import CALL, COUNT_HELD, FIND_OLD_CALL, GIVE_UP_CALLS, HELD_FOR, PIECES
from bot.inbox.events import EventKind
from bot.inbox.keep import Inbox
from bot.inbox.queries import ADD_EVENTS, event_row
from bot.log import get_log
from bot.storage.columns import dump_json, to_micros
from bot.storage.database import Database
from bot.storage.transactions import Row, Tx
from catalog.shelf import Shelf

log = get_log(__name__)

EVERY = timedelta(seconds=15)
NEWS_EVERY = timedelta(seconds=1)
WINDOW = timedelta(hours=23, minutes=55)  # leaves the message time to go out
FLOW, EVENT = "back_in_stock", "product.back_in_stock"


class RestockWatch:
    """Looks again and again what has come back. `by_journey`: one takes up the news, with a template if need be;
    `listened`: which other news of goods (`goodsnews.py`) journeys begin by."""

    by_journey = False
    listened: Collection[str] = ()

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
        """Call those who can be told now. Answers how many."""
        shelf, now = self._shelf(), to_micros(self._clock.now())
        await self._give_up_calls(now)
        async with self._database.read() as tx:
            back = [sku for (sku,) in await tx.rows(queries.WAITED_FOR) if _stock_of(shelf, sku) > 0]
            free = [sku for sku in back if await self._list_next(tx, sku, _stock_of(shelf, sku), now)]
        called = sum([await self._call(sku, now) for sku in free])
        if called + await spread_news(self._database, shelf.version, self.listened, self._clock.now()):
            self._inbox.announce()
        await self._set_heard(shelf)
        return called

    async def _call(self, sku: str, now: int) -> int:
        """One wave: who is next, and an event for each of them, or nothing."""
        async with self._database.write() as tx:
            row = await tx.row(PIECES, sku)
            wave = await self._list_next(tx, sku, int(row[0]), now) if row else []
            called = await tx.rows(CALL, wave, now) if wave else ()
            await tx.insert(ADD_EVENTS, [self._event(wish, sku, now) for wish in called])
        return len(called)

    async def _list_next(self, tx: Tx, sku: str, pieces: int, now: int) -> list[int]:
        """Whose turn it is: as many as there are pieces that nobody was told of lately and may be about to buy."""
        held = await tx.row(COUNT_HELD, sku, now - HELD_FOR // timedelta(microseconds=1))
        since = to_micros(self._clock.now() - WINDOW)
        reachable = [
            row for row in await tx.rows(queries.LIST_WAITING, sku) if self.by_journey or _may_hear(row, since)
        ]
        return [row[0] for row in reachable[: max(0, pieces - (int(held[0]) if held else 0))]]

    async def _give_up_calls(self, now: int) -> None:
        """Who was called a day ago and could not be told lets others go first."""
        before = now - HELD_FOR // timedelta(microseconds=1)
        async with self._database.read() as tx:
            old = await tx.row(FIND_OLD_CALL, before)
        if old is not None:
            async with self._database.write() as tx:
                await tx.run(GIVE_UP_CALLS, before, now)

    async def _set_heard(self, shelf: Shelf) -> None:
        async with self._database.read() as tx:
            heard = [int(row[0]) for row in await tx.rows(queries.LIST_BACK, shelf.version)]
        if heard:
            async with self._database.write() as tx:
                await tx.run(queries.SET_HEARD, heard)

    def _event(self, wish: Row, sku: str, now: int) -> tuple[object, ...]:
        """One event for each call of a wish."""
        wish_id, contact_id, product_id = wish
        kind = EventKind.SHOP if self.by_journey else EventKind.BEGIN
        data = {"sku": sku, "product_id": product_id, "wish_id": wish_id}
        news = {"name": EVENT, "data": data, "at": now}
        body = news if self.by_journey else {"flow": FLOW, "slots": {"restock_sku": sku}}
        return event_row(f"restock:{wish_id}:{now}", kind, contact_id, dump_json(body), now)


def _stock_of(shelf: Shelf, sku: str) -> int:
    found = shelf.find_sku(sku)
    return found[1].stock if found else 0


def _may_hear(row: Row, heard_since: int) -> bool:
    """Whether the number that the contact wrote to last may write now."""
    return int(json.loads(row[3]).get(row[2], 0)) > heard_since
