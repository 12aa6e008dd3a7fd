"""Whose events these are: contacts are found by the addresses that are known, and strangers become contacts.

Strangers that arrive together are written together: a shop whose ad has just begun to run meets many in a second.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import phonenumbers
from phonenumbers import NumberParseException

from bot.contacts.consents import storable
from bot.contacts.phones import forms_of
from bot.contacts.queries import (
    ADD_HANDLES,
    SET_OPTED_OUT,
    add_conversations,
    add_handle,
    add_person,
    drop_person,
    find_contacts,
)
from bot.contacts.suppression import SALT, find_suppressed
from bot.inbox.events import Handle, NewEvent
from bot.inbox.queries import find_fact
from bot.storage.transactions import Row, Tx


@dataclass(slots=True)
class _Met:
    """Who was met in one transaction. `found` are known addresses and whose they are; it grows."""

    found: dict[str, int]
    strangers: dict[int, NewEvent] = field(default_factory=dict)  # new contact → the event that brought them
    handles: list[Row] = field(default_factory=list)  # value, kind, contact

    def claim(self, value: str, kind: str, contact_id: int) -> None:
        """This address is the contact's, unless it is somebody's already."""
        if value not in self.found:
            self.found[value] = contact_id
            self.handles.append((value, kind, contact_id))


async def find_owners(tx: Tx, events: Sequence[NewEvent], found: dict[str, int]) -> list[int]:
    """The contact of each event. `found` are the known addresses of the events, and grows by those that are new.

    Events come ordered by address, so that processes that meet the same strangers do not lock each other out.
    """
    met = _Met(found)
    owners = [await _owner(tx, event, met) for event in events]
    if not met.handles:
        return owners
    added = await tx.update(ADD_HANDLES, met.handles)
    others = await _others(tx, met, added)
    await add_conversations(tx, [(who, event.sender, _address(event)) for who, event in met.strangers.items()])
    await _heed_stops(tx, met.strangers)
    return [others.get(owner, owner) for owner in owners]


async def _owner(tx: Tx, event: NewEvent, met: _Met) -> int:
    """As far as this process knows."""
    if event.contact_id is not None:
        return event.contact_id
    owner = _known_as(event, met.found)
    if owner is None:
        first = event.handles[0]
        owner = await add_person(tx, storable(event.profile_name), country_of(first), event.received_at)
        met.strangers[owner] = event
        met.claim(first.value, first.kind, owner)
        for form in forms_of(first.value):  # under which a store or a site may know them
            met.claim(form, "alias", owner)
    for handle in event.handles:
        met.claim(handle.value, handle.kind, owner)
    return met.found.get(event.handles[0].value, owner)


async def _others(tx: Tx, met: _Met, added: set[str]) -> dict[int, int]:
    """Strangers whom another process has met in the same moment, and who they are there: theirs count."""
    taken = [row for row in met.handles if row[0] not in added]
    for value, _, _ in taken:
        del met.found[value]
    if not taken:
        return {}
    known = await find_contacts(tx, [str(value) for value, _, _ in taken])
    others = {who: other for who, event in met.strangers.items() if (other := _known_as(event, known)) is not None}
    for who, other in others.items():
        del met.strangers[who]
        await drop_person(tx, who)
        for value, kind, owner in met.handles:
            if owner == who and value in added:
                await add_handle(tx, value, kind, other)
                met.found[value] = other
    met.found.update(known)
    return others


def _known_as(event: NewEvent, known: dict[str, int]) -> int | None:
    return next((known[handle.value] for handle in event.handles if handle.value in known), None)


async def _heed_stops(tx: Tx, strangers: dict[int, NewEvent]) -> None:
    """Whoever said STOP and was erased since is somebody new, and opted out all the same."""
    salt = await find_fact(tx, SALT) if strangers else None
    if salt is None:
        return
    for contact_id, event in strangers.items():
        forms = [form for handle in event.handles for form in forms_of(handle.value)]
        stopped_at = await find_suppressed(tx, forms, salt)
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


def _address(event: NewEvent) -> str:
    return event.handles[0].value
