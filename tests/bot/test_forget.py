"""Whatever a table knows of a contact goes with the contact, or is named here with what may stay of it."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Integer, Table

from bot.migrations.metadata import all_tables
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.storage.types import Json, Moment
from bot.turns.forget import STAYS, forget

LONG_AGO, NOW = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 11, 26, tzinfo=UTC)
#: What a row must hold to be one that the rooms could have written.
GIVEN: dict[tuple[str, str], Any] = {
    ("contact", "erased_at"): None,
    ("cart", "status"): "ordered",
    ("cart", "source"): "",
    ("outbox", "status"): "sent",
    ("inbound_media", "status"): "kept",
    ("coupon", "redeemed_at"): None,
}
#: Columns with words that stay, because they say nothing of a person: keys, kinds, and what was bought.
HARMLESS = {
    "live_event": {"what"},  # message, status, owner …
    "consent": {"purpose", "stage", "source", "wording", "language", "version"},
    "conversation": {"windows"},
    "suppression": {"hash"},
    "inbox_event": {"key", "kind", "sender"},
    "outbox": {
        "key",
        "sender",
        "kind",
        "provider_id",
        "reason",
        "category",
        "note",
        "template",
        "billed_as",
        "price_currency",
    },
    "inbound_media": {"message_id", "content_type", "sha256"},
    "agent_file": {"content_type", "sha256"},
    "touch": {"key", "kind", "door", "code", "source_id", "source_type"},
    "link_click": {"purpose", "door"},
    "handoff": {"reason", "closed_by", "outcome"},
    "coupon": {"code", "campaign_id", "redeemed_order"},
    "cart": {"currency", "told_mark"},
    "shop_order": {
        "number",
        "status",
        "coupon",
        "payment",
        "source",
        "external_id",
        "payment_state",
        "fulfilment_state",
        "country",
        "told_mark",
    },
    "order_refund": {"source", "external_id"},
    "order_line": {"sku", "title"},
    "return_request": {"number", "way", "status"},
}


def owned() -> list[Table]:
    """Tables that tell of a contact, by a column or by what they belong to; parents first."""
    found: list[Table] = []
    for table in all_tables().sorted_tables:
        parents = {key.column.table.name for key in table.foreign_keys} & {each.name for each in found}
        if table.name == "contact" or "contact_id" in table.columns or parents:
            found.append(table)
    return found


def told(table: Table, column: Column[Any]) -> Any:
    """A value for this column; words name their place."""
    if (table.name, column.name) in GIVEN:
        return GIVEN[table.name, column.name]
    if isinstance(column.type, Moment):
        return LONG_AGO
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, Json):
        return {"secret": table.name}
    if isinstance(column.type, Integer):
        return 1
    return f"secret of {table.name}"[: getattr(column.type, "length", None) or 60]


async def fill(database: Database) -> None:
    """One row in each table, all of contact 1."""
    tables = owned()
    names = {table.name for table in tables}
    needed = {key.column.table.name for table in tables for key in table.foreign_keys} - names
    everything = all_tables().sorted_tables
    async with database.session() as session:
        connection = await session.connection()
        rows: dict[str, dict[str, Any]] = {}
        for table in [t for t in everything if t.name in names | needed]:
            row = {column.name: told(table, column) for column in table.columns}
            for key in table.foreign_keys:
                row[key.parent.name] = rows[key.column.table.name][key.column.name]
            rows[table.name] = {**row, **({"contact_id": 1} if "contact_id" in row else {})}
            await connection.execute(table.insert().values(rows[table.name]))
        await session.commit()


async def left_in(database: Database, table: Table) -> list[dict[str, Any]]:
    async with database.read() as tx:
        names = [column.name for column in table.columns]
        rows = await tx.rows(f"select {', '.join(names)} from {table.name}")
    return [dict(zip(names, row, strict=True)) for row in rows]


async def test_no_table_keeps_what_it_should_not(database: Database) -> None:
    """Privacy: a table that is neither erased nor listed in STAYS fails here, as does a column with words."""
    await fill(database)
    async with database.write() as tx:
        assert await forget(tx, 1, to_micros(NOW))
    for table in owned():
        rows = await left_in(database, table)
        if "contact_id" in table.columns:
            assert not rows or table.name in STAYS, f"{table.name} is neither erased nor listed in STAYS"
        telling = {name for row in rows for name, value in row.items() if "secret" in str(value)}
        assert telling <= HARMLESS.get(table.name, set()), table.name


def test_every_reason_is_of_a_table_that_there_is() -> None:
    known = {table.name for table in owned()}
    assert set(STAYS) <= known
    assert set(HARMLESS) <= known
