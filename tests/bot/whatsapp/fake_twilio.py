"""A stand-in for Twilio's HTTP on loopback that does exactly what a test tells it: refuse, swallow, hang, cut."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from bot.settings import Settings

SENDER, AMINA = "+15550100000", "+14155550123"
TOKEN = "0123456789abcdef"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class FakeTwilio:
    """Requests as they came; `answers` are used up first, one for each request to create a message."""

    url: str = ""
    sent: list[dict[str, str]] = field(default_factory=list)
    created: list[dict[str, Any]] = field(default_factory=list)
    typed: list[dict[str, str]] = field(default_factory=list)
    listed: list[dict[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)  # newest first
    page_size: int = 2
    answers: list[Answer] = field(default_factory=list)
    content_answers: list[Answer] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    in_flight: int = 0
    most_in_flight: int = 0
    pace: float = 0.0

    async def create_message(self, request: web.Request) -> web.StreamResponse:
        form = {key: str(value) for key, value in (await request.post()).items()}
        self.headers.append(dict(request.headers))
        self.in_flight += 1
        self.most_in_flight = max(self.in_flight, self.most_in_flight)
        try:
            await asyncio.sleep(self.pace)
            if self.answers:
                return await self.answers.pop(0)(request)
            if form.get("ContentSid") in self.gone:
                return refuse(404, 21655, "ContentSid is not valid")
            self.sent.append(form)
            return web.json_response({"sid": f"SM{len(self.sent):032d}", "status": "queued"}, status=201)
        finally:
            self.in_flight -= 1

    async def list_messages(self, request: web.Request) -> web.Response:
        if self.answers:
            return await self.answers.pop(0)(request)  # type: ignore[return-value]
        self.listed.append(dict(request.query))
        page = int(request.query.get("Page", 0))
        rows = self.rows[page * self.page_size : (page + 1) * self.page_size]
        more = len(self.rows) > (page + 1) * self.page_size
        next_uri = f"{request.path}?Page={page + 1}" if more else None
        return web.json_response({"messages": rows, "next_page_uri": next_uri})

    async def list_media(self, request: web.Request) -> web.Response:
        message = request.match_info["message"]
        row = {"sid": "ME1", "content_type": "image/jpeg", "uri": f"{request.path.removesuffix('.json')}/ME1.json"}
        return web.json_response({"media_list": [row]} if message != "gone" else {}, status=200)

    async def create_content(self, request: web.Request) -> web.StreamResponse:
        if self.content_answers:
            return await self.content_answers.pop(0)(request)
        await asyncio.sleep(self.pace)
        self.created.append(await request.json())
        return web.json_response({"sid": f"HX{len(self.created):032d}"}, status=201)

    async def show_typing(self, request: web.Request) -> web.Response:
        self.typed.append({key: str(value) for key, value in (await request.post()).items()})
        return web.json_response({"success": True})


def refuse(status: int, code: int, message: str = "no", headers: dict[str, str] | None = None) -> web.Response:
    """An error as Twilio words it."""
    body = {"code": code, "message": message, "more_info": "", "status": status}
    return web.json_response(body, status=status, headers=headers)


def always(response: Callable[[], web.Response]) -> Answer:
    """An answer made anew for each request."""

    async def answer(_request: web.Request) -> web.StreamResponse:
        return response()

    return answer


async def cut(request: web.Request) -> web.StreamResponse:
    """Take the request and close the connection without a word."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def hang(_request: web.Request) -> web.StreamResponse:
    """Never answer."""
    await asyncio.sleep(30)
    return web.Response()


@asynccontextmanager
async def open_fake_twilio() -> AsyncIterator[FakeTwilio]:
    """A fake on a free port."""
    fake = FakeTwilio()
    app = web.Application()
    app.router.add_post("/2010-04-01/Accounts/{account}/Messages.json", fake.create_message)
    app.router.add_get("/2010-04-01/Accounts/{account}/Messages.json", fake.list_messages)
    app.router.add_get("/2010-04-01/Accounts/{account}/Messages/{message}/Media.json", fake.list_media)
    app.router.add_post("/v1/Content", fake.create_content)
    app.router.add_post("/v2/Indicators/Typing.json", fake.show_typing)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield fake
    await runner.cleanup()


def form_json(form: dict[str, str]) -> dict[str, str]:
    """The variables of a content message."""
    return dict(json.loads(form["ContentVariables"]))


def settings_for(url: str, **more: object) -> Settings:
    """An account whose Twilio is at this address."""
    given = {
        "twilio_account_sid": "AC" + "1" * 32,
        "twilio_auth_token": SecretStr(TOKEN),
        "twilio_api_url": url,
        "public_url": "https://bot.example.com",
        **more,
    }
    return Settings(_env_file=None, **given)  # type: ignore[arg-type, call-arg]
