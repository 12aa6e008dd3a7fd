"""All SQL of the contacts."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.storage.columns import to_micros
from bot.storage.statements import Many, insert_many
from bot.storage.transactions import Tx

LONGEST = 200  # characters of a handle
FIND_HANDLES = "select value, contact_id from handle where value = any($1::text[])"
ADD_CONTACT = (
    "insert into contact (name, language, country, created_at, given_name, language_pinned) "
    "values ($1, '', $2, $3, '', 0) returning id"
)
ADD_CONVERSATIONS = insert_many(
    "conversation",
    {
        "contact_id": "bigint",
        "version": "bigint",
        "epoch": "bigint",
        "owner": "text",
        "state": "text",
        "sender": "text",
        "address": "text",
        "windows": "text",
    },
)
ADD_HANDLE = "insert into handle (value, kind, contact_id) values ($1, $2, $3) on conflict (value) do nothing"
_ADD_HANDLES = insert_many(
    "handle", {"value": "text", "kind": "text", "contact_id": "bigint"}, conflict="on conflict (value) do nothing"
)
#: For `Tx.insert`; or for `Tx.update`, which answers the values that were nobody's.
ADD_HANDLES = Many(f"{_ADD_HANDLES.postgres} returning value", _ADD_HANDLES.sqlite)
DROP_PERSON = ("delete from handle where contact_id = $1", "delete from contact where id = $1")
SET_WAY_BACK = "update conversation set sender = $2, address = $3, windows = $4 where contact_id = $1"
SET_LANGUAGE = "update contact set language = $2 where id = $1"
SET_NAME = "update contact set name = $2 where id = $1"
SET_OPTED_OUT = "update contact set opted_out_at = $2 where id = $1"
SET_GIVEN_NAME = "update contact set given_name = $2 where id = $1"
PIN_LANGUAGE = "update contact set language = $2, language_pinned = 1 where id = $1"
#: Addresses, and other ways to write them.
LIST_HANDLES = (
    "select value, kind from handle where contact_id = $1 and kind in ('phone', 'bsuid', 'parent_bsuid', 'alias') "
    "order by kind desc, value"
)
GET_CONTACT = (
    "select name, given_name, language, country, created_at, opted_out_at, language_pinned from contact where id = $1"
)
ADD_LEAD = (
    "insert into lead (key, contact_id, flow, answers, at) values ($1, $2, $3, $4, $5) on conflict (key) do nothing"
)
KEEP_ANSWER = (
    "insert into profile_answer (contact_id, name, value, source, at) values ($1, $2, $3, $4, $5) "
    "on conflict (contact_id, name) do update set value = excluded.value, source = excluded.source, at = excluded.at"
)
LIST_ANSWERS = "select name, value, source, at from profile_answer where contact_id = $1 order by name"


async def find_contacts(tx: Tx, handles: Iterable[str]) -> dict[str, int]:
    """Which of these addresses are known, and whose they are."""
    return {row[0]: row[1] for row in await tx.rows(FIND_HANDLES, list(handles))}


async def add_person(tx: Tx, name: str, country: str, now: datetime) -> int:
    """Make a contact; answers its id. Whoever calls gives it a conversation, too."""
    row = await tx.row(ADD_CONTACT, name, country, to_micros(now))
    assert row is not None  # noqa: S101 - `returning` always answers
    return int(row[0])


async def add_conversations(tx: Tx, rows: Iterable[tuple[int, str, str]]) -> None:
    """The conversations of new contacts: `(contact, our number, their address)`."""
    await tx.insert(
        ADD_CONVERSATIONS, [(who, 0, 0, "bot", "{}", sender, address, "{}") for who, sender, address in rows]
    )


async def add_contact(tx: Tx, *, name: str, country: str, sender: str, address: str, now: datetime) -> int:
    """Make a contact with its conversation; answers its id."""
    contact_id = await add_person(tx, name, country, now)
    await add_conversations(tx, [(contact_id, sender, address)])
    return contact_id


async def drop_person(tx: Tx, contact_id: int) -> None:
    """Unmake a contact that has no conversation yet."""
    for sql in DROP_PERSON:
        await tx.run(sql, contact_id)


async def add_handle(tx: Tx, value: str, kind: str, contact_id: int) -> bool:
    """Give a contact an address; False when somebody has it already."""
    return await tx.run(ADD_HANDLE, value, kind, contact_id) > 0


async def list_answers(tx: Tx, contact_id: int) -> dict[str, Any]:
    """What is known of a contact by their own word, by name."""
    return {row[0]: json.loads(row[1]) for row in await tx.rows(LIST_ANSWERS, contact_id)}


def of_browser(anonymous: str) -> str:
    """The handle of a browser that has no name."""
    return f"anonymous:{anonymous}"[:LONGEST]


async def find_contact_by(tx: Tx, words: str) -> int | None:
    """The contact of this id or address, as a person would type it."""
    if words.isdigit() and await tx.row("select 1 from contact where id = $1", int(words)):
        return int(words)
    known = await find_contacts(tx, [words, f"+{words}"])
    return next(iter(known.values()), None)
