"""Events are kept once, each with its contact."""

import asyncio
from datetime import UTC, datetime

from bot.coordination.in_process import InProcessCoordinator
from bot.inbox.events import EventKind, Handle, NewEvent
from bot.inbox.keep import Inbox
from bot.storage.database import Database

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PHONE = Handle("phone", "+14155550101")
BSUID = Handle("bsuid", "US.a1b2")


def arrival(key: str, *handles: Handle, name: str = "Amina") -> NewEvent:
    return NewEvent(key, EventKind.MESSAGE, {"text": key}, NOW, handles, sender="+15550100000", profile_name=name)


async def rows(database: Database, sql: str) -> list[tuple[object, ...]]:
    async with database.read() as tx:
        return [tuple(row) for row in await tx.rows(sql)]


async def test_the_same_event_at_the_same_instant_is_kept_once(database: Database) -> None:
    """P1: one to five deliveries, one row, one contact."""
    inbox = Inbox(database, InProcessCoordinator())
    await asyncio.gather(*(inbox.keep(arrival("twilio:SM1", PHONE)) for _ in range(5)))
    await inbox.keep(arrival("twilio:SM1", PHONE))
    assert await rows(database, "select key from inbox_event") == [("twilio:SM1",)]
    assert await rows(database, "select name, country from contact") == [("Amina", "US")]


async def test_two_processes_meeting_the_same_stranger_make_one_contact(database: Database) -> None:
    doors = [Inbox(database, InProcessCoordinator()) for _ in range(4)]
    await asyncio.gather(*(door.keep(arrival(f"twilio:SM{n}", PHONE, BSUID)) for n, door in enumerate(doors)))
    assert len(await rows(database, "select id from contact")) == 1
    assert len(await rows(database, "select id from inbox_event")) == 4
    assert await rows(database, "select value from handle order by value") == [(PHONE.value,), (BSUID.value,)]


async def test_two_processes_meeting_the_same_stranger_by_different_addresses_make_one_contact(
    database: Database,
) -> None:
    """One is told the phone number alone, the other both: whoever is second joins the first."""
    doors = [Inbox(database, InProcessCoordinator()) for _ in range(2)]
    both = arrival("twilio:SM2", BSUID, PHONE), arrival("twilio:SM1", PHONE)
    await asyncio.gather(*(door.keep(event) for door, event in zip(doors, both, strict=True)))
    await doors[0].keep(arrival("twilio:SM3", PHONE))
    assert len(await rows(database, "select distinct contact_id from inbox_event")) == 1
    assert len(await rows(database, "select id from contact")) == 1
    assert len(await rows(database, "select contact_id from conversation")) == 1


async def test_two_forms_of_one_number_that_arrive_together_are_one_contact(database: Database) -> None:
    """P27: Mexico with and without its 1, in one group."""
    inbox = Inbox(database, InProcessCoordinator())
    forms = [Handle("phone", "+5215512345678"), Handle("phone", "+525512345678")]
    await asyncio.gather(*(inbox.keep(arrival(f"twilio:SM{n}", form)) for n, form in enumerate(forms)))
    assert len(await rows(database, "select id from contact")) == 1
    assert {row[0] for row in await rows(database, "select value from handle")} == {form.value for form in forms}


async def test_strangers_in_one_group_keep_their_own_names_and_conversations(database: Database) -> None:
    inbox = Inbox(database, InProcessCoordinator())
    people = {f"+1415555{n:04d}": f"Shopper {n}" for n in range(20)}
    events = [arrival(f"twilio:{to}", Handle("phone", to), name=name) for to, name in people.items()]
    await asyncio.gather(*map(inbox.keep, events))
    found = await rows(
        database,
        "select h.value, c.name, v.address, e.key from handle h join contact c on c.id = h.contact_id "
        "join conversation v on v.contact_id = c.id join inbox_event e on e.contact_id = c.id",
    )
    assert {(value, name) for value, name, _, _ in found} == set(people.items())
    assert all(value == address and key == f"twilio:{value}" for value, _, address, key in found)


async def test_a_person_without_a_phone_number_is_a_contact(database: Database) -> None:
    """P27: and stays the same one when the number appears later."""
    inbox = Inbox(database, InProcessCoordinator())
    await inbox.keep(arrival("twilio:SM1", BSUID))
    await inbox.keep(arrival("twilio:SM2", PHONE, BSUID))
    await inbox.keep(arrival("twilio:SM3", PHONE))
    assert len(await rows(database, "select distinct contact_id from inbox_event")) == 1


async def test_names_that_no_database_takes_do_not_lose_the_message(database: Database) -> None:
    inbox = Inbox(database, InProcessCoordinator())
    await inbox.keep(arrival("twilio:SM1", PHONE, name="A\x00mi\ud800na"))
    assert len(await rows(database, "select id from inbox_event")) == 1


async def test_two_processes_with_the_same_strangers_in_another_order_do_not_lock_each_other_out(
    database: Database,
) -> None:
    """And one contact's messages keep the order in which they came."""
    people = [Handle("phone", f"+1415555{n:04d}") for n in range(30)]
    events = [arrival(f"twilio:SM{turn}{n:02d}", person) for turn in (1, 2) for n, person in enumerate(people)]
    doors = [Inbox(database, InProcessCoordinator()) for _ in range(2)]
    twins = [*(doors[0].keep(event) for event in events), *(doors[1].keep(event) for event in reversed(events[:30]))]
    async with asyncio.timeout(5):
        await asyncio.gather(*twins, *(doors[1].keep(event) for event in events[30:]))
    assert len(await rows(database, "select id from contact")) == 30
    kept = await rows(database, "select contact_id, key from inbox_event order by contact_id, id")
    assert len(kept) == 60
    assert all((first[1][9], second[1][9]) == ("1", "2") for first, second in zip(kept[::2], kept[1::2], strict=True))
