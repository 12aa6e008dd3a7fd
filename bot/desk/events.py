"""What people ask of a running shop from a terminal: events, the outbox, files."""

from typing import Any

from rich.console import Console
from rich.table import Table

from bot.clock import SystemClock
from bot.coordination.open import open_coordinator
from bot.errors import BotError
from bot.inbox import queries as inbox
from bot.media.files import FileStatus
from bot.media.queries import BELL, list_unkept
from bot.media.queries import RETRY as RETRY_FILE
from bot.outbox import queries as outbox
from bot.settings import Settings
from bot.storage.columns import from_micros, to_micros
from bot.storage.database import Database

console = Console(markup=False)


class NotFound(BotError):
    """Nothing of that name or number is here."""


async def show_events(settings: Settings, *, failed: bool, retry: int | None, limit: int) -> None:
    """List failed events, or give one another turn."""
    database = Database(settings.database_url)
    try:
        if retry is not None:
            await _retry(database, settings, retry)
        elif failed:
            await _list_failed(database, limit)
        else:
            async with database.read() as tx:
                row = await tx.row(inbox.COUNT_WAITING)
            console.print(f"{row[0] if row else 0} events wait for their turn")
    finally:
        await database.close()


async def show_outbox(settings: Settings, *, unknown: bool, limit: int) -> None:
    """List what did not go out, with its reason."""
    database = Database(settings.database_url)
    try:
        async with database.read() as tx:
            rows = await outbox.list_unsent(tx, unknown=unknown, limit=limit)
    finally:
        await database.close()
    show_table(("id", "contact", "status", "attempts", "code", "reason"), rows)


async def show_media(settings: Settings, *, failed: bool, retry: int | None, limit: int) -> None:
    """List files that wait or failed, or ask for one again. Raises NotFound."""
    database = Database(settings.database_url)
    try:
        if retry is not None:
            await _fetch_again(database, settings, retry)
            return
        async with database.read() as tx:
            files = await list_unkept(tx, FileStatus.FAILED if failed else FileStatus.WAITING, limit)
    finally:
        await database.close()
    told = [
        (f.id, f.message_id, f.contact_id, f.declared_type, f.attempts, f.due_at.isoformat(" ", "seconds"), f.reason)
        for f in files
    ]
    show_table(
        ("id", "message", "contact", "said to be", "attempts", "last try" if failed else "next try", "why"), told
    )


async def _retry(database: Database, settings: Settings, event_id: int) -> None:
    async with database.write() as tx:
        if not await tx.run(inbox.RETRY, event_id):
            raise NotFound(f"there is no failed event {event_id}")
    await _wake(settings, "turns")
    console.print(f"Event {event_id} waits for its turn again.")


async def _fetch_again(database: Database, settings: Settings, media_id: int) -> None:
    async with database.write() as tx:
        if not await tx.run(RETRY_FILE, media_id, to_micros(SystemClock().now())):
            raise NotFound(f"there is no file {media_id} that failed or waits for another attempt")
    await _wake(settings, BELL)
    console.print(f"File {media_id} will be asked for again.")


async def _wake(settings: Settings, topic: str) -> None:
    coordinator = open_coordinator(settings.redis_url)
    coordinator.wake(topic)
    await coordinator.close()


async def _list_failed(database: Database, limit: int) -> None:
    async with database.read() as tx:
        rows = await tx.rows(inbox.LIST_FAILED, limit)
    told = [(row[0], row[2], row[3], from_micros(row[4]).isoformat(" ", "seconds"), row[5], row[6]) for row in rows]
    show_table(("id", "kind", "contact", "received", "attempts", "why"), told)


def show_table(names: tuple[str, ...], rows: Any) -> None:
    """Rows under their names, for people to read."""
    if not rows:
        console.print("Nothing.")
        return
    table = Table(*names)
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    Console(markup=False).print(table)  # as wide as the terminal is now
