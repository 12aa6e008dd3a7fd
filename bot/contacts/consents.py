"""Consent by purpose, with its proof. The newest row of a purpose holds; a first yes of two does not count."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.contacts.queries import SET_OPTED_OUT
from bot.storage.transactions import Row, Tx

UPDATES = "updates"  #: messages about orders and service
OFFERS = "offers"  #: marketing
PURPOSES = (UPDATES, OFFERS)
FIRST, DECLINED = "first", "declined"  #: stages

COLUMNS = (
    "contact_id", "purpose", "granted", "stage", "source", "words", "wording", "language", "version", "country",
    "profile_name", "address", "message_id", "at",
)  # fmt: skip
ADD = f"insert into consent ({', '.join(COLUMNS)}) values ({', '.join(f'${n}' for n in range(1, len(COLUMNS) + 1))})"  # noqa: S608
LIST = f"select {', '.join(COLUMNS)} from consent where contact_id = $1 order by id"  # noqa: S608
LIST_ALL = f"select {', '.join(COLUMNS)} from consent order by id"  # noqa: S608
#: What settles something, oldest first: the last one of a purpose holds.
SETTLED = "select purpose, granted, at, source from consent where contact_id = $1 and stage <> 'first' order by id"
#: The same of many contacts: contact, purpose, granted.
NEWEST_OF_MANY = (
    "select c.contact_id, c.purpose, c.granted from consent c where c.contact_id = any($1::bigint[]) "
    "and c.stage <> 'first' and c.id = (select max(d.id) from consent d where d.contact_id = c.contact_id "
    "and d.purpose = c.purpose and d.stage <> 'first')"
)
LAST_STAGE = "select stage from consent where contact_id = $1 and purpose = $2 order by id desc limit 1"
OPTED_OUT = "select opted_out_at from contact where id = $1 and erased_at is null"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Who said so, when and in which message: the same for every purpose. `at` is in µs."""

    contact_id: int
    country: str
    profile_name: str
    address: str
    message_id: str
    at: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for one purpose. `at` (µs) is when it was said; `source` is how."""

    granted: bool
    at: int
    source: str


async def add_consent(tx: Tx, evidence: Evidence, purpose: str, *, granted: bool, data: Mapping[str, Any]) -> None:
    """Write one decision down. `data` may hold stage, source, words, wording, language."""
    wording = str(data.get("wording", ""))
    await tx.run(
        ADD,
        evidence.contact_id,
        purpose,
        granted,
        str(data.get("stage", "")),
        str(data.get("source", "keyword")),
        storable(str(data.get("words", ""))),
        storable(wording),
        str(data.get("language", "")) if wording else "",
        version_of(wording),
        evidence.country,
        evidence.profile_name,
        evidence.address,
        evidence.message_id,
        evidence.at,
    )


async def opt_out(tx: Tx, evidence: Evidence, purposes: Sequence[str], data: Mapping[str, Any]) -> None:
    """A no to these purposes. To all of them it is STOP: nothing more goes out, whatever it is about."""
    if set(purposes) >= set(PURPOSES):
        await tx.run(SET_OPTED_OUT, evidence.contact_id, evidence.at)
    for purpose in purposes:
        await add_consent(tx, evidence, purpose, granted=False, data=data)


async def consents_of(tx: Tx, contact_id: int) -> dict[str, Standing]:
    """What holds now, by purpose; a purpose that was never decided is absent."""
    rows = await tx.rows(SETTLED, contact_id)
    return {row[0]: Standing(bool(row[1]), int(row[2]), str(row[3])) for row in rows}


def purposes_granted(standing: Mapping[str, bool], *, has_written: bool) -> frozenset[str]:
    """What may be written about: what was agreed to; updates also to whoever wrote to the shop and never declined."""
    implied = {UPDATES} if has_written and UPDATES not in standing else set()
    return frozenset({purpose for purpose, granted in standing.items() if granted} | implied)


async def may_receive(tx: Tx, contact_id: int, purpose: str) -> bool:
    """Whether a message that the contact did not ask for may be sent for this purpose.

    Only with a consent that was never withdrawn; after STOP, or once erased, never.
    """
    row = await tx.row(OPTED_OUT, contact_id)
    if row is None or row[0] is not None:
        return False
    standing = (await consents_of(tx, contact_id)).get(purpose)
    return standing is not None and standing.granted


async def find_last_stage(tx: Tx, contact_id: int, purpose: str) -> str | None:
    """The stage of the newest row of a purpose; None when nothing was ever said."""
    row = await tx.row(LAST_STAGE, contact_id, purpose)
    return None if row is None else str(row[0])


def version_of(wording: str) -> str:
    """The version of a wording: eight letters that change with any letter of it."""
    return hashlib.sha256(wording.encode()).hexdigest()[:8] if wording else ""


def as_proof(row: Row) -> dict[str, Any]:
    """A row of LIST or LIST_ALL by its columns' names."""
    proof = dict(zip(COLUMNS, row, strict=True))
    return {**proof, "granted": bool(proof["granted"])}


def storable(text: str) -> str:
    """Without NUL and lone surrogates, which no database takes."""
    return text.replace("\x00", "").encode(errors="replace").decode()
