"""A small server that speaks the emulator's JSON to the page, with a scripted shop behind it.

What it knows outlives it (`World`), so that a test can stop the server and start it again.
"""

import asyncio
import base64
import json
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from starlette.responses import Response, StreamingResponse

from bot.phone.routes import build_phone_router

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
Answer = Callable[["World", str, dict[str, Any]], None]


@dataclass
class World:
    """Every phone's bubbles and events, and what the page asked for."""

    answer: Answer = lambda world, number, said: None
    bubbles: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    events: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)
    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    profiles: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    log: list[dict[str, Any]] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    seq: int = 0

    def shop_says(self, number: str, text: str = "", **parts: Any) -> str:
        """A bubble of the shop; returns its sid."""
        return self._bubble(number, from_shop=True, text=text, **parts)["sid"]

    def status(self, number: str, sid: str, status: str, error: dict[str, Any] | None = None) -> None:
        bubble = next(each for each in self.bubbles[number] if each["sid"] == sid)
        bubble.update(status=status, error=error)
        self._event(number, {"type": "status", "sid": sid, "status": status, "error": error})

    def typing(self, number: str) -> None:
        self._event(number, {"type": "typing"})

    def hear(self, number: str, said: dict[str, Any]) -> dict[str, Any]:
        self.sent.append((number, said))
        kind = "text" if said["kind"] in ("tap", "row", "order") else said["kind"]
        bubble = self._bubble(
            number,
            from_shop=False,
            kind=kind,
            text=said.get("text", ""),
            quote=said.get("sid") or said.get("quote"),
            tapped=said.get("id"),
            media=self._keep(said.get("media")),
            products=_products(said),
            location={k: said.get(k) for k in ("latitude", "longitude", "label", "address")}
            if kind == "location"
            else None,
        )
        self.log.append(
            {
                "kind": "webhook",
                "method": "POST",
                "path": "/webhooks/twilio/messages",
                "status": 200,
                "ms": 3,
                "at": bubble["at"],
            }
        )
        self.status(number, bubble["sid"], "delivered")
        self.answer(self, number, said)
        return {"sid": bubble["sid"], "status": "delivered"}

    def _keep(self, media: dict[str, str] | None) -> dict[str, str] | None:
        if not media:
            return None
        name = f"ME{len(self.files)}"
        self.files[name] = (media["content_type"], base64.b64decode(media["data"]))
        return {"url": f"/emulator/files/{name}", "content_type": media["content_type"]}

    def _bubble(self, number: str, *, from_shop: bool, **parts: Any) -> dict[str, Any]:
        sid = f"{'SM' if from_shop else 'IN'}{token_hex(16)}"
        bubble = {
            "sid": sid, "seq": self.seq + 1, "from_shop": from_shop, "at": datetime.now(UTC).isoformat(),
            "status": "delivered" if from_shop else "sent", "error": None, "kind": "text", "text": "", "media": None,
            "buttons": [], "list": None, "quote": None, "location": None, "template": False, "tapped": None,
        } | parts  # fmt: skip
        self.bubbles.setdefault(number, []).append(bubble)
        self._event(number, {"type": "message", "message": dict(bubble)})
        return bubble

    def _event(self, number: str, event: dict[str, Any]) -> None:
        self.seq += 1
        self.events.append((self.seq, number, event))


def _products(said: dict[str, Any]) -> dict[str, Any] | None:
    """What a cart or a question shows on its own side."""
    kind = "order" if said["kind"] == "order" else "question"
    lines = said.get("order") or ([[said["product"], 0]] if said.get("product") else [])
    items = [{"id": item, "name": item, "quantity": quantity} for item, quantity in lines]
    return {"kind": kind, "catalog_id": said.get("catalog_id"), "items": items} if items else None


def build_stand_in(world: World) -> FastAPI:
    """The phone's pages and the emulator's JSON."""
    app = FastAPI()
    app.include_router(build_phone_router())

    @app.get("/emulator/phones/{number}/messages")
    async def messages(number: str, after: int = 0) -> dict[str, Any]:
        return {"messages": [b for b in world.bubbles.get(number, []) if b["seq"] > after], "seq": world.seq}

    @app.post("/emulator/phones/{number}/send")
    async def send(number: str, said: dict[str, Any]) -> dict[str, Any]:
        return world.hear(number, said)

    @app.post("/emulator/phones/{number}/profile")
    async def profile(number: str, said: dict[str, Any]) -> dict[str, Any]:
        world.profiles[number] = said
        return {}

    @app.post("/emulator/phones/{number}/read")
    async def read(number: str) -> dict[str, Any]:
        world.reads.append(number)
        for bubble in world.bubbles.get(number, []):
            if bubble["from_shop"] and bubble["status"] == "delivered":
                world.status(number, bubble["sid"], "read")
        return {}

    @app.post("/emulator/faults")
    async def faults(said: dict[str, Any]) -> dict[str, Any]:
        world.faults.append(said)
        return {}

    @app.get("/emulator/log")
    async def log() -> list[dict[str, Any]]:
        return world.log

    @app.get("/emulator/files/{name}")
    async def file(name: str) -> Response:
        content_type, body = world.files[name]
        return Response(body, media_type=content_type)

    @app.get("/emulator/phones/{number}/stream")
    async def stream(number: str, request: Request) -> StreamingResponse:
        after = int(request.headers.get("last-event-id") or world.seq)
        return StreamingResponse(events_of(world, number, after), media_type="text/event-stream")

    return app


async def events_of(world: World, number: str, after: int) -> AsyncIterator[str]:
    yield ": hello\n\n"
    while True:
        for seq, whose, event in world.events[:]:
            if seq > after and whose == number:
                yield f"id: {seq}\ndata: {json.dumps(event)}\n\n"
        after = max(after, world.events[-1][0] if world.events else 0)
        await asyncio.sleep(0.02)


class Serving:
    """A uvicorn in a thread that can be stopped and started again on the same port."""

    def __init__(self, app: FastAPI, port: int = 0) -> None:
        self.app = app
        self.port = port
        self.start()

    def start(self) -> None:
        config = uvicorn.Config(self.app, host="127.0.0.1", port=self.port, log_level="critical", lifespan="off")
        config.timeout_graceful_shutdown = 0
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        deadline = time.monotonic() + 20
        while not self.server.started:
            assert time.monotonic() < deadline, "the stand-in did not start"
            time.sleep(0.01)
        self.port = self.server.servers[0].sockets[0].getsockname()[1]

    def stop(self) -> None:
        self.server.should_exit = True
        self.server.force_exit = True
        self.thread.join(timeout=20)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"
