"""All SQL of the outbox. Moments are µs; statuses are the words of `status.py`."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.outbox.entries import NewEntry
from bot.outbox.split import split_content
from bot.storage.columns import dump_json, to_micros
from bot.storage.statements import insert_many, update_many
from bot.storage.transactions import Row, Tx

NEVER = 253_402_300_799_000_000  # the end of the year 9999: an unknown entry that nobody looks after any more
AFTER_MEDIA = timedelta(seconds=3)  # the next message waits for `sent`, or this long

ADD_ENTRIES = insert_many(
    "outbox",
    {
        "key": "text",
        "contact_id": "bigint",
        "sender": "text",
        "to_handle": "text",
        "content": "text",
        "media": "int",
        "epoch": "bigint",
        "kind": "text",
        "status": "text",
        "reason": "text",
        "provider_id": "text",
        "attempts": "int",
        "due_at": "bigint",
        "expires_at": "bigint",
        "created_at": "bigint",
        "updated_at": "bigint",
        "event_id": "bigint",
        "template": "text",
        "category": "text",
        "facts": "text",
        "policy": "text",
        "agent_id": "bigint",
    },
    conflict="on conflict (key) do nothing",
)

#: $1 now, $2 how many, $3 senders that rest, $4 media accepted after this is still on its way, $5 how many to see.
#: Only the oldest open entry of a contact and sender: that is the order, and the fairness between contacts. What is
#: planned for later holds nobody up; what is late does. Looking at a bounded part of the backlog, and `case`, keep
#: PostgreSQL from joining the whole of it with itself when its statistics are old.
PEEK = """
with due as (
  select id, sender, contact_id, due_at from outbox
  where status = 'waiting' and due_at <= $1 and sender <> all($3::text[])
  order by due_at, id limit $5)
select e.id, e.sender, e.contact_id, (select count(*) from due) from due e
where case when exists (
  select 1 from outbox b
  where b.contact_id = e.contact_id and b.sender = e.sender and b.id < e.id
  and b.status in ('waiting', 'sending', 'unknown')
  and (b.status = 'sending'
    or (b.status = 'waiting'
      and (b.attempts > 0 or b.due_at <= $1 or (b.reason <> '' and b.kind not in ('template', 'journey'))))
    or (b.status = 'unknown' and b.lease_until > $1))) then false else true end
and case when exists (
  select 1 from outbox m
  where m.contact_id = e.contact_id and m.sender = e.sender and m.id < e.id
  and m.status = 'accepted' and m.media = 1 and m.accepted_at > $4) then false else true end
order by e.due_at, e.id limit $2
"""

#: $1 keys, $2 now, $3 media accepted after this is still on its way: new entries that nothing stands before.
FIND_FIRST = """
select e.id from outbox e
where e.key = any($1::text[]) and e.status = 'waiting' and e.due_at <= $2
and not exists (
  select 1 from outbox b
  where b.contact_id = e.contact_id and b.sender = e.sender and b.id < e.id
  and (b.status in ('waiting', 'sending', 'unknown')
    or (b.status = 'accepted' and b.media = 1 and b.accepted_at > $3)))
"""

#: $1 now: whether anything is due that others of its conversation may be hiding.
ANY_DUE = "select 1 from outbox where status = 'waiting' and due_at <= $1 limit 1"

#: The columns of `gate.Candidate`. Rows that another dispatcher holds are skipped.
READ_CANDIDATES = """
select e.id, e.contact_id, e.sender, e.to_handle, e.content, e.kind, e.epoch, e.attempts, e.created_at,
  e.expires_at, e.tried_at, c.epoch, c.windows, p.opted_out_at,
  case when e.kind in ('template', 'journey') then
    (select count(*) from inbox_event i where i.contact_id = e.contact_id and i.state = 0) else 0 end
from outbox e
left join conversation c on c.contact_id = e.contact_id
left join contact p on p.id = e.contact_id
where e.id = any($1::bigint[]) and e.status = 'waiting' and e.due_at <= $2
for update of e skip locked
"""
TAKE = """
update outbox set status = 'sending', attempts = attempts + 1, attempted_at = $2, lease_until = $3,
  tried_at = coalesce(tried_at, $2), updated_at = $2, reason = ''
