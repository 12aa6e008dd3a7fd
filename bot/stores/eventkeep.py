"""Keeping what was told at `POST /events`: it returns when it is on disk, and the same id twice is taken once."""

from collections.abc import Sequence
from datetime import timedelta

from bot.clock import Clock
from bot.contacts.interests import forget_old
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.storage.transactions import Tx
from bot.stores.happened import Happened
from bot.stores.queries import ADD_TOLD, CLEAR_TOLD
from bot.stores.vocabulary import topic_of

KEPT = timedelta(days=30)  # ids; whoever tells something again does so within days
AT_ONCE = 100  # of one transaction
CLEAR_EVERY = timedelta(hours=6)


class EventBook:
    """What an event leads to is written in the transaction that keeps its id: both or neither."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._clear_at = clock.now()

    async def keep(self, events: Sequence[Happened]) -> list[bool]:
        """Returns once all are on disk; which of them were new.

        One person's in the order in which they happened; people in one order, so that processes do not lock each
        other out. Some at a time: turns want to write, too. After an error all may be told again.
        """
        new: set[str] = set()
        ordered = sorted(events, key=lambda each: (each.contact.name, each.at, each.id))
        for first in range(0, len(ordered), AT_ONCE):
            async with self._database.write() as tx:
                new |= {event.id for event in ordered[first : first + AT_ONCE] if await self._take(tx, event)}
                await self._clear(tx)
        first_of = {event.id: place for place, event in reversed(list(enumerate(events)))}
        return [event.id in new and first_of[event.id] == place for place, event in enumerate(events)]

    async def _take(self, tx: Tx, event: Happened) -> bool:
        if not await tx.run(ADD_TOLD, event.id, event.topic, to_micros(self._clock.now())):
            return False
        if (topic := topic_of(event.topic)) is not None:
            await topic.handle(tx, event)
        return True

    async def _clear(self, tx: Tx) -> None:
        """Now and then: ids and searches that nobody needs any more."""
        now = self._clock.now()
        if now >= self._clear_at:
            self._clear_at = now + CLEAR_EVERY
            await tx.run(CLEAR_TOLD, to_micros(now - KEPT))
            await forget_old(tx, to_micros(now))
