"""The loop that takes what stores have told into the catalog. What fails for the moment is tried again."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.coordination.loop import work_for_ever
from bot.inbox.queries import COUNT_UP_TO
from bot.jobs.access import Access
from bot.log import get_log
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.storage.transactions import Row
from bot.stores.keep import BELL
from bot.stores.queries import ANY_AT_THE_TILL, BLANK, CLEAR, CLEAR_PARKED, END, PUT_OFF, TAKE_UP
from bot.stores.states import FAILED

if TYPE_CHECKING:
    from bot.stores.record import Recorder, RecordTerms

log = get_log(__name__)

POLL = timedelta(seconds=1)  # whatever was told is seen in the next message
LEASE = timedelta(minutes=2)  # how long one that was taken up is left to whoever did so
AT_ONCE = 100
CROWD = 128  # events that wait for their turns: two groups of them
GLANCE, GLANCES = 0.05, 40  # seconds between two looks whether they still do; how many looks
FIRST_RETRY, LONGEST_RETRY, MOST_ATTEMPTS = timedelta(seconds=5), timedelta(minutes=15), 50
KEPT = timedelta(days=7)  # deliveries that are done with
CLEAR_EVERY = timedelta(hours=6)
PARKED = timedelta(days=60)  # what was told of something that never came
TILL_EVERY = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one event: its state, or None when it is to be tried again; and why."""

    event_id: int
    attempts: int
    state: int | None
    error: str = ""


class StoreClerk:
    """One per process; any number of processes: each event is taken up by one."""

    def __init__(
        self,
        database: Database,
        coordinator: Coordinator,
        clock: Clock,
        access: Access,
        terms: "Callable[[], RecordTerms] | None" = None,
    ) -> None:
        self._database, self._coordinator, self._clock, self._access = database, coordinator, clock, access
        self._terms = terms
        self._clear_at = self._till_at = clock.now()

    async def run(self) -> None:
        """Take up whatever is due, for ever; an error is logged and waited out."""
        await work_for_ever(self.work_once, self._coordinator, BELL, POLL, failed="stores.not_worked")

    async def work_once(self) -> int:
        """Take up all that is due; how many that were."""
        done = 0
        while rows := await self._take_up():
            await self._settle(await self._apply(rows))
            done += len(rows)
            await self._give_way()
        await self._look_at_the_till()
        if self._clock.now() >= self._clear_at:
            self._clear_at = self._clock.now() + CLEAR_EVERY
            async with self._database.write() as tx:
                await tx.run(CLEAR, to_micros(self._clock.now() - KEPT))
                await tx.run(CLEAR_PARKED, to_micros(self._clock.now() - PARKED))
        return done

    async def _give_way(self) -> None:
        """Wait until most of what came of it has had its turn: whoever writes to the shop now is not to stand behind
        thousands of orders. Turns that do not come hold nothing up for long."""
        for _ in range(GLANCES):
            async with self._database.read() as tx:
                row = await tx.row(COUNT_UP_TO, CROWD)
            if row is None or row[0] < CROWD:
                return
            await asyncio.sleep(GLANCE)

    async def _look_at_the_till(self) -> None:
        """Now and then: who has left a checkout standing."""
        if self._clock.now() < self._till_at:
            return
        self._till_at = self._clock.now() + TILL_EVERY
        async with self._database.read() as tx:
            if await tx.row(ANY_AT_THE_TILL) is None:
                return
        await self._recorder().tell_abandoned()

    async def _take_up(self) -> Sequence[Row]:
        now = self._clock.now()
        async with self._database.write() as tx:
            return await tx.rows(TAKE_UP, to_micros(now + LEASE), to_micros(now), AT_ONCE)

    async def _apply(self, rows: Sequence[Row]) -> list[Outcome]:
        from bot.stores.apply import Applying  # brings the whole of `catalog.sync`: only where a store calls

        def changed() -> None:
            self._coordinator.wake("catalog")

        applying = Applying(self._database, self._clock, self._access, changed, self._recorder())
        return await applying.apply(rows)

    def _recorder(self) -> "Recorder":
        from bot.stores.record import Recorder

        return Recorder(self._database, self._coordinator, self._clock, self._terms() if self._terms else None)

    async def _settle(self, outcomes: Sequence[Outcome]) -> None:
        now = self._clock.now()
        ended: list[Row] = []
        put_off: list[Row] = []
        for each in outcomes:
            state = FAILED if each.state is None and each.attempts + 1 >= MOST_ATTEMPTS else each.state
            if state is None:
                wait = min(FIRST_RETRY * (1 << min(each.attempts, 10)), LONGEST_RETRY)
                put_off.append((each.event_id, to_micros(now + wait), each.error))
            else:
                ended.append((each.event_id, state, each.error, to_micros(now)))
            if each.error:
                log.warning("store.not_taken", event_id=each.event_id, again=state is None, why=each.error)
        async with self._database.write() as tx:
            await tx.update(END, ended)
            await tx.run(BLANK, [row[0] for row in ended])
            await tx.update(PUT_OFF, put_off)
