"""Timers of journeys: how fast due ones are taken among millions that wait, and how late while a store is busy.

    python -m benchmarks.journeys [--pending 5000000] [--due 20000] [--seconds 20] [--on sqlite postgresql]

The floor is a loop by hand that takes one due timer after the other, each with a commit, from a table in which
nothing else waits. Lateness is what the inbox says, from the moment that a timer was due to the one at which it was
an event, while signed orders of Shopify come in at a steady rate at a whole `shopclerk run` on the same database.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import psutil

from benchmarks.load import ACCOUNT, SENDER
from benchmarks.turns import TOKEN, cpu_seconds, free_port, running
from bot.clock import SystemClock
from bot.coordination.in_process import InProcessCoordinator
from bot.migrations.empty import make_newest
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.stores.signature import sign_body
from bot.turns.timers import TimerClerk
from tests.databases import postgres_server
from tests.stories.bought import shopify_order

CONTACTS = 50_000
AT_ONCE = 50_000  # rows of one statement, which ends in time on a busy machine
SECOND = 1_000_000  # µs
YEAR = 365 * 86_400 * SECOND
SECRET = "a-secret-for-measuring"
NUMBERS = {
    True: "with recursive g(n) as (select {first} union all select n + 1 from g where n < {last}) ",
    False: "with g(n) as (select generate_series({first}::bigint, {last}::bigint)) ",
}
CONTACT = (
    "insert into contact (name, language, country, created_at, given_name, language_pinned) "
    "{numbers}select 'Amina', 'en', 'US', {now}, '', 0 from g"
)
CONVERSATION = (
    "insert into conversation (contact_id, version, epoch, owner, state, sender, address, windows) "
    "{numbers}select n, 0, 0, 'bot', '{{}}', '', '', '{{}}' from g"
)
TIMER = (
    "insert into timer (contact_id, name, token, due_at, data) "
    "{numbers}select 1 + n % {contacts}, 'journey:{name}:' || (n / {contacts}), '1:1', "
    "{since} + (n * 7919) % {span}, '{{}}' from g"
)
TAKE_ONE = (
    "delete from timer where id = (select id from timer where due_at <= $1 order by due_at limit 1) "
    "returning contact_id, name, token, due_at"
)
KEEP_ONE = (
    "insert into inbox_event (key, kind, contact_id, sender, address, body, received_at, state, attempts, error) "
    "values ($1, 'timer', $2, '', '', '{}', $3, 1, 0, '') on conflict (key) do nothing"
)
LATENESS = "select key, received_at from inbox_event where kind = 'timer' and key like '%:journey:late:%'"


@dataclass
class Figures:
    """What one database showed. Rates are per second, of the wall and of this process's CPU."""

    floor: float = 0
    floor_cpu: float = 0
    taken: float = 0
    taken_cpu: float = 0
    late: list[float] = field(default_factory=list)  # seconds
    answers: list[float] = field(default_factory=list)  # seconds
    offered: float = 0  # webhooks a second
    cpu_ms: float = 0  # of the server, per webhook and the timers beside it
    unrecorded: int = 0


def now_micros() -> int:
    return to_micros(datetime.now(UTC))


async def fill(database: Database, statement: str, first: int, last: int, **told: object) -> None:
    """Rows `first` to `last` of a statement, in pieces."""
    for start in range(first, last + 1, AT_ONCE):
        numbers = NUMBERS[database.is_sqlite].format(first=start, last=min(last, start + AT_ONCE - 1))
        async with database.write() as tx:
            await tx.run(statement.format(numbers=numbers, **told))


async def take_by_hand(database: Database) -> int:
    now, count = now_micros(), 0
    while True:
        async with database.write() as tx:
            row = await tx.row(TAKE_ONE, now)
            if row is None:
                return count
            await tx.run(KEEP_ONE, f"floor:{row[0]}:{row[1]}", row[0], now)
            count += 1


