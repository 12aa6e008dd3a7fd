"""What the inbox costs: `python -m benchmarks.console [--postgres] [--contacts 20000] [--thread 10000]`.

A thread of 10,000 messages opened and paged back, pages of the list, rows described for the stream, and changes on
their way to 50 open pages. Through the console's own HTTP, without a network.
Between two processes, from a webhook to the screens: `python -m benchmarks.streams`.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bot.clock import ManualClock
from bot.console.inbox.feed import Listener, feed_of
from bot.live.touch import BELL, touch
from bot.storage.columns import dump_json, to_micros
from bot.storage.database import Database
from bot.storage.statements import insert_many
from tests.bot.console.visits import Visits
from tests.databases import postgres_server
from tests.stories.shop import SENDER, open_shop

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
MINUTE = 60_000_000
ROUNDS = 30
LISTENERS, CHANGES, EVERY = 50, 250, 0.02  # 50 changes a second

CONTACTS = insert_many(
    "contact", {"id": "bigint", "name": "text", "language": "text", "country": "text", "created_at": "bigint"}
)
CONVERSATIONS = insert_many(
    "conversation",
    {
        "contact_id": "bigint", "version": "bigint", "epoch": "bigint", "owner": "text", "state": "text",
        "sender": "text", "address": "text", "windows": "text", "touched_at": "bigint",
    },
)  # fmt: skip
HEARD = insert_many(
    "inbox_event",
    {
        "key": "text", "kind": "text", "contact_id": "bigint", "sender": "text", "address": "text", "body": "text",
        "received_at": "bigint", "state": "int", "attempts": "int", "error": "text",
    },
)  # fmt: skip
SENT = insert_many(
    "outbox",
    {
        "key": "text", "contact_id": "bigint", "sender": "text", "to_handle": "text", "content": "text",
        "media": "int", "epoch": "bigint", "kind": "text", "status": "text", "reason": "text", "provider_id": "text",
        "attempts": "int", "due_at": "bigint", "created_at": "bigint", "updated_at": "bigint",
    },
)  # fmt: skip


def main() -> None:
    """Fill a database and measure."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--postgres", action="store_true")
    asked.add_argument("--contacts", type=int, default=20_000)
    asked.add_argument("--thread", type=int, default=10_000, help="messages of the longest thread")
    given = asked.parse_args()
    asyncio.run(_run(postgres=given.postgres, contacts=given.contacts, thread=given.thread))


async def _run(*, postgres: bool, contacts: int, thread: int) -> None:
    async with _database(postgres=postgres) as url, open_shop(url, ManualClock(NOW)) as shop:
        visits = Visits(shop)
        database = shop.wiring.database
        mina = await visits.hires("Mina", "admin")
        await fill(database, contacts, thread)
        print(f"{'PostgreSQL' if postgres else 'SQLite'}: {contacts:,} conversations, one of {thread:,} messages")
        async with visits.browser(mina) as browser:
            cursor = (await browser.get("/api/conversations/1")).json()["before"]
            following = (await browser.get("/api/conversations?view=all")).json()["next"]
            for what, path in (
                ("the long thread opens", "/api/conversations/1"),
                ("its next older page", f"/api/conversations/1/items?before={cursor}"),
                (
                    "its oldest page",
                    f"/api/conversations/1/items?before={to_micros(NOW) - (thread - 50) * MINUTE}.i1",
                ),
                ("first page of the list", "/api/conversations?view=all"),
                ("second page of the list", f"/api/conversations?view=all&before={following}"),
                ("those who wait", "/api/conversations?view=waiting"),
                ("the panel", "/api/conversations/1/panel"),
                ("search among names", "/api/search?q=person%2019"),
            ):
                await _time(what, lambda path=path: browser.get(path))  # type: ignore[misc]
            await _stream(shop, contacts)


@asynccontextmanager
async def _database(*, postgres: bool) -> AsyncIterator[str]:
    with tempfile.TemporaryDirectory(prefix="shopclerk-console-") as folder:
        if not postgres:
            yield f"sqlite:///{folder}/shopclerk.db"
            return
        with postgres_server(Path(folder)) as url:
            yield url


async def _time(what: str, ask: Callable[[], Awaitable[Any]]) -> None:
    spent = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        answer = await ask()
        spent.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, answer.text
    print(
        f"  {what:28} {median(spent):7.1f} ms (p95 {quantiles(spent, n=20)[-1]:.1f}), {len(answer.content):,} bytes"
    )