where id = any($1::bigint[])
"""
DROP = update_many(
    "outbox",
    {"id": "bigint"},
    {"reason": "text", "updated_at": "bigint"},
    also_set="status = 'dropped'",
    also_where="t.status = 'waiting'",
)
PUT_OFF = update_many(
    "outbox",
    {"id": "bigint"},
    {"due_at": "bigint", "reason": "text"},
    also_where="t.status = 'waiting'",
)
#: What the chooser of wordings asks of entries that name a template, and what it writes down.
READ_FOR_TEMPLATES = (
    "select o.id, o.error_code, o.billed_as, p.country from outbox o left join contact p on p.id = o.contact_id "
    "where o.id = any($1::bigint[])"
)
CHOSEN = update_many(
    "outbox",
    {"id": "bigint"},
    {"variant_id": "bigint", "billed_as": "text", "price": "bigint", "price_currency": "text"},
    also_set="held = 0",
)
HOLD = "update outbox set held = 1 where id = any($1::bigint[])"
NEXT_DUE = "select min(due_at) from outbox where status = 'waiting' and due_at > $1"

#: What became of one attempt; `attempts` proves that the attempt is still ours.
MARK = update_many(
    "outbox",
    {"id": "bigint", "attempts": "int"},
    {
        "status": "text",
        "reason": "text",
        "error_code": "int",
        "provider_id": "text",
        "due_at": "bigint",
        "lease_until": "bigint",
        "accepted_at": "bigint",
        "updated_at": "bigint",
    },
    also_where="t.status in ('sending', 'unknown')",
)
#: What went out in another form than was written down, at this attempt; callbacks may have moved it on already.
SET_CONTENT = update_many("outbox", {"id": "bigint", "attempts": "int"}, {"content": "text"})
READ_CONTENTS = "select id, content from outbox where id = any($1::bigint[])"
COUNT_NEXT = (
    "select count(*) from outbox where contact_id = any($1::bigint[]) "
    "and status in ('waiting', 'sending', 'unknown') and status = 'waiting'"
)

LOG_STATUSES = insert_many(
    "status_log",
    {"provider_id": "text", "status": "text", "error_code": "int", "entry_id": "bigint", "at": "bigint"},
    conflict="on conflict (provider_id, status) do nothing",
)
READ_LOGGED = "select provider_id, status, entry_id from status_log where provider_id = any($1::text[])"
#: Entries that updates may be about, held until the statuses are written.
READ_FOR_STATUS = (
    "select id, provider_id, status, attempts, contact_id, template from outbox "
    "where id = any($1::bigint[]) or (provider_id <> '' and provider_id = any($2::text[])) order by id for update"
)
SET_STATUS = update_many(
    "outbox",
    {"id": "bigint"},
    {
        "status": "text",
        "reason": "text",
        "error_code": "int",
        "provider_id": "text",
        "due_at": "bigint",
        "updated_at": "bigint",
    },
    also_set="accepted_at = coalesce(accepted_at, t.updated_at)",
)
PARKED = (
    "select l.provider_id, l.status, l.error_code, l.at from status_log l "
    "where l.entry_id is null and l.provider_id = any($1::text[]) order by l.id"
)
PARKED_KNOWN = (
    "select l.provider_id, l.status, l.error_code, l.at from status_log l "
    "join outbox o on o.provider_id = l.provider_id and o.provider_id <> '' "
    "where l.entry_id is null order by l.id limit $1"
)
UNPARK = update_many(
    "status_log",
    {"provider_id": "text", "status": "text"},
    {"entry_id": "bigint"},
    also_where="t.entry_id is null",
)

EXPIRE_LEASES = """
update outbox set status = 'unknown', reason = 'the process that was sending it has gone',
  due_at = $2, lease_until = attempted_at + $3, updated_at = $1
