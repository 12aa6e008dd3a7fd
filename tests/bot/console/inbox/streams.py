"""An open stream of server-sent events, read as a browser reads it: httpx would wait for its end."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.types import Message

from bot.staff.agents import Agent
from bot.staff.signins import sign_in
from tests.bot.console.visits import COOKIE, Visits

PATIENCE = 10.0  # seconds


class Stream:
    """What came, event by event."""

    def __init__(self) -> None:
        self._parts: asyncio.Queue[bytes] = asyncio.Queue()
        self.gone = asyncio.Event()
        self.last_id = ""
        self.status = 0
        self.ended = False
        self._buffer = ""

    async def receive(self) -> Message:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["type"] == "http.response.body":
            await self._parts.put(message.get("body", b""))

    async def next(self, *events: str) -> dict[str, Any]:
        """The data of the next event of one of these names; others are passed over."""
        async with asyncio.timeout(PATIENCE):
            while True:
                event, data = await self._read()
                if event in events:
                    return data

    async def row(self, *, until: str = "") -> dict[str, Any]:
        """The next row, or the next whose news are of this kind."""
        while True:
            told = await self.next("row")
            if not until or until in told["what"]:
                return told

    async def _read(self) -> tuple[str, Any]:
        while True:
            head, found, rest = self._buffer.partition("\n\n")
            if not found:
                self._buffer += (await self._parts.get()).decode()
                continue
            self._buffer = rest
            lines = dict(line.partition(": ")[::2] for line in head.split("\n") if not line.startswith(":"))
            self.last_id = lines.get("id", self.last_id)
            if "event" in lines:
                return lines["event"], json.loads(lines["data"])


@asynccontextmanager
async def listening(visits: Visits, agent: Agent, last: str = "", bearer: str = "") -> AsyncIterator[Stream]:
    """An open page of this agent, or a program of theirs with a token, from the event `last` on."""
    stream = Stream()
    async with visits.shop.wiring.database.write() as tx:
        token = await sign_in(tx, agent.id, "a browser", visits.now)
    known = (b"authorization", f"Bearer {bearer}".encode()) if bearer else (b"cookie", f"{COOKIE}={token}".encode())
    headers = [(b"host", b"bot.example.com"), known]
    if last:
        headers.append((b"last-event-id", last.encode()))
    scope = {
        "type": "http", "method": "GET", "path": "/api/events", "raw_path": b"/api/events", "query_string": b"",
        "headers": headers, "scheme": "https", "server": ("bot.example.com", 443), "client": ("203.0.113.7", 50000),
        "root_path": "", "http_version": "1.1", "asgi": {"version": "3.0", "spec_version": "2.3"}, "state": {},
    }  # fmt: skip
    serving = asyncio.create_task(visits.shop.door(scope, stream.receive, stream.send))  # type: ignore[arg-type]
    serving.add_done_callback(lambda _: setattr(stream, "ended", True))
    try:
        if not last:
            await stream.next("hello")
        yield stream
    finally:
        stream.gone.set()
        await asyncio.wait_for(asyncio.gather(serving, return_exceptions=True), PATIENCE)
