"""An outbox at work: a real database, contacts with open windows, and the whole way to a provider and back."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from fastapi import FastAPI
from pydantic import SecretStr

from bot.clock import ManualClock
from bot.contacts.queries import add_contact, add_handle
from bot.coordination.in_process import InProcessCoordinator
from bot.outbox.channel import Channel
from bot.outbox.content import Content
from bot.outbox.contents import KeptContents
from bot.outbox.dispatch import Dispatcher
from bot.outbox.entries import NewEntry
from bot.outbox.parts import OutboxParts
from bot.outbox.queries import add_entries
from bot.outbox.reconcile import Reconciler
from bot.outbox.statuses import Statuses
from bot.settings import Settings
from bot.storage.columns import dump_json, to_micros
from bot.storage.database import Database
from bot.whatsapp.client import TwilioHttp, open_client
from bot.whatsapp.emulator.account import AT_ONCE
from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.emulator.server import serve_app, serve_emulator
from bot.whatsapp.reasons import explain
from bot.whatsapp.sender import TwilioWhatsApp
from bot.whatsapp.signature import SignatureCheck
from bot.whatsapp.webhook import MESSAGES_PATH, build_webhook_router

SENDER, OTHER_SENDER = "+15550100000", "+15550100001"
AMINA, BORA = "+821012345678", "+14155550123"
ACCOUNT, TOKEN = "AC" + "0" * 32, "auth-token"
KEYS = (b"first key", b"older key")


class Office:
    """One process of the service, as far as the outbox goes."""

    def __init__(self, database: Database, clock: ManualClock, channel: Channel, **rates: object) -> None:
        self.database, self.clock = database, clock
        given = {"send_rate": 0.0, "pair_rate": "0", **rates}
        self.parts = OutboxParts(
            database,
            channel,
            InProcessCoordinator(),
            clock,
            KEYS,
            explain,
            **given,  # type: ignore[arg-type]
        )
        self.statuses = Statuses(self.parts)
        self.dispatcher = Dispatcher(self.parts, self.statuses)
        self.reconciler = Reconciler(self.parts, self.statuses)
        self._said = 0

    def another(self) -> "Office":
        """A second process on the same database and provider."""
        return Office(self.database, self.clock, self.parts.channel)

    def later(self, **by: float) -> None:
        """Let time pass."""
        self.clock.set(self.clock.now() + timedelta(**by))

    async def meets(self, address: str = AMINA, *, wrote: datetime | None = None, sender: str = SENDER) -> int:
        """A contact who has just written (or did at `wrote`); its id."""
        now = self.clock.now()
        async with self.database.write() as tx:
            contact_id = await add_contact(tx, name="", country="", sender=sender, address=address, now=now)
            await add_handle(tx, address, "phone", contact_id)
        await self.hears(contact_id, at=wrote, sender=sender)
        return contact_id

    async def hears(self, contact_id: int, *, at: datetime | None = None, sender: str = SENDER) -> None:
        """The contact writes: the window is open from now on."""
        windows = dump_json({sender: to_micros(at or self.clock.now())})
        async with self.database.write() as tx:
            await tx.run("update conversation set windows = $2 where contact_id = $1", contact_id, windows)

    async def says(self, contact_id: int, text: str, to: str = AMINA, **more: object) -> None:
        """Write a reply down."""
        await self.writes([self.reply(contact_id, text, to, **more)])

    def reply(self, contact_id: int, text: str, to: str = AMINA, **more: object) -> NewEntry:
        """A reply, not yet written down."""
        self._said += 1
        entry = NewEntry(
            key=f"event-{id(self)}-{self._said}",
            contact_id=contact_id,
            sender=SENDER,
            to=to,
            content=Content(text=text),
            epoch=0,
            kind="reply",
            created_at=self.clock.now(),
        )
        return replace(entry, **more)  # type: ignore[arg-type]

    async def writes(self, entries: Sequence[NewEntry]) -> None:
        """Write entries down as a turn does."""
        async with self.database.write() as tx:
            await add_entries(tx, entries)

    async def sends(self) -> int:
        """Whatever is due now goes out."""
        return await self.dispatcher.send_due()

    async def settles(self) -> int:
        """Whatever is in doubt is looked into."""
        return await self.reconciler.settle_due()

    async def entries(self, columns: str = "status") -> list[object]:
        """One value (or a tuple) for each entry, in order."""
        async with self.database.read() as tx:
            rows = await tx.rows(f"select {columns} from outbox order by id")
        return [row[0] if len(tuple(row)) == 1 else tuple(row) for row in rows]


class Town(Office):
    """With Twilio's emulator over real HTTP, whose callbacks come in through the real door."""

    emulator: Emulator

    async def meets(self, address: str = AMINA, **more: object) -> int:  # type: ignore[override]
        self.emulator.store.phone(address).last_inbound_at[SENDER] = self.clock.now()
        return await super().meets(address, **more)  # type: ignore[arg-type]

    def hear(self, address: str = AMINA) -> list[str]:
        """What the contact has on the phone."""
        return self.emulator.texts_to(address)


@asynccontextmanager
async def open_town(database: Database, clock: ManualClock, call_seconds: float = 1.0) -> AsyncIterator[Town]:
    """An office and Twilio, joined by HTTP both ways."""
    ready: dict[str, object] = {}

    async def door(scope: object, receive: object, send: object) -> None:
        await ready["app"](scope, receive, send)  # type: ignore[operator]

    async with serve_app(door) as base:  # type: ignore[arg-type]
        emulator = Emulator(
            account_sid=ACCOUNT,
            auth_token=TOKEN,
            senders=(SENDER, OTHER_SENDER),
            webhook_url=base + MESSAGES_PATH,
            clock=clock,
            status=AT_ONCE,
        )
        async with serve_emulator(emulator) as api_url:
            settings = Settings(
                _env_file=None,  # type: ignore[call-arg]
                twilio_account_sid=ACCOUNT,
                twilio_auth_token=SecretStr(TOKEN),
                twilio_api_url=api_url,
                public_url=base,
            )
            client = open_client(settings)
            client.http_client = TwilioHttp(api_url, total_seconds=call_seconds)
            channel = TwilioWhatsApp(settings, KeptContents(database), client)
            town = Town(database, clock, channel)
            town.emulator = emulator
            app = FastAPI()
            check = SignatureCheck(TOKEN, {}, base)
            app.include_router(build_webhook_router(check, None, town.statuses, clock, {ACCOUNT}))  # type: ignore[arg-type]
            ready["app"] = app
            yield town
            await channel.close()
