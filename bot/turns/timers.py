"""Timers that come due become events, in the transaction that takes them: never lost, never twice."""

import asyncio
import json
from datetime import timedelta

from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.inbox.events import EventKind
from bot.inbox.queries import ADD_EVENTS, NEXT_TIMER, TAKE_DUE_TIMERS, event_row
from bot.log import get_log
from bot.storage.columns import dump_json, to_micros
from bot.storage.database import Database
from bot.storage.transactions import Row

log = get_log(__name__)

AT_ONCE = 100  # SQLite has one writer: short transactions
POLL = timedelta(seconds=1)


class TimerClerk:
    """Moves due timers into the inbox."""

    def __init__(self, database: Database, coordinator: Coordinator, clock: Clock) -> None:
        self._database = database
        self._coordinator = coordinator
        self._clock = clock

    async def run(self) -> None:
        """Work for ever; an error of the database is waited out."""
        while True:
            try:
                if not await self.move_due():
                    await self._coordinator.wait("timers", POLL)
            except Exception:
                log.exception("timers.loop_failed")
                await asyncio.sleep(POLL.total_seconds())

    async def move_due(self) -> int:
        """How many timers came due and are events now."""
        now = to_micros(self._clock.now())
        if not await self._is_due(now):
            return 0
        async with self._database.write() as tx:
            rows = await tx.rows(TAKE_DUE_TIMERS, now, AT_ONCE)
            await tx.insert(ADD_EVENTS, [_event(row, now) for row in rows])
        if rows:
            self._coordinator.wake("turns")
        return len(rows)

    async def _is_due(self, now: int) -> bool:
        async with self._database.read() as tx:
            row = await tx.row(NEXT_TIMER)
        return row is not None and row[0] is not None and row[0] <= now


def _event(row: Row, now: int) -> tuple[object, ...]:
    contact_id, name, token, data, timer_id = row
    body = dump_json({"name": name, "token": token, "data": json.loads(data)})
    key = f"timer:{contact_id}:{name}:{token}:{now}:{timer_id}"  # set back, a clock comes by the same moment again
    return event_row(key, EventKind.TIMER, contact_id, body, now)
