"""The emulator without a network between: the same rules, a function call instead of the SDK and HTTP."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
from starlette.types import ASGIApp, Message, Scope

from bot.outbox.statuses import Statuses
from bot.outbox.updates import StatusUpdate
from bot.whatsapp.client import TwilioHttp, refusal_of
from bot.whatsapp.emulator.account import Pace
from bot.whatsapp.emulator.app import build_emulator_app
from bot.whatsapp.emulator.callbacks import Callbacks
from bot.whatsapp.emulator.caller import Read, Reply
from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.emulator.errors import ApiError
from bot.whatsapp.emulator.records import Message as Delivered
from bot.whatsapp.sdk import Client

Answer = tuple[int, str, Any]
#: What the SDK makes of its arguments.
_FORM = {
    "to": "To",
    "from_": "From",
    "status_callback": "StatusCallback",
    "body": "Body",
    "media_url": "MediaUrl",
    "content_sid": "ContentSid",
    "content_variables": "ContentVariables",
}


class DirectTwilio(TwilioHttp):
    """Messages are made by a call; everything else goes through the emulator's application."""

    def __init__(self, emulator: Emulator) -> None:
        super().__init__("http://provider")
        self._emulator = emulator
        self._app = build_emulator_app(emulator)

    def client_of(self, account: str, token: str) -> Client:
        return _DirectClient(account, token, http_client=self, environment={"": ""})

    async def create_async(self, **given: Any) -> Delivered:
        """Of the SDK's messages, what the shop uses. Raises what an answer over HTTP would be read as."""
        form = {_FORM[name]: value if isinstance(value, str) else value[0] for name, value in given.items()}
        try:
            return self._emulator.create_message(form)
        except ApiError as error:
            raise refusal_of(error.status, json.dumps(error.to_json()), {}) from error

    async def _call(self, method: str, url: str, call: dict[str, Any]) -> Answer:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self._app)) as client:
            told = {name: call[name] for name in ("params", "headers", "json", "data") if call.get(name)}
            answer = await client.request(method, url, **told)
        return answer.status_code, answer.text, answer.headers


class _DirectClient(Client):  # type: ignore[misc] # the SDK has no types
    @property
    def messages(self) -> DirectTwilio:
        direct: DirectTwilio = self.http_client
        return direct


class ToldTogether(Callbacks):
    """What is delivered is told to the outbox itself, all of a moment at once, without a form for each step."""

    def __init__(self, emulator: Emulator, statuses: Statuses) -> None:
        super().__init__(emulator.account, emulator.store, emulator.faults, emulator.poster, emulator.clock)
        self._statuses, self._delivered = statuses, list[Delivered]()

    def deliver(self, message: Delivered, pace: Pace) -> None:  # noqa: ARG002 - all of them travel at once
        self._delivered.append(message)

    async def settled(self) -> None:
        delivered, self._delivered = self._delivered, []
        for message in delivered:
            self.move(message, "sent")
            self.move(message, "delivered")
        await self._statuses.take_many([_told(message) for message in delivered])
        await super().settled()


def _told(message: Delivered) -> StatusUpdate:
    _, _, reference = message.callback_url.partition("?ref=")
    return StatusUpdate(message.sid, "delivered", None, unquote(reference), message.updated_at)


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
