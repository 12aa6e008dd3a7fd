"""Keeping an event: it returns when the event is on disk, and the same event twice is kept once (P1).

Events that arrive together are written in one transaction. Their contacts are found by the first handle that is
known; strangers become contacts there and then, so that nobody is ever dropped (P27).
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

import phonenumbers
from phonenumbers import NumberParseException

from bot.contacts.consents import storable
from bot.contacts.phones import forms_of
from bot.contacts.queries import SET_OPTED_OUT, add_contact, add_handle, find_contacts
from bot.contacts.suppression import SALT, find_suppressed
from bot.coordination.coordinator import Coordinator
from bot.hooks.events import RECEIVED
from bot.hooks.tell import BELL as HOOKS
from bot.hooks.tell import Told, Wanted
from bot.inbox.events import EventKind, Handle, NewEvent
from bot.inbox.queries import ADD_EVENTS, find_fact
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
        self._groups: Groups[NewEvent, None] = Groups(self._write)
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
            owners = {id(event): await contact_of(tx, event, found) for event in sorted(events, key=_address)}
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


async def contact_of(tx: Tx, event: NewEvent, found: dict[str, int]) -> int:
    """Whose event this is; `found` are known addresses and grows. A stranger becomes a contact."""
    if event.contact_id is not None:
        return event.contact_id
    contact_id = next((found[h.value] for h in event.handles if h.value in found), None)
    if contact_id is None:
        contact_id = await _meet(tx, event)
    for handle in event.handles:
        if handle.value not in found and await add_handle(tx, handle.value, handle.kind, contact_id):
            found[handle.value] = contact_id
    return found.get(event.handles[0].value, contact_id)


async def _meet(tx: Tx, event: NewEvent) -> int:
    """A new contact; if another process has just met the same person, theirs."""
    first = event.handles[0]
    contact_id = await add_contact(
        tx,
        name=storable(event.profile_name),
        country=country_of(first),
        sender=event.sender,
        address=first.value,
        now=event.received_at,
    )
    if await add_handle(tx, first.value, first.kind, contact_id):
        for form in forms_of(first.value):  # under which a store or a site may know them
            if form != first.value:
                await add_handle(tx, form, "alias", contact_id)
        await _heed_stop(tx, event, contact_id)
        return contact_id
    await tx.run("delete from conversation where contact_id = $1", contact_id)
    await tx.run("delete from contact where id = $1", contact_id)
    return (await find_contacts(tx, [first.value]))[first.value]


async def _heed_stop(tx: Tx, event: NewEvent, contact_id: int) -> None:
    """Whoever said STOP and was erased since is somebody new, and opted out all the same."""
    salt = await find_fact(tx, SALT)
    forms = [form for handle in event.handles for form in forms_of(handle.value)]
    stopped_at = await find_suppressed(tx, forms, salt) if salt else None
    if stopped_at is not None:
        await tx.run(SET_OPTED_OUT, contact_id, stopped_at)


def country_of(handle: Handle) -> str:
    """ISO 3166 country of a phone number, or the prefix of a BSUID; empty when there is none."""
    if handle.kind != "phone":
        return handle.value.partition(".")[0].upper()[:2]
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(handle.value)) or ""
    except NumberParseException:
        return ""


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
