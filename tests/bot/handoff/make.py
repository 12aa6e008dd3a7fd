"""Contacts, agents and conversations for tests of handing over."""

from datetime import timedelta
from typing import Any

from bot.staff.agents import Agent
from bot.storage.columns import dump_json
from bot.storage.database import Database
from bot.storage.transactions import Tx

NOW = 1_795_000_000_000_000  # µs: November 2026
MINUTE = timedelta(minutes=1) // timedelta(microseconds=1)
HOUR = 60 * MINUTE
SENDER, PHONE = "+15550100000", "+14155550101"


async def add_contact(database: Database, *, heard_at: int | None = NOW) -> int:
    """Somebody who wrote at `heard_at` (µs), or never did."""
    windows = {} if heard_at is None else {SENDER: heard_at}
    async with database.write() as tx:
        row = await tx.row(
            "insert into contact (name, language, country, created_at, given_name, language_pinned) "
            "values ('Amina', 'en', 'US', $1, '', 0) returning id",
            NOW,
        )
        assert row is not None
        await tx.run(
            "insert into conversation (contact_id, version, epoch, owner, state, sender, address, windows) "
            "values ($1, 0, 0, 'bot', '{}', $2, $3, $4)",
            row[0],
            SENDER,
            PHONE,
            dump_json(windows),
        )
    return int(row[0])


async def add_agent(database: Database, name: str, **given: object) -> Agent:
    """An agent who is there."""
    columns = {"team_id": None, "languages": "[]", "skills": "[]", "most_chats": 8, "is_away": 0, **given}
    async with database.write() as tx:
        row = await tx.row(
            "insert into agent (email, name, role, password_hash, totp_secret, totp_on, team_id, languages, skills, "
            "most_chats, is_away, language, settings, created_at) "
            "values ($1, $2, 'agent', '', '', 0, $3, $4, $5, $6, $7, 'en', '{}', $8) returning id",
            f"{name.lower()}@mallo.example",
            name,
            *columns.values(),
            NOW,
        )
    assert row is not None
    return Agent(id=int(row[0]), name=name)


async def tell_bot(database: Database, contact_id: int, key: str = "turn:1") -> None:
    """A reply of the bot that waits to be sent, under the epoch of now."""
    async with database.write() as tx:
        await tx.run(
            "insert into outbox (key, contact_id, sender, to_handle, content, media, epoch, kind, status, reason, "
            "provider_id, attempts, due_at, created_at, updated_at, template, billed_as, price_currency, held, "
            "category, facts, policy, note) select $2, $1, sender, address, $3, 0, epoch, 'reply', 'waiting', '', "
            "'', 0, $4, $4, $4, '', '', '', 0, '', '[]', '{}', '' from conversation where contact_id = $1",
            contact_id,
            key,
            dump_json({"text": "from the bot"}),
            NOW,
        )


async def rows(database: Database, sql: str, *args: object) -> list[tuple[object, ...]]:
    """What a query finds."""
    async with database.read() as tx:
        return [tuple(row) for row in await tx.rows(sql, *args)]


class Watched:
    """A transaction, and every statement that it was asked."""

    def __init__(self, tx: Tx) -> None:
        self._tx, self.asked = tx, list[tuple[object, ...]]()

    def __getattr__(self, name: str) -> Any:
        verb = getattr(self._tx, name)

        def ask(*given: object) -> Any:
            self.asked.append(given)
            return verb(*given)

        return ask
