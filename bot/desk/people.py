"""What people may be asked for about a contact from a terminal: proof of consent, everything, nothing any more."""

import csv
import json
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, TextIO

from bot.clock import SystemClock
from bot.contacts.consents import COLUMNS, LIST, LIST_ALL, as_proof
from bot.contacts.queries import find_contact_by
from bot.contacts.suppression import hash_of
from bot.desk.events import NotFound, console, show_table
from bot.settings import Settings
from bot.staff.agents import NOBODY
from bot.staff.audit import note_deed
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.storage.transactions import Tx
from bot.turns.exports import everything_about, readable
from bot.turns.forget import forget

SHOWN = ("at", "purpose", "granted", "source", "wording")  # in a terminal; CSV and JSON tell everything


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """The shop's database while the block lasts."""
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        await database.close()


async def show_consent(settings: Settings, words: str, *, style: str) -> None:
    """The proof of one contact's consents, as table, `csv` or `json`. An erased one is found by the number's hash."""
    async with open_database(settings) as database, database.read() as tx:
        rows = await tx.rows(LIST, await _get_contact(tx, words))
    proofs = [readable(as_proof(row)) for row in rows]
    if style == "csv":
        _write_csv(sys.stdout, proofs)
    elif style == "json":
        print_json(proofs)
    else:
        show_table(SHOWN, [[proof[name] for name in SHOWN] for proof in proofs])


async def export_consent(settings: Settings, path: Path | None) -> None:
    """The proof of everybody's consents as CSV, into a file or to the terminal."""
    async with open_database(settings) as database, database.read() as tx:
        rows = await tx.rows(LIST_ALL)
    with path.open("w", encoding="utf-8", newline="") if path else nullcontext(sys.stdout) as file:
        _write_csv(file, [readable(as_proof(row)) for row in rows])
    if path:
        console.print(f"{len(rows)} consents are in {path}.")


async def export_contact(settings: Settings, words: str) -> None:
    """Everything that is kept about a contact, as JSON."""
    async with open_database(settings) as database, database.read() as tx:
        print_json(await everything_about(tx, await _get_contact(tx, words)))


async def erase_contact(settings: Settings, words: str) -> None:
    """Forget a contact everywhere. Raises NotFound."""
    now = to_micros(SystemClock().now())
    async with open_database(settings) as database, database.write() as tx:
        contact_id = await _get_contact(tx, words)
        await forget(tx, contact_id, now)
        await note_deed(tx, NOBODY, "contact.erased", str(contact_id), now)
    console.print(f"Contact {contact_id} is forgotten.")


def print_json(value: Any) -> None:
    """JSON for machines: no colours, no wrapping."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


async def _get_contact(tx: Tx, words: str) -> int:
    contact_id = await find_contact_by(tx, words) or await _find_erased(tx, words)
    if contact_id is None:
        raise NotFound(f"there is no contact {words}")
    return contact_id


async def _find_erased(tx: Tx, words: str) -> int | None:
    """Whose proof of consent is kept for this number, though the contact is erased."""
    salt = await tx.row("select value from fact where name = 'address_salt'")
    hashes = [hash_of(address, salt[0]) for address in (words, f"+{words}")] if salt else []
    row = await tx.row("select max(contact_id) from consent where address = any($1::text[])", hashes)
    return int(row[0]) if row and row[0] is not None else None


def _write_csv(file: TextIO, proofs: Iterable[Mapping[str, Any]]) -> None:
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in proof.items()} for proof in proofs)


def _harmless(value: Any) -> Any:
    """What a contact wrote must not become a formula where the file is opened; numbers with a plus stay readable."""
    risky = isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}
    return f"'{value}" if risky and not value[1:].isdigit() else value