async def take(database: Database) -> int:
    clerk, count = TimerClerk(database, InProcessCoordinator(), SystemClock()), 0
    while moved := await clerk.move_due():
        count += moved
    return count


async def clocked(work, database: Database) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    """Timers a second: of the wall, of the CPU."""
    wall, cpu = time.perf_counter(), time.process_time()
    count = await work(database)
    return count / (time.perf_counter() - wall), count / (time.process_time() - cpu)


async def measure(url: str, asked: argparse.Namespace) -> Figures:
    await make_newest(url)
    database, found = Database(url), Figures()
    now = now_micros()
    await fill(database, CONTACT, 1, CONTACTS, now=now)
    await fill(database, CONVERSATION, 1, CONTACTS)
    past = {"since": now - 3600 * SECOND, "span": 3600 * SECOND, "contacts": CONTACTS}
    few = max(asked.due // 10, 1)
    await fill(database, TIMER, 0, few - 1, name="floor", **past)
    found.floor, found.floor_cpu = await clocked(take_by_hand, database)
    ahead = {"since": now + YEAR // 365, "span": YEAR, "contacts": CONTACTS}
    began = time.perf_counter()
    await fill(database, TIMER, 0, asked.pending - 1, name="waits", **ahead)
    if not database.is_sqlite:
        async with database.write() as tx:
            await tx.run("analyze timer")
    print(f"  {asked.pending} timers wait (written in {time.perf_counter() - began:.0f} s)", flush=True)
    await fill(database, TIMER, 0, asked.due - 1, name="due", **past)
    found.taken, found.taken_cpu = await clocked(take, database)
    async with database.write() as tx:
        await tx.run("update inbox_event set state = 1")
    await measure_lateness(url, database, asked, found)
    await database.close()
    return found


@contextmanager
def server(url: str, port: int) -> Iterator[psutil.Process]:
    environment = {
        **os.environ,
        "SHOPCLERK_DATABASE_URL": url,
        "SHOPCLERK_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SHOPCLERK_TWILIO_ACCOUNT_SID": ACCOUNT,
        "SHOPCLERK_TWILIO_AUTH_TOKEN": TOKEN,
        "SHOPCLERK_WHATSAPP_SENDERS": SENDER,
        "SHOPCLERK_TWILIO_API_URL": "http://127.0.0.1:9",
        "SHOPCLERK_SHOPIFY_SECRETS": SECRET,
        "SHOPCLERK_LOG_LEVEL": "error",
    }
    with running([sys.executable, "-m", "bot", "run", "--port", str(port)], environment) as process:
        yield psutil.Process(process.pid)


async def measure_lateness(url: str, database: Database, asked: argparse.Namespace, found: Figures) -> None:
    port = free_port()
    with server(url, port) as process:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64)) as http:
            await until_ready(http, port)
            for number in range(20):  # what only a shop with a store loads is loaded
                await tell(http, port, -1 - number, Figures())
            await asyncio.sleep(3)
            since = now_micros() + 2 * SECOND
            count = int(asked.timers * asked.seconds)
            span = asked.seconds * SECOND
            await fill(database, TIMER, 0, count - 1, name="late", since=since, span=span, contacts=CONTACTS)
            await asyncio.sleep(1)
            before, wall = cpu_seconds(process), time.perf_counter()
            await knock(http, port, asked, found)
            found.offered = len(found.answers) / (time.perf_counter() - wall)
            await asyncio.sleep(3)
            found.cpu_ms = (cpu_seconds(process) - before) / max(len(found.answers), 1) * 1000
        async with database.read() as tx:
            rows = await tx.rows(LATENESS)
            waiting = await tx.row("select count(*) from store_event where state = 0")
    found.unrecorded = int(waiting[0]) if waiting else 0
    found.late = sorted((at - int(str(key).rpartition(":")[2])) / SECOND for key, at in rows)
    assert len(found.late) == count, f"{len(found.late)} of {count} timers came"


