"""All SQL of inbound files. Moments are µs."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.media.files import File, FileStatus, NewFile
from bot.storage.columns import from_micros
from bot.storage.statements import insert_many
from bot.storage.transactions import Row, Tx

BELL = "media"  # woken when a file is there to be fetched

ADD_FILES = insert_many(
    "inbound_media",
    {
        "message_id": "text",
        "place": "int",
        "contact_id": "bigint",
        "url": "text",
        "declared_type": "text",
        "status": "text",
        "received_at": "bigint",
        "due_at": "bigint",
        "attempts": "int",
        "reason": "text",
        "content_type": "text",
        "size": "bigint",
        "sha256": "text",
    },
    conflict="on conflict (message_id, place) do nothing",
)
NEXT_DUE = "select min(due_at) from inbound_media where status = 'waiting'"
#: $1 now, $2 the lease's end, $3 how many. Whoever holds a lease knows its end: marks are made under it alone.
CLAIM = """
update inbound_media set due_at = $2, attempts = attempts + 1, first_tried_at = coalesce(first_tried_at, $1)
where id in (
  select id from inbound_media where status = 'waiting' and due_at <= $1
  order by due_at, id limit $3 for update skip locked)
returning id, url, declared_type, attempts, first_tried_at, received_at, due_at
"""
MARK_KEPT = (
    "update inbound_media set status = 'kept', content_type = $3, size = $4, sha256 = $5, reason = '', "
    "settled_at = $6 where id = $1 and status = 'waiting' and due_at = $2"
)
PUT_OFF = "update inbound_media set due_at = $3, reason = $4 where id = $1 and status = 'waiting' and due_at = $2"
MARK_FAILED = (
    "update inbound_media set status = 'failed', reason = $3, settled_at = $4 "
    "where id = $1 and status = 'waiting' and due_at = $2"
)
GIVE_BACK = (
    "update inbound_media set due_at = $3, attempts = attempts - 1 "
    "where id = $1 and status = 'waiting' and due_at = $2"
)
RETRY = (
    "update inbound_media set status = 'waiting', due_at = $2, attempts = 0, first_tried_at = null, "
    "settled_at = null where id = $1 and (status = 'failed' or (status = 'waiting' and reason <> ''))"
)
BYTES_KEPT = (
    "select (select coalesce(sum(size), 0) from inbound_media where status = 'kept') "
    "+ (select coalesce(sum(size), 0) from agent_file where status = 'kept')"
)
ADD_GIVEN = (
    "insert into agent_file (agent_id, contact_id, name, content_type, size, sha256, status, at) "
    "values ($1, null, $2, $3, $4, $5, 'kept', $6) returning id"
)
GET_GIVEN = (
    "select name, content_type, size, sha256, agent_id, contact_id from agent_file where id = $1 and status = 'kept'"
)
#: A file is given to one contact; to the next one it is a file of its own.
GIVE = (
    "update agent_file set contact_id = $2 where id = $1 and status = 'kept' "
    "and (contact_id is null or contact_id = $2)"
)
MEASURE = (
    "select (select count(*) from inbound_media where status = 'waiting'), "
    "(select count(*) from inbound_media where status = 'failed')"
)
_COLUMNS = (
    "id, message_id, place, contact_id, declared_type, status, attempts, due_at, reason, content_type, size, sha256"
)
LIST_OF_MESSAGE = f"select {_COLUMNS} from inbound_media where message_id = $1 order by place"  # noqa: S608
LIST_BY_STATUS = f"select {_COLUMNS} from inbound_media where status = $1 order by id desc limit $2"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Claim:
    """A file that is ours to fetch until `lease_end` (µs)."""

    id: int
    url: str
    declared_type: str
    attempts: int
    first_tried_at: int
    received_at: int
    lease_end: int


def new_row(file: NewFile, contact_id: int, received_at: int) -> Row:
    """A row for `ADD_FILES`: due at once."""
    named = (file.message_id, file.place, contact_id, file.url, file.declared_type)
    return (*named, FileStatus.WAITING.value, received_at, received_at, 0, "", "", 0, "")


async def claim_files(tx: Tx, now: int, lease_end: int, limit: int) -> list[Claim]:
    """Up to `limit` files that are due; nobody else fetches them before `lease_end`."""
    return [Claim(*row) for row in await tx.rows(CLAIM, now, lease_end, limit)]


async def list_files(tx: Tx, message_id: str) -> list[File]:
    """The files of one message, by the provider's id of it."""
    return _read(await tx.rows(LIST_OF_MESSAGE, message_id))


async def list_unkept(tx: Tx, status: FileStatus, limit: int) -> list[File]:
    """What waits, or what failed; the newest first."""
    return _read(await tx.rows(LIST_BY_STATUS, status.value, limit))


def _read(rows: Sequence[Row]) -> list[File]:
    named = (dict(zip(_COLUMNS.split(", "), row, strict=True)) for row in rows)
    return [
        File(**{**row, "status": FileStatus(row["status"]), "due_at": from_micros(row["due_at"])}) for row in named
    ]
