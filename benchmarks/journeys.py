"""Timers of journeys: how fast due ones are taken among millions that wait, and how late while a store is busy.

    python -m benchmarks.journeys [--pending 5000000] [--due 20000] [--seconds 20] [--on sqlite postgresql]

The shop has 50,000 contacts with an order each. The floor is a loop by hand that takes one due timer after the other,
each with a commit, from a table in which nothing else waits. Then a store tells of its orders at a steady rate: to
`serve`, which only keeps them, what `work` makes of them, and to `run`, which does both while timers come due.
Shopclerk has the first core, the generator (and PostgreSQL) the others.
"""

import argparse
import asyncio
import os
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.knocks import (
    Handling,
    Knocking,
    add_store,
    at_the_door,
    handled,
    knock,
    shopclerk,
    until_handled,
    until_ready,
)
from benchmarks.turns import cpu_seconds, free_port
from bot.clock import SystemClock
from bot.coordination.in_process import InProcessCoordinator
from bot.inbox.queries import NEXT_TIMER, TAKE_DUE_TIMERS
from bot.migrations.empty import make_newest
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.turns.timers import AT_ONCE, TimerClerk
from tests.databases import postgres_server

CONTACTS = 50_000
ROWS = 50_000  # rows of one statement, which ends in time on a busy machine
SECOND = 1_000_000  # µs
YEAR = 365 * 86_400 * SECOND
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
HANDLE = "insert into handle (value, kind, contact_id) {numbers}select '+' || (19990000000 + n), 'phone', n from g"
ORDER = (
    "insert into shop_order (number, contact_id, status, currency, subtotal, discount, shipping, total, coupon, "
    "payment, placed_at, source, external_id, is_placed, payment_state, fulfilment_state, refunded, country, "
    "told_mark) {numbers}select 'old-' || n, n, 'delivered', 'USD', 9600, 0, 450, 10050, '', 'card', {now}, "
    "'kettles', 'old-' || n, 1, 'paid', 'fulfilled', 0, 'US', '' from g"
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
LATE_ONES = "select id, due_at from timer where name like 'journey:late:%'"
LATENESS = "select key, received_at, done_at from inbox_event where kind = 'timer' and key like '%:journey:late:%'"


@dataclass
class Figures:
    """What one database showed. Rates are per second, of the wall and of this process's CPU."""

    floor: float = 0
    floor_cpu: float = 0
    taken: float = 0
    taken_cpu: float = 0
    plan: list[str] = field(default_factory=list)
    door: Knocking = field(default_factory=Knocking)
    handling: Handling = field(default_factory=Handling)
    together: Knocking = field(default_factory=Knocking)
    cpu_ms: float = 0  # of all of it, for each webhook
    behind: float = 0  # seconds after the last webhook until all was handled
    late: list[float] = field(default_factory=list)  # seconds until a due timer was an event
    done: list[float] = field(default_factory=list)  # seconds until it had its turn


def now_micros() -> int:
    return to_micros(datetime.now(UTC))


async def fill(database: Database, statement: str, first: int, last: int, **told: object) -> None:
    """Rows `first` to `last` of a statement, in pieces."""
    for start in range(first, last + 1, ROWS):
        numbers = NUMBERS[database.is_sqlite].format(first=start, last=min(last, start + ROWS - 1))
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
    await fill(database, HANDLE, 1, CONTACTS)
    await fill(database, ORDER, 1, CONTACTS, now=now)
    past = {"since": now - 3600 * SECOND, "span": 3600 * SECOND, "contacts": CONTACTS}
    few = max(asked.due // 10, 1)
    await fill(database, TIMER, 0, few - 1, name="floor", **past)
    found.floor, found.floor_cpu = await clocked(take_by_hand, database)
    ahead = {"since": now + YEAR // 365, "span": YEAR, "contacts": CONTACTS}
    began = time.perf_counter()
    await fill(database, TIMER, 0, asked.pending - 1, name="waits", **ahead)
    print(f"{asked.pending} timers wait (written in {time.perf_counter() - began:.0f} s)", flush=True)
    await fill(database, TIMER, 0, asked.due - 1, name="due", **past)
    found.plan = await assert_no_scan(database)
    found.taken, found.taken_cpu = await clocked(take, database)
    async with database.write() as tx:
        await tx.run("update inbox_event set state = 1")
    await add_store(database)
    found.door = await at_the_door(url, database, asked.rate, asked.seconds)
    found.handling = await handled(url, database)
    await measure_lateness(url, database, asked, found)
    await database.close()
    return found


async def measure_lateness(url: str, database: Database, asked: argparse.Namespace, found: Figures) -> None:
    """All in one process, on one core: webhooks come in while timers come due."""
    port = free_port()
    with shopclerk(url, "run", port=port) as process:
        await until_ready(port)
        await knock(port, 20, 1, 500_000, process)  # what only a shop with a store loads is loaded
        await until_handled(database, 60)
        since, count = now_micros() + 2 * SECOND, int(asked.timers * asked.seconds)
        told = {"since": since, "span": asked.seconds * SECOND, "contacts": CONTACTS}
        await fill(database, TIMER, 0, count - 1, name="late", **told)
        async with database.read() as tx:
            due = {row[0]: row[1] for row in await tx.rows(LATE_ONES)}
        assert len(due) == count, f"{len(due)} of {count} timers are set"
        before = cpu_seconds(process)
        found.together = await knock(port, asked.rate, asked.seconds, 600_000, process)
        found.behind = await until_handled(database, 900)
        found.cpu_ms = (cpu_seconds(process) - before) / len(found.together.answers) * 1000
        async with database.read() as tx:
            rows = await tx.rows(LATENESS)
    moments = [(due[int(str(key).rpartition(":")[2])], taken, done) for key, taken, done in rows]
    assert len(moments) == count, f"{len(moments)} of {count} timers came"
    found.late = [(taken - at) / SECOND for at, taken, _ in moments]
    found.done = [(done - at) / SECOND for at, _, done in moments]


async def assert_no_scan(database: Database) -> list[str]:
    """How the database would take due ones. Raises AssertionError when it would read those that wait."""
    ask = "explain query plan " if database.is_sqlite else "explain "
    async with database.write() as tx:
        if not database.is_sqlite:
            await tx.run("analyze")
        told = [(NEXT_TIMER, ()), (TAKE_DUE_TIMERS, (now_micros(), AT_ONCE))]
        lines = [str(row[-1]) for sql, args in told for row in await tx.rows(ask + sql, *args)]
    assert not any("Seq Scan on timer" in line or line.startswith("SCAN timer") for line in lines), lines
    return [line.strip() for line in lines if "timer" in line.lower()]


def show(name: str, found: Figures, asked: argparse.Namespace) -> None:
    def ms(values: list[float]) -> str:
        ordered = sorted(values)
        p50, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 for share in (0.5, 0.99))
        return f"p50 {p50:6,.0f} ms   p99 {p99:6,.0f} ms   longest {ordered[-1] * 1000:6,.0f} ms"

    print(f"{name}, {asked.pending} timers waiting; load average {os.getloadavg()[0]:.1f}")
    print("  " + "\n  ".join(found.plan))
    print(f"  floor, one by one  {found.floor:8,.0f}/s   {found.floor_cpu:8,.0f} a CPU second")
    print(f"  due ones taken     {found.taken:8,.0f}/s   {found.taken_cpu:8,.0f} a CPU second")
    print(f"  ratio              {found.taken / found.floor:8.1f}     {found.taken_cpu / found.floor_cpu:8.1f}")
    door, both = found.door, found.together
    print(f"`serve` on one core, {asked.rate:.0f} webhooks/s for {asked.seconds} s, then killed: all were kept")
    print(f"  durable answers    {ms(door.answers)}; sent late by {ms(door.sent_late)}")
    print(f"  kept               {door.rate:8,.0f}/s   {door.cpu_ms:.2f} ms of CPU each")
    print("`work` on one core: what was kept becomes an order, a contact and a turn")
    print(f"  handled            {found.handling.rate:8,.0f}/s   {found.handling.cpu_ms:.2f} ms of CPU each")
    print(f"`run`, all of it on one core, {asked.rate:.0f} webhooks/s and {asked.timers:.0f} timers/s:")
    print(f"  durable answers    {ms(both.answers)}; sent late by {ms(both.sent_late)}")
    print(f"  kept               {both.rate:8,.0f}/s")
    print(f"  timers are events  {ms(found.late)}")
    print(f"  … had their turn   {ms(found.done)}")
    print(
        f"  all handled        {found.behind:8.1f} s after the last webhook, {found.cpu_ms:.2f} ms of CPU each\n",
        flush=True,
    )


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
            with postgres_server(folder / "server", durable=True) as url:
                show("PostgreSQL (its own CPU is not counted)", await measure(url, asked), asked)


if __name__ == "__main__":
    asyncio.run(main())
