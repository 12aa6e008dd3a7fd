"""A whole shop on a virtual clock: production parts on a database of their own, the emulator called directly."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from starlette.types import ASGIApp

from bot.app import counter_of, hot_doors
from bot.clock import ManualClock
from bot.inbox.queries import NEXT_TIMER
from bot.migrations.empty import make_newest
from bot.outbox.queries import find_next_due
from bot.settings import Settings, read_settings
from bot.simulation.provider import DirectDoors, DirectTwilio
from bot.storage.columns import from_micros
from bot.storefront.page import Counter
from bot.whatsapp.emulator.account import AT_ONCE
from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.webhook import MESSAGES_PATH
from bot.wiring import Wiring, join_parts
from catalog.stock import BUMP_VERSION, MARK_CHANGED

PUBLIC_URL = "https://shop.example"
BUYABLE = "select sku, price, currency from offer where price is not null order by sku"
ACCOUNT, TOKEN, SENDER = "AC" + "0" * 32, "simulated", "+15550100000"


@dataclass(frozen=True)
class World:
    """The parts of one process, and what moves them."""

    clock: ManualClock
    emulator: Emulator
    wiring: Wiring
    skus: list[tuple[str, int, str]]  # what can be bought: SKU, price, currency

    @property
    def counter(self) -> Counter:
        """The checkout page's own parts."""
        return counter_of(self.wiring)

    async def settle(self) -> None:
        """Work until no event waits, no timer is due and no message can go out."""
        while True:
            moved = await self.wiring.timers.move_due()
            worked = await self.wiring.worker.work_once()
            sent = await self.wiring.dispatcher.send_due()
            await self.emulator.settled()
            if not (moved or worked or sent):
                return

    async def next_due(self) -> datetime | None:
        """When the next timer or message is due."""
        async with self.wiring.database.read() as tx:
            timer = await tx.row(NEXT_TIMER)
            entry = await find_next_due(tx, self.clock.now())
        due = [each for each in (timer[0] if timer else None, entry) if each is not None]
        return from_micros(min(due)) if due else None


@asynccontextmanager
async def open_world(folder: Path, begins: datetime, shop_file: str, flows_dir: str) -> AsyncIterator[World]:
    """A new shop with the demo's products and no shopper yet."""
    settings = _settings(folder, shop_file, flows_dir)
    await make_newest(settings.database_url)
    clock = ManualClock(begins)
    doors: dict[str, ASGIApp] = {}
    emulator = Emulator(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        senders=[SENDER],
        webhook_url=PUBLIC_URL + MESSAGES_PATH,
        clock=clock,
        status=AT_ONCE,
        open_client=lambda: DirectDoors(doors),
    )
    wiring = await join_parts(settings, clock, DirectTwilio(emulator))
    await _stock(wiring)
    doors.update(hot_doors(wiring))
    await wiring.templates.submit()
    async with wiring.database.read() as tx:
        skus = [(str(sku), int(price), str(currency)) for sku, price, currency in await tx.rows(BUYABLE)]
    try:
        yield World(clock, emulator, wiring, skus)
    finally:
        await emulator.close()
        await wiring.close()


def _settings(folder: Path, shop_file: str, flows_dir: str) -> Settings:
    return read_settings(
        _env_file=None,
        database_url=f"sqlite:///{folder}/simulated.db",
        public_url=PUBLIC_URL,
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=TOKEN,
        whatsapp_senders=SENDER,
        twilio_api_url="http://provider",
        secret_key="simulated",  # noqa: S106 - of a shop that is made up
        shop_file=shop_file,
        flows_dir=flows_dir,
        send_rate=0,
        pair_rate="0",
        media_dir=str(folder / "media"),
    )


async def _stock(wiring: Wiring) -> None:
    """The demo's products, with enough of each for all the time."""
    from bot.migrations.demo import stock_demo

    await stock_demo(wiring.database)
    async with wiring.database.write() as tx:
        await tx.run("update offer set stock = 1000000")
        await tx.run(BUMP_VERSION)
        await tx.run(MARK_CHANGED, [str(row[0]) for row in await tx.rows("select id from product")])
    await wiring.shelves.refresh()
