"""A whole shop in a test's hand: real parts, a real database, the emulator as the provider, a clock moved by hand."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import select

from bot.app import create_app
from bot.clock import ManualClock
from bot.joining import join_parts
from bot.outbox.content import Choice, Content
from bot.settings import Settings, read_settings
from bot.whatsapp.emulator.account import AT_ONCE
from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.emulator.handset import Handset, NothingToTap
from bot.whatsapp.emulator.records import Message
from bot.whatsapp.emulator.server import serve_emulator
from bot.whatsapp.webhook import MESSAGES_PATH
from bot.wiring import Wiring
from catalog.queries import bump_version
from catalog.tables import Offer, Product, Variant
from tests.databases import make_stocked
from tests.stories.door import Door

PUBLIC_URL = "https://bot.example.com"
ACCOUNT = "AC" + "5" * 32
TOKEN = "a-token-for-tests"
SENDER = "+15550100000"
ROOT = Path(__file__).parents[2]

on_both_databases = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


class Shop:
    """Nothing runs by itself: `settles` works until there is nothing left to do."""

    wiring: Wiring

    def __init__(self, emulator: Emulator, clock: ManualClock, door: Door, settings: Callable[..., Settings]) -> None:
        self.emulator = emulator
        self.clock = clock
        self.door = door
        self._settings = settings

    async def opens(self, **given: Any) -> None:
        """A new process on the database that is there, with other settings if need be."""
        if self.door.app is not None:
            await self.closes()
        self.wiring = await join_parts(self._settings(**given), self.clock)
        self.door.app = create_app(self.wiring)

    async def closes(self) -> None:
        """The process ends; Twilio reaches nobody."""
        self.door.app = None
        await self.wiring.close()

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

    async def gets(self, phone: Handset, **writing: Any) -> list[str]:
        """The texts that answer whatever else a phone can send."""
        return await self._answers(phone, phone.sends(**writing))

    async def walks(self, phone: Handset, *words: str) -> list[str]:
        """Say one thing after the other; the texts that answer the last one."""
        answers: list[str] = []
        for each in words:
            answers = await self.hears(phone, each)
        return answers

    async def passes(self, **time: float) -> None:
        """Let time pass, then work."""
        self.clock.set(self.clock.now() + timedelta(**time))
        await self.settles()

    async def passes_alone(self, **time: float) -> None:
        """Let time pass while nobody works."""
        self.clock.set(self.clock.now() + timedelta(**time))

    async def sells(self, sku: str, **offer: Any) -> None:
        """The store changes `price`, `sale_price`, `stock` … of a variant."""
        async with self.wiring.database.session() as session:
            kept = (await session.exec(select(Offer).where(Offer.sku == sku))).one()
            kept.sqlmodel_update(offer)
            session.add(kept)
            product = (await session.exec(select(Variant.product_id).where(Variant.sku == sku))).one()
            await bump_version(session, product)
        await self.wiring.shelves.refresh()

    async def drops(self, product: str) -> None:
        """The store sells a product no more."""
        async with self.wiring.database.session() as session:
            kept = (await session.exec(select(Product).where(Product.id == product))).one()
            session.add(kept.sqlmodel_update({"active": False}))
            await bump_version(session, product)
        await self.wiring.shelves.refresh()

    async def told(self, message: Message, status: str) -> None:
        """Twilio reports a status of a message, however late."""
        callbacks = self.emulator.callbacks
        true, message.status = message.status, status
        await callbacks._tell(message, callbacks._form(message), 1)
        message.status = true

    async def fetches(self, url: str) -> httpx.Response:
        """What WhatsApp gets when it fetches a file of ours."""
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.door)) as client:
            return await client.get(url)

    async def rows(self, sql: str, *args: Any) -> list[tuple[Any, ...]]:
        """What the database holds."""
        async with self.wiring.database.read() as tx:
            return [tuple(row) for row in await tx.rows(sql, *args)]

    async def slots(self, phone: Handset) -> dict[str, Any]:
        """What the shop remembers of a contact."""
        [(state,)] = await self.rows(
            "select state from conversation c join handle h on h.contact_id = c.contact_id where h.value = $1",
            phone.address,
        )
        slots: dict[str, Any] = json.loads(state)["engine"]["slots"]
        return slots

    def bubbles(self, phone: Handset) -> list[Message]:
        """What has come to a phone, oldest first."""
        return self.emulator.messages_to(phone.address)

    def offered(self, phone: Handset) -> list[str]:
        """What can be tapped on the newest bubble."""
        shown = self.bubbles(phone)[-1].shown
        return [choice["title"] for choice in shown.buttons or (shown.list or {}).get("rows", ())]

    async def every_choice(self) -> list[Choice]:
        """Every button and row that was ever sent, as it was written down, oldest first."""
        kept = await self.rows("select content from outbox order by id")
        return [choice for (content,) in kept for choice in Content.from_json(json.loads(content)).choices]

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
            "media_dir": str(ROOT / "var" / "media-of-tests"),
            **given,
        },
    )


@asynccontextmanager
async def open_shop(database_url: str, clock: ManualClock, *, strips: str = "", **given: Any) -> AsyncIterator[Shop]:
    """A shop with the demo's products on an empty database; `strips` is what a proxy before it takes off paths."""
    await make_stocked(database_url)
    door = Door(strips)
    emulator = _emulator(shop_settings(database_url, "http://127.0.0.1", **given), clock, door)
    async with serve_emulator(emulator) as api_url:
        shop = Shop(emulator, clock, door, partial(shop_settings, database_url, api_url, **given))
        await shop.opens()
        try:
            yield shop
        finally:
            await shop.closes()


def _emulator(settings: Settings, clock: ManualClock, door: Door) -> Emulator:
    """A provider that calls the shop's public address by way of the door."""
    shared = next((pair.partition(":")[::2] for pair in settings.twilio_shared_keys), None)
    return Emulator(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        senders=settings.senders,
        webhook_url=settings.base_url + MESSAGES_PATH,
        clock=clock,
        status=AT_ONCE,
        shared_key=shared,
        open_client=lambda: httpx.AsyncClient(transport=httpx.ASGITransport(door)),
    )