async def _stream(shop: Any, contacts: int) -> None:
    """Rows per second, and how long a change takes to 50 pages at 50 changes a second."""
    desk = _desk_of(shop)
    feed = feed_of(desk)
    pages = [Listener(await Visits(shop).hires(f"Agent {n}"), sees_numbers=True) for n in range(LISTENERS)]
    for page in pages:
        await feed.join(page, None)
    async with shop.wiring.database.write() as tx:
        await touch(tx, range(2, 902), "message", to_micros(NOW))
    begun = time.perf_counter()
    await feed.read_on()
    print(
        f"  rows described                {900 / (time.perf_counter() - begun):7.0f} a second, for {LISTENERS} pages"
    )
    delays = await _delays(shop, desk, pages[-1], contacts)
    print(f"  change → {LISTENERS} pages           {median(delays):7.1f} ms (p95 {quantiles(delays, n=20)[-1]:.1f})")
    for page in pages:
        feed.leave(page)


async def _delays(shop: Any, desk: Any, page: Listener, contacts: int) -> list[float]:
    while await page.next(1.5):
        pass
    written: dict[int, float] = {}
    delays: list[float] = []

    async def write() -> None:
        for number in range(CHANGES):
            contact_id = 1_000 + number % (contacts - 1_000)
            async with shop.wiring.database.write() as tx:
                await touch(tx, [contact_id], "message", to_micros(NOW))
            written[contact_id] = time.perf_counter()
            desk.coordinator.wake(BELL)
            await asyncio.sleep(EVERY)

    writing = asyncio.create_task(write())
    while len(delays) < CHANGES:
        told = await page.next(5)
        assert told is not None, f"{len(delays)} of {CHANGES} came"
        came = time.perf_counter()
        for event in told.decode().split("\n\n"):
            row = json.loads(event.partition("data: ")[2])["row"] if "event: row" in event else {}
            if row.get("id") in written:
                delays.append((came - written[row["id"]]) * 1000)
    await writing
    return delays


def _desk_of(shop: Any) -> Any:
    return shop.wiring.ends[0].__self__


async def fill(database: Database, contacts: int, thread: int) -> None:
    """So many conversations, the first of them with a thread so long."""
    now = to_micros(NOW)
    people = range(2, contacts + 2)
    async with database.write() as tx:
        await tx.insert(CONTACTS, [(n, f"Person {n}", "en", "US", now) for n in (1, *people)])
        rows = [_conversation(n, now - n * MINUTE) for n in (1, *people)]
        await tx.insert(CONVERSATIONS, rows)
        await tx.insert(HEARD, [_heard(1, n, now - n * MINUTE) for n in range(0, thread, 2)])
        await tx.insert(SENT, [_sent(1, n, now - n * MINUTE) for n in range(1, thread, 2)])
        for side in range(3):
            await tx.insert(HEARD, [_heard(n, side, now - (n + side) * MINUTE) for n in people])
            await tx.insert(SENT, [_sent(n, side, now - (n + side) * MINUTE + 1) for n in people])
        for n in range(2, 202):
            await tx.run("update conversation set owner = 'queue', epoch = 1 where contact_id = $1", n)
            await tx.run(
                "insert into handoff (contact_id, opened_at, reason, words, priority, escalated, closed_by, outcome, "
                "waiting_since) values ($1, $2, 'asked', '', 0, 0, '', '', $2)",
                n,
                now - n * MINUTE,
            )
        if not database.is_sqlite:
            await tx.run("analyze")


def _conversation(n: int, at: int) -> tuple[Any, ...]:
    windows = dump_json({SENDER: at})
    return (n, 1, 0, "bot", "{}", SENDER, f"+1415555{n:05d}", windows, at)


def _heard(contact_id: int, n: int, at: int) -> tuple[Any, ...]:
    said = {
        "provider_id": f"SM{contact_id}i{n}", "kind": "text", "sender": SENDER, "text": f"Is number {n} in stock?",
        "profile_name": "Person", "raw": {f"Field{each}": "value" * 4 for each in range(20)},
    }  # fmt: skip
    return (f"twilio:SM{contact_id}i{n}", "message", contact_id, SENDER, "", dump_json(said), at, 1, 1, "")


def _sent(contact_id: int, n: int, at: int) -> tuple[Any, ...]:
    content = {"text": f"Number {n}: which of these?", "choices": [["id1", "Yes"], ["id2", "No"], ["id3", "More"]]}
    said = dump_json(content | {"utter": "utter_menu"})
    key = f"reply:{contact_id}:{n}"
    return (key, contact_id, SENDER, "", said, 0, 0, "reply", "read", "", f"SM{contact_id}o{n}", 1, at, at, at)


if __name__ == "__main__":
    main()
