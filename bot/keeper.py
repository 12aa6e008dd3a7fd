"""Keeps the flows of a running process at what the shop has changed: no restart for a journey switched off."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Protocol

from bot.changes import queries
from bot.changes.outline import FACT, outline_of
from bot.changes.state import BELL, Changes, read_changes
from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.coordination.loop import work_for_ever
from bot.inbox.events import EventKind
from bot.inbox.queries import ADD_EVENTS, SET_FACT, event_row, find_fact
from bot.log import get_log
from bot.storage.columns import dump_json, to_micros
from bot.storage.database import Database
from bot.turns.parts import TurnParts
from flows.engine.flowset import FlowSet

log = get_log(__name__)

POLL = timedelta(seconds=5)
AT_ONCE = 200  # passages that are ended in one transaction
_BODY = dump_json({"name": "journey.off", "data": {}})


class Builds(Protocol):
    """Whoever makes parts of flows (`bot/talking.py`)."""

    def __call__(self, changes: Changes) -> TurnParts:
        """With these changes. Raises SettingsWrong."""

    def read_disk(self) -> tuple[tuple[str, str], ...]:
        """Path and text of the shop's own files as they are now. Raises SettingsWrong."""


class FlowKeeper:
    """Reads anew when somebody, in whatever process, has changed something; `uses` are told of the new parts."""

    def __init__(
        self,
        database: Database,
        coordinator: Coordinator,
        clock: Clock,
        build: Builds,
        seen: Changes,
        flows: FlowSet,
    ) -> None:
        self._database, self._coordinator, self._clock = database, coordinator, clock
        self._build, self._seen, self._flows = build, seen, flows
        self._lock = asyncio.Lock()
        self._is_written = False
        self._ended: set[tuple[str, int]] = set()  # journeys that are off, and since when: nobody is under way there
        self._name = secrets.token_hex(4)
        self.uses: list[Callable[[TurnParts], None]] = []

    async def run(self) -> None:
        """Look for ever; an error is logged and waited out."""
        await self._coordinator.wait(BELL, POLL)  # a start has better things to do
        await work_for_ever(self._look, self._coordinator, BELL, POLL, failed="changes.not_read")

    async def refresh(self) -> bool:
        """Read anew if something has changed. Raises SettingsWrong when it cannot be used: all stays as it was."""
        async with self._lock:
            async with self._database.read() as tx:
                row = await tx.row(queries.NEWEST)
                if row is None or row[0] == self._seen.number:
                    return False
                changes = await read_changes(tx)
            await self.use(changes)
            self._seen = changes
        await self._end_passages()
        return True

    async def read_disk(self) -> tuple[tuple[str, str], ...]:
        """Path and text of the shop's own flow files as they are now. Raises SettingsWrong."""
        return await asyncio.to_thread(self._build.read_disk)

    async def try_out(self, changes: Changes) -> TurnParts:
        """What would be used. Raises SettingsWrong, naming what is wrong."""
        return await asyncio.to_thread(self._build, changes)

    async def use(self, changes: Changes) -> None:
        """Let everybody work with these changes from their next turn on."""
        parts = await self.try_out(changes)
        for use in self.uses:
            use(parts)
        self._flows = parts.flows
        await self._write_down()
        log.info("changes.used", number=changes.number, version=parts.flows.version)

    async def _look(self) -> None:
        if not self._is_written:
            await self._write_down()
        await self.refresh()
        await self._end_passages()  # at the start, and again where that has failed

    async def _write_down(self) -> None:
        """What runs, for `shopclerk flows diff`; most starts run what ran before, and write nothing."""
        outline = await asyncio.to_thread(lambda: outline_of(self._flows).to_json())
        async with self._database.read() as tx:
            is_known = await find_fact(tx, FACT) == outline
        if not is_known:
            async with self._database.write() as tx:
                await tx.run(SET_FACT, FACT, outline)
        self._is_written = True

    async def _end_passages(self) -> None:
        """Whoever is under way in a journey that is off leaves it now, and not when the next timer is due.

        Once for each time that it was switched off: nobody begins it afterwards.
        """
        off = {(each.journey, each.at) for each in self._seen.switches if not each.is_on}
        for journey, at in sorted(off - self._ended):
            await self._end(journey, f"off:{journey}:{at}:{self._name}")
            self._ended.add((journey, at))

    async def _end(self, journey: str, key: str) -> None:
        after = 0
        while True:
            async with self._database.read() as tx:
                rows = await tx.rows(queries.LIST_LIVE, journey, after, AT_ONCE)
            if rows:
                async with self._database.write() as tx:
                    await tx.insert(ADD_EVENTS, [_event(row, key, to_micros(self._clock.now())) for row in rows])
                self._coordinator.wake("turns")
            if len(rows) < AT_ONCE:
                return
            after = rows[-1][0]


def _event(row: Sequence[int], key: str, now: int) -> tuple[object, ...]:
    return event_row(f"{key}:{row[0]}", EventKind.JOURNEY, row[1], _BODY, now)
