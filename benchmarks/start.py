"""From nothing to the first reply, and what a shop that does nothing then occupies.

    python -m benchmarks.start [--starts 5]

A start is the very first after `make run` has set up (which compiles the modules), with a new database, or the next
one: `python -m bot run`, and a shopper who knocks until the door opens.
The clock runs from the start of the process to the reply at the provider (a real account) or on the simulated phone
(the demo). Memory is the process's own, two seconds after that reply, when it has settled: RSS counts what it shares
with other processes, USS does not. The database server's memory is not counted. The floor is the bare handler of
`floor.py`, started in turns with the shop: what this machine makes of a start just now.
"""

import argparse
import asyncio
import compileall
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

import aiohttp
import psutil

from benchmarks.turns import first_reply, floor, free_port, running, shopclerk, world
from tests.databases import postgres_server

PHONE = "+14150000001"
Serves = Callable[[Path, int, int], AbstractContextManager[Popen[bytes]]]


@dataclass
class Start:
    """What one start showed."""

    first_reply_s: float
    cpu_s: float  # of the process and its children, until then
    idle_rss_mb: float
    idle_own_mb: float


@asynccontextmanager
async def real_account(
    folder: Path, database: str = "", *, serve: Serves | None = None
) -> AsyncIterator[tuple[float, Popen[bytes]]]:
    """A shop (or what `serve` starts) on a new database, and its first reply, in seconds since its start."""
    port, provider = free_port(), free_port()
    async with world(port, provider) as it:
        began = time.perf_counter()
        with serve(folder, port, provider) if serve else shopclerk(folder, port, provider, database) as process:
            yield await first_reply(it, PHONE, began), process


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[tuple[float, Popen[bytes]]]:
    """The same without an account: the reply is the one on the simulated phone."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHOPCLERK_")}
    environment = kept | {"SHOPCLERK_DATABASE_URL": f"sqlite:///{folder}/demo.db", "SHOPCLERK_LOG_LEVEL": "error"}
    began = time.perf_counter()
    with running([sys.executable, "-m", "bot", "run", "--port", str(port)], environment) as process:
        await greet_demo(f"http://127.0.0.1:{port}/emulator/phones/{PHONE}")
        yield time.perf_counter() - began, process


async def greet_demo(phone: str) -> None:
    """Write from the simulated phone as soon as there is one, and wait for a bubble of the shop."""
    async with aiohttp.ClientSession() as http:
        while True:
            try:
                async with http.post(f"{phone}/send", json={"kind": "text", "text": "hello"}) as answer:
                    answer.raise_for_status()
                    break
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.02)
        while True:
            async with http.get(f"{phone}/messages") as answer:
                bubbles = (await answer.json())["messages"]
            if any(bubble["from_shop"] for bubble in bubbles):
                return
            await asyncio.sleep(0.02)


async def watch(first: float, process: Popen[bytes]) -> Start:
    """CPU now, memory two seconds later."""
    watched = psutil.Process(process.pid)
    times = watched.cpu_times()
    await asyncio.sleep(2)
    memory = watched.memory_full_info()
    cpu = times.user + times.system + times.children_user + times.children_system
    return Start(first, cpu, memory.rss / 1e6, memory.uss / 1e6)


@contextmanager
def empty_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


async def start_floor() -> Start:
    with empty_folder() as folder:
        async with real_account(folder, serve=floor) as (first, process):
            return await watch(first, process)


async def start_on_sqlite() -> Start:
    with empty_folder() as folder:
        async with real_account(folder) as (first, process):
            return await watch(first, process)


async def start_again() -> Start:
    """The second start of the same shop: its tables and its catalog are there."""
    with empty_folder() as folder:
        async with real_account(folder):
            pass
        async with real_account(folder) as (first, process):
            return await watch(first, process)


async def start_demo() -> Start:
    with empty_folder() as folder:
        async with demo(folder) as (first, process):
            return await watch(first, process)


async def start_on_postgres() -> Start:
    with empty_folder() as folder, postgres_server(folder / "server", durable=True) as url:
        async with real_account(folder, url) as (first, process):
            return await watch(first, process)


async def start_again_on_postgres() -> Start:
    with empty_folder() as folder, postgres_server(folder / "server", durable=True) as url:
        async with real_account(folder, url):
            pass
        async with real_account(folder, url) as (first, process):
            return await watch(first, process)


async def compare(name: str, start: Callable[[], Awaitable[Start]], count: int) -> None:
    """Starts of one kind and of the floor in turns."""
    pairs = [(await start_floor(), await start()) for _ in range(count)]
    print(f"\n{name} (load of the machine: {psutil.getloadavg()[0]:.1f} on {psutil.cpu_count()} cores)")
    for figure in Start.__dataclass_fields__:
        under, values = ([getattr(one, figure) for one in kind] for kind in zip(*pairs, strict=True))
        middle, ground = statistics.median(values), statistics.median(under)
        spread = f"min {min(values):7.2f}   median {middle:7.2f}   max {max(values):7.2f}"
        print(f"  {figure:14} {spread}   floor {ground:7.2f}   ratio {middle / ground:5.2f}")


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=5, help="of each kind")
    starts = parser.parse_args().starts
    for package in ("bot", "flows", "catalog"):
        compileall.compile_dir(package, quiet=1)
    await compare("A real account on SQLite", start_on_sqlite, starts)
    await compare("The same, started again", start_again, starts)
    await compare("The demo", start_demo, starts)
    await compare("A real account on PostgreSQL", start_on_postgres, starts)
    await compare("The same, started again", start_again_on_postgres, starts)


if __name__ == "__main__":
    asyncio.run(main())