async def until_ready(http: aiohttp.ClientSession, port: int) -> None:
    said = "nothing"
    for _ in range(300):
        try:
            async with http.get(f"http://127.0.0.1:{port}/readyz") as answer:
                if answer.status == 200:
                    return
                said = await answer.text()
        except aiohttp.ClientConnectionError:
            pass
        await asyncio.sleep(0.2)
    raise RuntimeError(f"the server is not ready: {said}")


async def knock(http: aiohttp.ClientSession, port: int, asked: argparse.Namespace, found: Figures) -> None:
    """Orders at a steady rate, whatever the answers take."""
    loop, tasks = asyncio.get_running_loop(), []
    began = loop.time()
    for number in range(int(asked.rate * asked.seconds)):
        await asyncio.sleep(max(0.0, began + number / asked.rate - loop.time()))
        tasks.append(asyncio.create_task(tell(http, port, number, found)))
    await asyncio.gather(*tasks)


async def tell(http: aiohttp.ClientSession, port: int, number: int, found: Figures) -> None:
    who = {"phone": f"+1415{5_000_000 + number:07d}", "email": f"a{number}@x.example"}
    order = shopify_order(number, datetime.now(UTC), **who)  # type: ignore[arg-type]
    body = json.dumps(order | {"customer": None}).encode()
    headers = {
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Shop-Domain": "kettles.example.com",
        "X-Shopify-Webhook-Id": f"{time.time_ns()}-{number}",
        "X-Shopify-Hmac-Sha256": sign_body(body, SECRET.encode()).decode(),
    }
    began = time.perf_counter()
    async with http.post(f"http://127.0.0.1:{port}/webhooks/shopify", data=body, headers=headers) as answer:
        assert answer.status == 200, answer.status
    found.answers.append(time.perf_counter() - began)


def show(name: str, found: Figures, asked: argparse.Namespace) -> None:
    def at(values: list[float], share: float) -> float:
        return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000

    print(f"{name}, {asked.pending} timers waiting; load average {os.getloadavg()[0]:.1f}")
    print(f"  floor, one by one  {found.floor:8,.0f}/s   {found.floor_cpu:8,.0f} a CPU second")
    print(f"  due ones taken     {found.taken:8,.0f}/s   {found.taken_cpu:8,.0f} a CPU second")
    print(f"  ratio              {found.taken / found.floor:8.1f}     {found.taken_cpu / found.floor_cpu:8.1f}")
    print(f"  {found.offered:.0f} webhooks/s and {asked.timers:.0f} timers/s for {asked.seconds} s:")
    print(f"  lateness           p50 {at(found.late, 0.5):6.0f} ms   p99 {at(found.late, 0.99):6.0f} ms")
    print(f"  durable answers    p50 {at(found.answers, 0.5):6.0f} ms   p99 {at(found.answers, 0.99):6.0f} ms")
    print(f"  CPU                {found.cpu_ms:.2f} ms a webhook, with the turns of the timers beside it")
    print(f"  not yet recorded   {found.unrecorded} of {len(found.answers)} three seconds after the last\n")


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pending", type=int, default=5_000_000, help="timers that wait for another day")
    parser.add_argument("--due", type=int, default=20_000, help="timers that are due at once")
    parser.add_argument("--rate", type=float, default=500, help="webhooks a second")
    parser.add_argument("--timers", type=float, default=50, help="timers that come due each second meanwhile")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--on", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite"])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "sqlite" in asked.on:
            show("SQLite (synchronous=FULL)", await measure(f"sqlite:///{folder}/timers.db", asked), asked)
        if "postgresql" in asked.on:
            with postgres_server(folder / "server") as url:
                show("PostgreSQL (its own CPU is not counted)", await measure(url, asked), asked)


if __name__ == "__main__":
    asyncio.run(main())
