"""Keeping what a store has told: it returns when it is on disk, and the same delivery twice is kept once."""

from collections.abc import Sequence

from bot.coordination.coordinator import Coordinator
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.storage.transactions import Row
from bot.stores.events import Delivery
from bot.stores.queries import ADD
from bot.stores.states import IGNORED, WAITING

BELL = "stores"
AT_ONCE = 500  # deliveries of one transaction: as many as come while a busy process does something else


class StoreInbox:
    """Deliveries that arrive together are written in one transaction."""

    def __init__(self, database: Database, coordinator: Coordinator) -> None:
        self._database, self._coordinator = database, coordinator
        self._groups: Groups[Delivery, None] = Groups(self._write, AT_ONCE, database.linger)

    async def keep(self, delivery: Delivery) -> None:
        """Returns once it is on disk. What nobody here has a use for is kept as that."""
        await self._groups.add(delivery)

    async def _write(self, deliveries: Sequence[Delivery]) -> Sequence[None]:
        rows = sorted((_row(each) for each in deliveries), key=lambda row: str(row[0]))
        async with self._database.write() as tx:
            await tx.insert(ADD, rows)
        self._coordinator.wake(BELL)
        return [None] * len(deliveries)


def _row(delivery: Delivery) -> Row:
    from bot.stores.topics import is_used  # read with the first delivery: not every shop has a store

    received_at = to_micros(delivery.received_at)
    told_at = None if delivery.told_at is None else to_micros(delivery.told_at)
    used = is_used(delivery.platform, delivery.topic)
    body = delivery.body if used else ""  # it may tell of people, and nobody would forget them
    who = (delivery.key, delivery.twin, delivery.platform, delivery.shop, delivery.topic, body)
    ended = (WAITING, received_at, 0, "", None) if used else (IGNORED, received_at, 0, "", received_at)
    return (*who, told_at, received_at, *ended)