where id in (select id from outbox where status = 'sending' and lease_until <= $1 for update skip locked)
returning id
"""
TAKE_UNKNOWN = """
update outbox set due_at = $2 where id in (
  select id from outbox where status = 'unknown' and due_at <= $1 order by due_at limit $3
  for update skip locked)
returning id, contact_id, sender, to_handle, content, attempts, attempted_at, provider_id, billed_as
"""
KNOWN_PROVIDER_IDS = (
    "select provider_id from outbox where provider_id <> '' and provider_id = any($1::text[]) "
    "union select provider_id from status_log where provider_id = any($1::text[]) and entry_id is not null"
)

FIND_CONTENT = "select sid from provider_content where account = $1 and shape = $2"
KEEP_CONTENT = (
    "insert into provider_content (account, shape, sid) values ($1, $2, $3) on conflict (account, shape) do nothing"
)
DROP_CONTENT = "delete from provider_content where account = $1 and shape = $2 and sid = $3"

COUNT_OPEN = "select status, count(*) from outbox where status in ('waiting', 'sending', 'unknown') group by status"
LIST_UNSENT = (
    "select id, contact_id, status, attempts, error_code, reason from outbox "
    "where status in ('waiting', 'sending', 'unknown', 'failed', 'dropped') order by id desc limit $1"
)
LIST_UNKNOWN = (
    "select id, contact_id, status, attempts, error_code, reason from outbox "
    "where status = 'unknown' order by id desc limit $1"
)


async def add_entries(tx: Tx, entries: Sequence[NewEntry]) -> None:
    """Write entries down; a key that is there already changes nothing. What is too long becomes several bubbles."""
    await tx.insert(ADD_ENTRIES, [row for entry in entries for row in _rows(entry)])


async def peek(tx: Tx, now: datetime, resting: Sequence[str], limit: int, width: int) -> Sequence[Row]:
    """`(id, sender, contact_id, looked at)` of entries that may go, the most overdue first, one a conversation.

    Among the first `width` that are due; the last column says how many those were.
    """
    micros = to_micros(now)
    after_media = micros - AFTER_MEDIA // timedelta(microseconds=1)
    return await tx.rows(PEEK, micros, limit, list(resting), after_media, width)


async def is_any_due(tx: Tx, now: datetime) -> bool:
    """Whether anything waits that is due, whatever stands before it."""
    return await tx.row(ANY_DUE, to_micros(now)) is not None


async def find_first(tx: Tx, keys: Sequence[str], now: int) -> list[int]:
    """Those of these new entries that may go at once, as far as the order of their conversations is concerned."""
    after_media = now - AFTER_MEDIA // timedelta(microseconds=1)
    return [row[0] for row in await tx.rows(FIND_FIRST, list(keys), now, after_media)]


async def find_next_due(tx: Tx, now: datetime) -> int | None:
    """When the next entry that waits for its moment is due (µs)."""
    row = await tx.row(NEXT_DUE, to_micros(now))
    return None if row is None or row[0] is None else int(row[0])


async def list_unsent(tx: Tx, *, unknown: bool, limit: int) -> Sequence[Row]:
    """What did not go out, the newest first: id, contact, status, attempts, code, reason."""
    return await tx.rows(LIST_UNKNOWN if unknown else LIST_UNSENT, limit)


def _rows(entry: NewEntry) -> Iterator[tuple[object, ...]]:
    created = to_micros(entry.created_at)
    for place, content in enumerate(split_content(entry.content)):
        yield (
            f"{entry.key}+{place}" if place else entry.key,
            entry.contact_id,
            entry.sender,
            entry.to,
            dump_json(content.to_json()),
            1 if content.media else 0,
            entry.epoch,
            entry.kind,
            "waiting",
            "",
            "",
            0,
            created if entry.due_at is None else to_micros(entry.due_at),
            None if entry.expires_at is None else to_micros(entry.expires_at),
            created,
            created,
            entry.event_id,
            content.template.name if content.template else "",
            entry.category,
            dump_json(list(entry.facts)),
            dump_json(dict(entry.policy)),
            entry.agent_id,
        )
