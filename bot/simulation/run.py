"""The run itself: the next thing that anybody does or that comes due, moment by moment."""

import heapq
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.simulation.deeds import Doer
from bot.simulation.model import Deed, Shopper, Shoppers
from bot.simulation.settings import BEGINS
from bot.simulation.world import World

NEW_REMINDERS = (
    "select o.id, o.key, o.contact_id, o.facts from outbox o "
    "where o.id > $1 and o.kind = 'journey' and o.category = 'marketing' order by o.id"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """`grain`: what falls into the same so many minutes is done together, as a busy shop would.

    `kills`: how often the worker is killed and started anew. `processes`: how many shops share the shoppers, each in
    a process of its own; `place` is this one's.
    """

    shoppers: int = 1000
    days: int = 30
    seed: int = 1
    grain: timedelta = timedelta(minutes=15)
    kills: int = 0
    processes: int = 1
    place: int = 0

    @property
    def numbers(self) -> range:
        """The shoppers of this process."""
        return range(self.place, self.shoppers, self.processes)


@dataclass
class Told:
    """What a run came to, before it is looked at."""

    moments: int = 0
    deeds: Counter[str] = field(default_factory=Counter)
    orders: int = 0
    reminded_orders: int = 0
    cpu_seconds: float = 0.0
    killed: int = 0

    def add(self, other: "Told") -> None:
        """What another process of the same run came to."""
        self.moments += other.moments
        self.deeds.update(other.deeds)
        self.orders += other.orders
        self.reminded_orders += other.reminded_orders
        self.cpu_seconds += other.cpu_seconds
        self.killed += other.killed


class Run:
    """One simulation. `progress` is told how far it is, from 0 to 1."""

    def __init__(
        self, world: World, asked: Asked, settings: Shoppers, progress: Callable[[float], None] = lambda _: None
    ) -> None:
        self._world, self._asked, self._progress = world, asked, progress
        self._shoppers = {number: Shopper(number, asked.seed, settings) for number in asked.numbers}
        self._doer = Doer(world, self._shoppers)
        self._ends = BEGINS + timedelta(days=asked.days)
        self._heap: list[Deed] = []
        self._seen = self._ordered = 0
        self.told = Told()

    async def run(self) -> Told:
        """From the first morning to the last evening."""
        began = time.process_time()
        for shopper in self._shoppers.values():
            for deed in shopper.plan(BEGINS, self._asked.days, len(self._world.skus)):
                heapq.heappush(self._heap, deed)
        while (moment := await self._next()) is not None:
            self._world.clock.set(moment)
            await self._do_due(moment)
            await self._world.settle()
            await self._react(moment)
            self.told.moments += 1
            self._progress((moment - BEGINS) / (self._ends - BEGINS))
        if self._world.worker is not None:
            await self._world.settle_doubts()
            self.told.killed = self._world.worker.killed
        self.told.cpu_seconds = time.process_time() - began
        self.told.orders = len(self._doer.placed)
        self.told.reminded_orders = sum(reminded for _, _, reminded in self._doer.placed)
        return self.told

    async def _next(self) -> datetime | None:
        """The end of the next grain in which there is anything to do."""
        due = await self._world.next_due()
        first = min([each for each in (due, self._heap[0].at if self._heap else None) if each], default=None)
        if first is None or first >= self._ends:
            return None
        passed = max(first, self._world.clock.now()) - BEGINS
        return BEGINS + self._asked.grain * (-(-passed // self._asked.grain))

    async def _do_due(self, moment: datetime) -> None:
        due: list[Deed] = []
        while self._heap and self._heap[0].at <= moment:
            due.append(heapq.heappop(self._heap))
        if due:
            self.told.deeds.update(deed.what for deed in due)
            await self._doer.do(due)

    async def _react(self, moment: datetime) -> None:
        """Reminders that have come in are thought about; orders that were placed go their way."""
        async with self._world.wiring.database.read() as tx:
            rows = await tx.rows(NEW_REMINDERS, self._seen)
        for entry_id, key, contact_id, facts in rows:
            self._seen = entry_id
            gift = any(fact["kind"] == "coupon" for fact in json.loads(facts))
            for deed in self._doer.whose[int(contact_id)].on_reminder(moment, str(key), has_gift=gift):
                heapq.heappush(self._heap, deed)
        for shopper_number, number, _ in self._doer.placed[self._ordered :]:
            for deed in self._shoppers[shopper_number].on_order(moment, number):
                heapq.heappush(self._heap, deed)
        self._ordered = len(self._doer.placed)
