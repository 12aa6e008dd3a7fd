"""Keeping an event: it returns when the event is on disk, and the same event twice is kept once (P1).

Events that arrive together are written in one transaction. Their contacts are found by the first handle that is
known; strangers become contacts there and then, so that nobody is ever dropped (P27).
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

from bot.contacts.queries import find_contacts
from bot.coordination.coordinator import Coordinator
from bot.hooks.events import RECEIVED
from bot.hooks.tell import BELL as HOOKS
from bot.hooks.tell import Told, Wanted
from bot.inbox.events import EventKind, NewEvent
from bot.inbox.meet import find_owners
from bot.inbox.queries import ADD_EVENTS
from bot.media.queries import ADD_FILES, BELL, new_row
from bot.storage.columns import dump_json, to_micros
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.storage.transactions import Row, Tx

CACHED_HANDLES = 50_000
TRUSTED = 60.0  # seconds: an address may be freed by another process, which erases its contact
UNKEPT = "unkept"  # woken when something could not be kept: whoever can fetch it again should


class Inbox:
    """The one way in for whatever can happen."""

    def __init__(self, database: Database, coordinator: Coordinator, hooks: Wanted | None = None) -> None:
        self._database = database
        self._coordinator = coordinator
        self._hooks = hooks or Wanted()
        self._groups: Groups[NewEvent, None] = Groups(self._write, linger=database.linger)
        self._known: OrderedDict[str, int] = OrderedDict()
        self._known_since = 0.0

    async def keep(self, event: NewEvent) -> None:
        """Returns once the event is on disk. A key that is there already changes nothing."""
        try:
            await self._groups.add(event)
        except Exception:
            self._coordinator.wake(UNKEPT)
            raise

    def announce(self) -> None:
        """Events were kept in somebody else's transaction: their turns may begin."""
        self._coordinator.wake("turns")

    async def _write(self, events: Sequence[NewEvent]) -> Sequence[None]:
        """Ordered by address and contact, so that processes do not lock each other out; a contact's as they came."""
        found: dict[str, int] = {}
        async with self._database.write() as tx:
            await self._find(tx, events, found)
            by_address = sorted(events, key=_address)
            owners = dict(zip(map(id, by_address), await find_owners(tx, by_address, found), strict=True))
            together = sorted(events, key=lambda event: owners[id(event)])
            await tx.insert(ADD_EVENTS, [_row(event, owners[id(event)]) for event in together])
            files = [row for event in together for row in _file_rows(event, owners[id(event)])]
            await tx.insert(ADD_FILES, files)
            said = [_told(event, owners[id(event)]) for event in together if event.kind is EventKind.MESSAGE]
            told = await self._hooks.tell(tx, said)
        self._remember(found)
        if told:
            self._coordinator.wake(HOOKS)
        self._coordinator.wake("turns")
        if files:
            self._coordinator.wake(BELL)
        return [None] * len(events)

    async def _find(self, tx: Tx, events: Sequence[NewEvent], found: dict[str, int]) -> None:
        self._forget_now_and_then()
        unknown = set()
        for event in events:
            for handle in event.handles:
                contact_id = self._known.get(handle.value)
                if contact_id is None:
                    unknown.add(handle.value)
                else:
                    found[handle.value] = contact_id
        if unknown:
            found.update(await find_contacts(tx, sorted(unknown)))

    def _forget_now_and_then(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._known_since > TRUSTED:
            self._known.clear()
            self._known_since = now

    def _remember(self, found: dict[str, int]) -> None:
        """Only what is on disk. What comes for an erased contact meanwhile is sent on by its turn."""
        self._known.update(found)
        while len(self._known) > CACHED_HANDLES:
            self._known.popitem(last=False)


def _told(event: NewEvent, contact_id: int) -> Told:
    return (RECEIVED, contact_id, event.key, "{}", to_micros(event.received_at))


def _address(event: NewEvent) -> str:
    return event.handles[0].value if event.handles else ""


def _file_rows(event: NewEvent, contact_id: int) -> list[Row]:
    return [new_row(file, contact_id, to_micros(event.received_at)) for file in event.files]


def _row(event: NewEvent, contact_id: int) -> tuple[object, ...]:
    return (
        event.key,
        event.kind.value,
        contact_id,
        event.sender,
        _address(event),
        dump_json(event.body),
        to_micros(event.received_at),
        0,
        0,
        "",
    )
