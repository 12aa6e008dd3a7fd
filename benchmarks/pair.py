"""What `streams.py` measures: two processes on one PostgreSQL, with what is stored there before."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import asyncpg
import psutil

from benchmarks.console import fill
from benchmarks.load import ACCOUNT, SENDER
from benchmarks.turns import TOKEN, running
from bot.staff.queries import add_agent, find_agent
from bot.staff.tokens import add_token
from bot.storage.columns import to_micros
from bot.storage.database import Database

SIGNED = "https://bot.example.com/webhooks/twilio/messages"
PATIENCE = 120  # seconds for a start


@contextmanager
def floors(database: str, provider: int, ports: list[int]) -> Iterator[list[psutil.Process]]:  # noqa: ARG001
    environment = {**os.environ, "FLOOR_TOKEN": TOKEN, "FLOOR_URL": SIGNED, "FLOOR_DATABASE": database}
    with ExitStack() as stack:
        commands = [[sys.executable, "-m", "benchmarks.streamfloor", str(port)] for port in ports]
        yield [psutil.Process(stack.enter_context(running(each, environment)).pid) for each in commands]


@contextmanager
def services(
    database: str, provider: int, ports: list[int], redis: str, folder: Path
) -> Iterator[list[psutil.Process]]:
    environment = {
        **os.environ,
        "SHOPCLERK_DATABASE_URL": database,
        "SHOPCLERK_REDIS_URL": redis,
        "SHOPCLERK_PUBLIC_URL": "https://bot.example.com",
        "SHOPCLERK_TWILIO_ACCOUNT_SID": ACCOUNT,
        "SHOPCLERK_TWILIO_AUTH_TOKEN": TOKEN,
        "SHOPCLERK_WHATSAPP_SENDERS": SENDER,
        "SHOPCLERK_TWILIO_API_URL": f"http://127.0.0.1:{provider}",
        "SHOPCLERK_MEDIA_DIR": str(folder / "media"),
        "SHOPCLERK_SEND_RATE": "0",
        "SHOPCLERK_PAIR_RATE": "0",
        "SHOPCLERK_LOG_LEVEL": "error",
    }
    with ExitStack() as stack:
        found = []
        for port in ports:
            command = [sys.executable, "-m", "bot", "run", "--port", str(port)]
            found.append(psutil.Process(stack.enter_context(running(command, environment)).pid))
            wait_for(port)  # the first makes the tables
        yield found


def wait_for(port: int) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise SystemExit(f"nothing answers on port {port}")


async def people(url: str, agents: int) -> list[str]:
    """So many agents, and a token of each."""
    database, now, tokens = Database(url), to_micros(datetime.now(UTC)), []
    async with database.write() as tx:
        for n in range(agents):
            made = await add_agent(tx, f"agent{n}@example.com", f"Agent {n}", "agent", now)
            agent = await find_agent(tx, made or 0)
            assert agent
            tokens.append((await add_token(tx, agent, "bench", "agent", now))[1])
    await database.close()
    return tokens


async def durable(url: str, folder: Path) -> int:
    """As in a shop: commits reach the disk. Answers the server's process."""
    connection = await asyncpg.connect(url)
    for name in ("fsync", "full_page_writes", "autovacuum"):
        await connection.execute(f"alter system set {name} = on")
    await connection.execute("select pg_reload_conf()")
    await connection.close()
    return int((folder / "postmaster.pid").read_text().split("\n")[0])


async def stored(url: str, contacts: int) -> None:
    database = Database(url)
    await fill(database, contacts, 100)
    async with database.write() as tx:
        await tx.run("select setval(pg_get_serial_sequence('contact', 'id'), (select max(id) from contact))")
    await database.close()
