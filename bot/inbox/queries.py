"""All SQL of the inbox."""

from collections.abc import Sequence
from datetime import datetime

from bot.inbox.events import EventKind
from bot.storage.columns import to_micros
from bot.storage.statements import insert_many, update_many
from bot.storage.transactions import Row, Tx

ADD_EVENTS = insert_many(
    "inbox_event",
    {
        "key": "text",
        "kind": "text",
        "contact_id": "bigint",
        "sender": "text",
        "address": "text",
        "body": "text",
        "received_at": "bigint",
        "state": "int",
        "attempts": "int",
        "error": "text",
    },
    conflict="on conflict (key) do nothing",
)
CLAIM_CONTACTS = (
    "select contact_id, min(id) from inbox_event where state = 0 and contact_id > $1 "
    "group by contact_id order by contact_id limit $2"
)
NEWEST_WAITING = "select max(contact_id) from inbox_event where state = 0"
READ_CLAIMS = (
    "select e.id, e.key, e.kind, e.contact_id, e.sender, e.address, e.body, e.received_at, e.attempts, "
    "c.version, c.epoch, c.owner, c.state, c.sender, c.address, c.windows, "
    "p.name, p.language, p.country, p.opted_out_at, p.given_name, p.language_pinned, p.erased_at, "
    "c.journeys "
    "from inbox_event e join conversation c on c.contact_id = e.contact_id join contact p on p.id = e.contact_id "
    "where e.id = any($1::bigint[]) and e.state = 0 and (c.hold_until is null or c.hold_until <= $2)"
)
READDRESS = "update inbox_event set contact_id = $2 where id = $1 and state = 0"
MARK_DONE = update_many("inbox_event", {"id": "bigint"}, {"done_at": "bigint"}, also_set="state = 1")
PUT_OFF = "update inbox_event set attempts = attempts + 1, error = $2 where id = $1 and state = 0"
HOLD = "update conversation set hold_until = $2 where contact_id = $1"
SET_ASIDE = (
    "update inbox_event set state = 2, attempts = attempts + 1, error = $2, done_at = $3 where id = $1 and state = 0"
)
RETRY = "update inbox_event set state = 0, attempts = 0, error = '', done_at = null where id = $1 and state = 2"
LIST_FAILED = (
    "select id, key, kind, contact_id, received_at, attempts, error from inbox_event where state = 2 "
    "order by id desc limit $1"
)
NEXT_HOLD = "select min(hold_until) from conversation where hold_until > $1"
COUNT_WAITING = "select count(*) from inbox_event where state = 0"
#: How many wait; of more than $1, no more are counted.
COUNT_UP_TO = "select count(*) from (select 1 from inbox_event where state = 0 limit $1) as waiting"
MEASURE = (
    "select (select count(*) from inbox_event where state = 0), "
    "(select min(received_at) from inbox_event where state = 0), "
    "(select count(*) from inbox_event where state = 2)"
)

SET_TIMERS = insert_many(
    "timer",
    {"contact_id": "bigint", "name": "text", "token": "text", "due_at": "bigint", "data": "text"},
    conflict="on conflict (contact_id, name) do update set "
    "token = excluded.token, due_at = excluded.due_at, data = excluded.data",
)
#: One that is there already is newer.
KEEP_TIMERS = insert_many(
    "timer",
    {"contact_id": "bigint", "name": "text", "token": "text", "due_at": "bigint", "data": "text"},
    conflict="on conflict (contact_id, name) do nothing",
)
CANCEL_TIMER = "delete from timer where contact_id = $1 and name = $2"
TAKE_DUE_TIMERS = (
    "delete from timer where id in (select id from timer where due_at <= $1 order by due_at limit $2 "
    "for update skip locked) returning contact_id, name, token, data, id"
)
NEXT_TIMER = "select min(due_at) from timer"

SHIFT = "demo_shift"  # the fact: by how much the demo is ahead of the machine, in µs
FIND_FACT = "select value from fact where name = $1"
KEEP_FACT = "insert into fact (name, value) values ($1, $2) on conflict (name) do nothing"
#: $2 is a whole number; a smaller one than is there changes nothing.
RAISE_FACT = (
    "insert into fact (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value "
    "where cast(fact.value as bigint) < cast(excluded.value as bigint)"
)
SET_FACT = "insert into fact (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value"


def event_row(key: str, kind: EventKind, contact_id: int, body: str, now: int) -> tuple[object, ...]:
    """A row of `ADD_EVENTS` for what nobody wrote: it has no address (`body` is JSON, `now` in µs)."""
    return (key, kind.value, contact_id, "", "", body, now, 0, 0, "")


async def claim_contacts(tx: Tx, after: int, limit: int) -> Sequence[Row]:
    """Contacts beyond `after` that have waiting events, each with its oldest one. Round and round: fair."""
    return await tx.rows(CLAIM_CONTACTS, after, limit)


async def find_newest_waiting(tx: Tx) -> int:
    """The contact with the highest id who has a waiting event; 0 when nobody has."""
    row = await tx.row(NEWEST_WAITING)
    return int(row[0] or 0) if row else 0


async def read_claims(tx: Tx, event_ids: list[int], now: datetime) -> Sequence[Row]:
    """These events with all that their turns need to know; held contacts are left out."""
    return await tx.rows(READ_CLAIMS, event_ids, to_micros(now))


async def find_fact(tx: Tx, name: str) -> str | None:
    """What was remembered under this name."""
    row = await tx.row(FIND_FACT, name)
    return None if row is None else str(row[0])


async def keep_fact(tx: Tx, name: str, value: str) -> str:
    """Remember a value once: answers the one that is there now, whoever was first."""
    await tx.run(KEEP_FACT, name, value)
    return await find_fact(tx, name) or value
