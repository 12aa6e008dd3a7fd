"""What stands in for the shop in these tests: a door that takes webhooks, and a REST client with credentials."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx
from fastapi import FastAPI
from starlette.responses import Response

from bot.clock import ManualClock
from bot.whatsapp.emulator.account import AT_ONCE
from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.emulator.server import mounted, serve_app
from bot.whatsapp.signature import SignatureCheck
from bot.whatsapp.webhook import MESSAGES_PATH, STATUS_PATH, build_webhook_router

ACCOUNT = "AC" + "0" * 32
TOKEN = "auth-token"
SENDER = "+15550100000"
OTHER_SENDER = "+15550100001"
AMINA = "+821012345678"
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"


class Shop:
    """Our real door with lists behind it."""

    def __init__(self):
        self.events = []
        self.updates = []
        self.answer = None  # overrides what the door answers
        self.is_broken = False
        self.base = ""

    async def keep(self, event):
        if self.is_broken:
            raise ConnectionError("database is gone")
        self.events.append(event)

    async def take(self, update):
        self.updates.append(update)

    @property
    def statuses(self):
        return [update.status for update in self.updates]

    @property
    def status_url(self):
        return f"{self.base}{STATUS_PATH}?ref=our%7Creference"

    def app(self, check_for, clock):
        app = FastAPI()
        check = SignatureCheck(TOKEN, {"key1": "secret"}, check_for)
        app.include_router(build_webhook_router(check, self, self, clock, {ACCOUNT}))

        async def answered(scope, receive, send):
            if self.answer is not None and scope["type"] == "http":
                await receive()
                await self.answer(scope, receive, send)
            else:
                await app(scope, receive, send)

        return answered


def says(status, text="", media_type="text/xml"):
    return Response(text, status, media_type=media_type)


class Town:
    """Emulator and shop, joined over real HTTP."""

    def __init__(self, emulator, shop, base, client, clock):
        self.emulator, self.shop, self.base, self.client, self.clock = emulator, shop, base, client, clock
        self.faults = emulator.faults

    def phone(self, address=AMINA):
        return self.emulator.phone(address)

    async def sends(self, body="Hello", to=AMINA, **more):
        """`Messages.json` as the shop's sender calls it."""
        form = {"To": f"whatsapp:{to}", "From": f"whatsapp:{SENDER}", "Body": body}
        form = {**form, "StatusCallback": self.shop.status_url, **more}
        return await self.client.post(f"{MESSAGES}.json", data={k: v for k, v in form.items() if v is not None})

    async def creates(self, types, variables=None, **more):
        """A Content resource; its sid."""
        data = {"friendly_name": "x", "language": "en", "types": types, "variables": variables or {}, **more}
        answer = await self.client.post("/v1/Content", json=data)
        assert answer.status_code == 201, answer.text
        return answer.json()["sid"]

    async def sends_content(self, sid, variables="", **more):
        return await self.sends(None, ContentSid=sid, ContentVariables=variables or None, **more)


@asynccontextmanager
async def open_town(**emulator_options):
    """Both behind one server: what the emulator posts to the shop still goes over the wire."""
    clock, shop, parts = ManualClock(NOW), Shop(), {}

    async def server(scope, receive, send):
        part = "emulator" if scope["path"].startswith("/emulator/") else "shop"
        await parts[part](scope, receive, send)

    async with serve_app(server) as base:
        shop.base = base
        parts["shop"] = shop.app(base, clock)
        options = {"status": AT_ONCE, "senders": (SENDER, OTHER_SENDER)}
        emulator = Emulator(
            account_sid=ACCOUNT,
            auth_token=TOKEN,
            webhook_url=base + MESSAGES_PATH,
            clock=clock,
            **{**options, **emulator_options},
        )
        parts["emulator"] = mounted(emulator)
        base += emulator.mount
        try:
            async with httpx.AsyncClient(base_url=base, auth=(ACCOUNT, TOKEN), verify=False) as client:
                yield Town(emulator, shop, base, client, clock)
        finally:
            await emulator.close()
