"""A whole shop in a test's hand: real parts, a real database, the emulator as the provider, a clock moved by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from bot.app import create_app
from bot.clock import ManualClock
from bot.settings import Settings, read_settings
from bot.whatsapp.emulator.account import AT_ONCE
from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.emulator.handset import Handset, NothingToTap
from bot.whatsapp.emulator.server import serve_emulator
from bot.wiring import Wiring, join_parts
from catalog.demo.load import load_demo
from tests.databases import make_tables

PUBLIC_URL = "https://bot.example.com"
ACCOUNT = "AC" + "5" * 32
TOKEN = "a-token-for-tests"
SENDER = "+15550100000"
ROOT = Path(__file__).parents[2]


class Shop:
    """Nothing runs by itself: `settles` works until there is nothing left to do."""

    def __init__(self, wiring: Wiring, emulator: Emulator, clock: ManualClock) -> None:
        self.wiring = wiring
        self.emulator = emulator
        self.clock = clock

    def phone(self, address: str = "+14155550101", name: str = "Amina") -> Handset:
        """A contact's phone."""
        return self.emulator.phone(address).named(name)

    async def settles(self) -> None:
        """Work until no event waits, no timer is due and no message can go out."""
        wiring = self.wiring
        while True:
            moved = await wiring.timers.move_due()
            worked = await wiring.worker.work_once()
            sent = await wiring.dispatcher.send_due()
            await self.emulator.settled()
            if not (moved or worked or sent):
                return

    async def hears(self, phone: Handset, text: str, **more: Any) -> list[str]:
        """The texts that answer this one."""
        return await self._answers(phone, phone.says(text, **more))

    async def taps(self, phone: Handset, title: str, **more: Any) -> list[str]:
        """The texts that answer a tap on a button or a row of this title."""
        try:
            return await self._answers(phone, phone.taps(title, **more))
        except NothingToTap:
            return await self._answers(phone, phone.picks(title, **more))

    async def passes(self, **time: float) -> None:
        """Let time pass, then work."""
        self.clock.set(self.clock.now() + timedelta(**time))
        await self.settles()

    async def rows(self, sql: str, *args: Any) -> list[tuple[Any, ...]]:
        """What the database holds."""
        async with self.wiring.database.read() as tx:
            return [tuple(row) for row in await tx.rows(sql, *args)]

    async def _answers(self, phone: Handset, sending: Any) -> list[str]:
        before = len(phone.hears)
        await sending
        await self.settles()
        return phone.hears[before:]


def shop_settings(database_url: str, api_url: str, **given: Any) -> Settings:
    """A connected account whose provider is the emulator; no file and no variable of the machine is read."""
    return read_settings(
        _env_file=None,
        **{
            "database_url": database_url,
            "public_url": PUBLIC_URL,
            "twilio_account_sid": ACCOUNT,
            "twilio_auth_token": TOKEN,
            "whatsapp_senders": SENDER,
            "twilio_api_url": api_url,
            "secret_key": "a-secret-for-tests",
            "shop_file": str(ROOT / "shop.toml"),
            "send_rate": 0,
            "pair_rate": "0",
            **given,
        },
    )


@asynccontextmanager
async def open_shop(database_url: str, clock: ManualClock, **given: Any) -> AsyncIterator[Shop]:
    """A shop with the demo's products on an empty database."""
    await make_tables(database_url)
    door = FastAPI()
    emulator = Emulator(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        senders=[SENDER],
        webhook_url=f"{PUBLIC_URL}/webhooks/twilio/messages",
        clock=clock,
        status=AT_ONCE,
        open_client=lambda: httpx.AsyncClient(transport=httpx.ASGITransport(door)),
    )
    async with serve_emulator(emulator) as api_url:
        wiring = await join_parts(shop_settings(database_url, api_url, **given), clock)
        async with wiring.database.session() as session:
            await load_demo(session)
        await wiring.shelves.refresh()
        door.mount("/", create_app(wiring))
        try:
            yield Shop(wiring, emulator, clock)
        finally:
            await wiring.close()
