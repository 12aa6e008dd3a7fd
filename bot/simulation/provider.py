"""The emulator without a network between: the same Twilio SDK, the same rules, a function call instead of HTTP."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import httpx
from starlette.types import ASGIApp, Message, Scope

from bot.whatsapp.client import TwilioHttp
from bot.whatsapp.emulator.app import build_emulator_app
from bot.whatsapp.emulator.caller import Read, Reply
from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.emulator.errors import ApiError
from bot.whatsapp.emulator.resources import message_json

Answer = tuple[int, str, Any]


class DirectTwilio(TwilioHttp):
    """Messages are made by a call; everything else goes through the emulator's application."""

    def __init__(self, emulator: Emulator) -> None:
        super().__init__("http://provider")
        self._emulator = emulator
        self._app = build_emulator_app(emulator)

    async def _call(self, method: str, url: str, call: dict[str, Any]) -> Answer:
        path = urlsplit(url).path
        if method != "POST" or not path.endswith("/Messages.json"):
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self._app)) as client:
                told = {name: call[name] for name in ("params", "headers", "json", "data") if call.get(name)}
                answer = await client.request(method, url, **told)
            return answer.status_code, answer.text, answer.headers
        form = {name: str(value) for name, value in (call.get("data") or {}).items()}
        try:
            made = self._emulator.create_message(form)
        except ApiError as error:
            return error.status, json.dumps(error.to_json()), {}
        return 201, json.dumps(message_json(made, self._emulator.account.sid)), {}


class DirectDoors:
    """How the emulator calls the shop's webhooks: the doors themselves, signed like any request."""

    def __init__(self, doors: Mapping[str, ASGIApp]) -> None:
        self._doors = doors

    async def post(self, url: str, *, content: bytes, headers: dict[str, str]) -> Reply:
        door = self._doors.get(urlsplit(url).path)
        if door is None:
            raise ConnectionError("the shop is closed")
        return await _through(door, _request(url, content, headers), content)

    async def aclose(self) -> None:
        """There is nothing to let go of."""


def _request(url: str, body: bytes, headers: Mapping[str, str]) -> Scope:
    """A POST as a server would hand it to an application."""
    parts = urlsplit(url)
    lines = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    lines += [(b"host", parts.netloc.encode()), (b"content-length", str(len(body)).encode())]
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": parts.scheme,
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": lines,
        "client": ("127.0.0.1", 1),
        "server": (parts.hostname, parts.port or 443),
    }


async def _through(app: ASGIApp, scope: Scope, body: bytes) -> Read:
    """What an application answers."""
    read = Read(500, {}, "")

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal read
        if message["type"] == "http.response.start":
            told = {name.decode(): value.decode() for name, value in message.get("headers", ())}
            read = Read(message["status"], told, "")
        elif body := message.get("body", b""):
            read = replace(read, text=read.text + body.decode(errors="replace"))

    await app(scope, receive, send)
    return read
