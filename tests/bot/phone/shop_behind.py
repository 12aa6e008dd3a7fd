"""The real emulator with a tiny shop behind it, which speaks Twilio's HTTP and nothing else."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx
from fastapi import FastAPI, Request
from starlette.responses import Response

from bot.clock import SystemClock
from bot.phone.routes import build_phone_router
from bot.whatsapp.emulator.account import Pace
from bot.whatsapp.emulator.app import build_emulator_app
from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.emulator.server import serve_app

ACCOUNT, TOKEN, SENDER = "AC" + "1" * 32, "secret", "+15550100000"


@dataclass
class Shop:
    """What came in by webhook, and how to answer it."""

    url: str = ""
    emulator: Emulator | None = None
    forms: list[dict[str, str]] = field(default_factory=list)

    async def say(self, to: str, text: str = "", types: dict[str, Any] | None = None) -> str:
        """Send as the shop does: a Content resource first when it is a rich message. Returns the message's sid."""
        async with httpx.AsyncClient(base_url=f"{self.url}/emulator", auth=(ACCOUNT, TOKEN)) as http:
            form = {"From": f"whatsapp:{SENDER}", "To": f"whatsapp:{to}"}
            if types:
                made = await http.post("/v1/Content", json={"language": "en", "variables": {}, "types": types})
                made.raise_for_status()
                form |= {"ContentSid": made.json()["sid"], "ContentVariables": json.dumps({})}
            else:
                form["Body"] = text
            sent = await http.post(f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", data=form)
            sent.raise_for_status()
            return str(sent.json()["sid"])

    async def type(self, inbound_sid: str) -> None:
        """Show “typing…”."""
        async with httpx.AsyncClient(base_url=f"{self.url}/emulator", auth=(ACCOUNT, TOKEN)) as http:
            form = {"channel": "whatsapp", "messageId": inbound_sid}
            (await http.post("/v2/Indicators/Typing.json", data=form)).raise_for_status()


@asynccontextmanager
async def open_shop() -> AsyncIterator[Shop]:
    """Pages, emulator and webhook on one free port."""
    shop, app = Shop(), FastAPI()

    @app.post("/webhooks/twilio/messages")
    async def hear(request: Request) -> Response:
        shop.forms.append(dict(parse_qsl((await request.body()).decode(), keep_blank_values=True)))
        return Response(status_code=204)

    app.include_router(build_phone_router())
    async with serve_app(app) as url:
        shop.url = url
        shop.emulator = Emulator(
            account_sid=ACCOUNT,
            auth_token=TOKEN,
            senders=[SENDER],
            webhook_url=f"{url}/webhooks/twilio/messages",
            clock=SystemClock(),
            status=Pace(),
        )
        app.mount("/emulator", build_emulator_app(shop.emulator))
        try:
            yield shop
        finally:
            await shop.emulator.close()
