"""What becomes of a journey's message, told to the passage that sent it: it failed, arrived, or was read.

Only where a journey listens to it: most shops' statuses move messages forward and nothing else.
"""

import json
from collections.abc import Collection, Iterable, Iterator

from bot.inbox.events import EventKind
from bot.inbox.queries import ADD_EVENTS, event_row
from bot.outbox.status import Status
from bot.storage.columns import dump_json
from bot.storage.transactions import Row, Tx
from flows.engine.journeys.enrollment import name_of

#: By the status that an entry now has: who has read a message has got it, too.
NAMES = {
    Status.FAILED: ("message.failed",),
    Status.DELIVERED: ("message.delivered",),
    Status.READ: ("message.delivered", "message.read"),
}
OF_JOURNEYS = (
    "select id, contact_id, policy, template, category, coalesce(error_code, 0) from outbox "
    "where id = any($1::bigint[]) and kind = 'journey' order by id"
)

Became = tuple[int, Status]  # an entry, and what it is now


class Becomings:
    """`listened` are the names that any journey waits for, begins by or ends with."""

    def __init__(self) -> None:
        self.listened: Collection[str] = ()

    async def tell(self, tx: Tx, changed: Iterable[Became], now: int) -> bool:
        """Events for the contacts, once for each entry and name (`now` in µs); whether there are any."""
        heard = {entry_id: names for entry_id, status in changed if (names := self._heard(status))}
        if not heard:
            return False
        rows = [row for each in await tx.rows(OF_JOURNEYS, list(heard)) for row in _events(each, heard[each[0]], now)]
        await tx.insert(ADD_EVENTS, rows)
        return bool(rows)

    def _heard(self, status: Status) -> list[str]:
        return [name for name in NAMES.get(status, ()) if name in self.listened]


def _events(entry: Row, names: Collection[str], now: int) -> Iterator[Row]:
    entry_id, contact_id, policy, template, category, error_code = entry
    of = json.loads(policy or "{}").get("of")
    if not of:
        return
    journey, key, _, step, _ = of
    data = {"journey": journey, "step": step, "template": template, "category": category, "error_code": error_code}
    body = {"data": data, "enrollment": name_of(journey, key)}
    for name in names:
        told = dump_json({"name": name, **body})
        yield event_row(f"{name}:{entry_id}", EventKind.JOURNEY, contact_id, told, now)
