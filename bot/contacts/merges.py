"""Two contacts that are one person become one; what was moved is written down, so that it can be taken back (A9).

Only a contact without an address on WhatsApp is ever merged into another: it has no conversation to lose. The rows of
each table are moved by their keys; a row that the other contact has as well stays where it is.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import BotError
from bot.storage.columns import dump_json
from bot.storage.transactions import Row, Tx


class NoSuchMerge(BotError):
    """There is no merge of this number that could be taken back."""


@dataclass(frozen=True, slots=True)
class Mover:
    """A table with a `contact_id`: columns that name a row, and those whose values a contact has once only.

    `left` is what becomes of rows that stay with who is gone ($1; now is $2); `after` settles each of the two ($1).
    """

    table: str
    keys: tuple[str, ...]
    once: tuple[str, ...] = ()
    where: str = ""
    left: str = ""
    after: str = ""


#: Of this room; other rooms add theirs where merging is called (`bot/stores/movers.py`).
OF_CONTACTS: tuple[Mover, ...] = (
    Mover("handle", ("value",)),
    Mover("consent", ("id",)),
    Mover("lead", ("key",)),
    Mover("profile_answer", ("name",), once=("name",)),
    Mover("search_intent", ("id",)),
)
ADD = (
    "insert into contact_merge (contact_id, gone_id, reason, moved, at, undone_at) values ($1, $2, $3, $4, $5, null)"
)
WAS_UNDONE = (
    "select 1 from contact_merge where undone_at is not null and ((contact_id = $1 and gone_id = $2) "
    "or (contact_id = $2 and gone_id = $1)) limit 1"
)
GET = "select contact_id, gone_id, moved from contact_merge where id = $1 and undone_at is null"
SET_UNDONE = "update contact_merge set undone_at = $2 where id = $1 and undone_at is null"
#: A contact and whoever was merged into them, and into those.
PERSON = (
    "with recursive person(id) as (select $1::bigint union "
    "select m.gone_id from contact_merge m join person p on p.id = m.contact_id where m.undone_at is null) "
    "select id from person"
)
#: Merges that were taken back too: each says by which addresses the two were known.
FORGET = (
    "delete from contact_merge where contact_id = any($1::bigint[])",
    "delete from contact_merge where gone_id = any($1::bigint[])",
)
LIST = "select id, at, contact_id, gone_id, reason, undone_at from contact_merge order by id desc limit $1"
#: A turn of the contact who is gone that is under way counts no more: its event is answered for the other one.
OUTDATE = "update conversation set version = version + 1, epoch = epoch + 1 where contact_id = $1"
CALL_ALIKE = (
    "update contact set "
    "name = case when name = '' then (select g.name from contact g where g.id = $2) else name end, "
    "language = case when language = '' then (select g.language from contact g where g.id = $2) else language end, "
    "country = case when country = '' then (select g.country from contact g where g.id = $2) else country end "
    "where id = $1"
)
#: Of two opinions on one purpose the stricter one holds: a no is newer than every yes.
REFUSED = "select opted_out_at from contact where id = $1"
OPT_OUT = "update contact set opted_out_at = $2 where id = $1 and opted_out_at is null"


async def may_merge(tx: Tx, kept: int, gone: int) -> bool:
    """False when a person has taken the merge of these two back."""
    return await tx.row(WAS_UNDONE, kept, gone) is None


async def merge(tx: Tx, kept: int, gone: int, *, reason: str, now: int, movers: Sequence[Mover]) -> None:
    """All that is known of `gone` belongs to `kept` from now (µs) on."""
    await tx.run(OUTDATE, gone)  # first: a turn of theirs locks the same rows in the same order
    moved: dict[str, list[list[object]]] = {}
    for mover in movers:
        if keys := await _move(tx, mover, gone, kept):
            moved[mover.table] = keys
        if mover.left:
            await tx.run(mover.left, gone, now)
    await _settle(tx, movers, kept, gone)
    refused = await tx.row(REFUSED, gone)
    if refused and refused[0] is not None:
        await tx.run(OPT_OUT, kept, refused[0])
    await tx.run(CALL_ALIKE, kept, gone)
    await tx.run(ADD, kept, gone, reason, dump_json(moved), now)


async def undo_merge(tx: Tx, merge_id: int, *, now: int, movers: Sequence[Mover]) -> tuple[int, int]:
    """Give back what was moved; the two are not merged again. Answers who they are. Raises NoSuchMerge."""
    row = await tx.row(GET, merge_id)
    if row is None or not await tx.run(SET_UNDONE, merge_id, now):
        raise NoSuchMerge(f"there is no merge {merge_id}, or it has been taken back already")
    kept, gone, moved = row
    keys: dict[str, list[list[object]]] = json.loads(moved or "{}")
    for mover in movers:
        for key in keys.get(mover.table, ()):
            await tx.run(_back(mover), gone, kept, *key)
    await _settle(tx, movers, kept, gone)
    return kept, gone


async def everybody_of(tx: Tx, contact_id: int) -> list[int]:
    """The ids under which this person was known: their own, and those of all who were merged into them."""
    return [int(row[0]) for row in await tx.rows(PERSON, contact_id)]


async def forget_merges(tx: Tx, contact_ids: Sequence[int]) -> None:
    """Nothing says any more that these were ever merged, and by what."""
    for sql in FORGET:
        await tx.run(sql, list(contact_ids))


async def list_merges(tx: Tx, limit: int) -> Sequence[Row]:
    """The newest merges: id, moment (µs), who is left, who is gone, by what they met, when it was taken back."""
    return await tx.rows(LIST, limit)


async def _settle(tx: Tx, movers: Sequence[Mover], *contacts: int) -> None:
    for mover in movers:
        for contact_id in contacts if mover.after else ():
            await tx.run(mover.after, contact_id)


async def _move(tx: Tx, mover: Mover, gone: int, kept: int) -> list[list[object]]:
    same = " and ".join(f"o.{name} = {mover.table}.{name}" for name in mover.once)
    twin = f"select 1 from {mover.table} o where o.contact_id = $2 and {same}"  # noqa: S608 - our own names
    alone = f" and not exists ({twin})" if mover.once else ""
    where = f" and {mover.where}" if mover.where else ""
    sql = (
        f"update {mover.table} set contact_id = $2 where contact_id = $1{where}{alone} "  # noqa: S608
        f"returning {', '.join(mover.keys)}"
    )
    return [list(row) for row in await tx.rows(sql, gone, kept)]


def _back(mover: Mover) -> str:
    named = " and ".join(f"{name} = ${place}" for place, name in enumerate(mover.keys, 3))
    return f"update {mover.table} set contact_id = $1 where contact_id = $2 and {named}"  # noqa: S608
