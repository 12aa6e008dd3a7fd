"""A whole shop on a virtual clock: production parts on a database of their own, the emulator called directly."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from starlette.types import ASGIApp

from bot.app import counter_of, hot_doors
from bot.clock import ManualClock
from bot.inbox.queries import NEXT_TIMER
from bot.joining import join_parts
from bot.migrations.empty import make_newest
from bot.outbox.queries import find_next_due
from bot.simulation.killed import Mortal, dying
from bot.simulation.provider import DirectDoors, DirectTwilio, ToldTogether
from bot.simulation.settings import ACCOUNT, PROVIDER, PUBLIC_URL, SENDER, TOKEN, settings_of
from bot.simulation.worker import settle
from bot.storage.columns import from_micros
from bot.storefront.page import Counter
from bot.whatsapp.emulator.account import AT_ONCE
from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.emulator.server import mounted, serve_app
from bot.whatsapp.webhook import MESSAGES_PATH
from bot.wiring import Wiring
from catalog.stock import BUMP_VERSION, MARK_CHANGED

BUYABLE = "select sku, price, currency from offer where price is not null order by sku"
NEXT_DOUBT = (
    "select min(case when status = 'sending' then lease_until else due_at end) from outbox "
    "where status in ('sending', 'unknown')"
)


@dataclass(frozen=True, slots=True)
class Shop:
    """What is opened, and from when on."""

    folder: Path
    begins: datetime
    shop_file: str
    flows_dir: str


@dataclass(frozen=True, slots=True)
class Kills:
    """How often the worker is killed, within which time from the beginning, by which seed."""

    count: int
    within: timedelta
    seed: int


@dataclass(frozen=True)
class World:
    """The parts of one process, and what moves them. `worker` is another process, if one may be killed."""

    clock: ManualClock
    emulator: Emulator
    wiring: Wiring
    skus: list[tuple[str, int, str]]  # what can be bought: SKU, price, currency
    worker: Mortal | None = None

    @property
    def counter(self) -> Counter:
        """The checkout page's own parts."""
        return counter_of(self.wiring)

    async def settle(self) -> None:
        """Work until no event waits, no timer is due and no message can go out."""
        while True:
            worked = await (self.worker.settle(self.clock.now()) if self.worker else settle(self.wiring))
            await self.emulator.settled()
            if not worked:
                return

    async def next_due(self) -> datetime | None:
        """When the next timer or message is due, or a killed worker's message is looked after."""
        async with self.wiring.database.read() as tx:
            timer = await tx.row(NEXT_TIMER)
            entry = await find_next_due(tx, self.clock.now())
            doubt = await tx.row(NEXT_DOUBT) if self.worker else None
        moments = [timer[0] if timer else None, entry, doubt[0] if doubt else None]
        due = [each for each in moments if each is not None]
        return from_micros(min(due)) if due else None

    async def settle_doubts(self) -> None:
        """Go on until nobody is asked any more what became of a killed worker's messages."""
        async with self.wiring.database.read() as tx:
            doubt = await tx.row(NEXT_DOUBT)
        while doubt is not None and doubt[0] is not None:
            self.clock.set(max(self.clock.now(), from_micros(doubt[0])))
            await self.settle()
            async with self.wiring.database.read() as tx:
                doubt = await tx.row(NEXT_DOUBT)


@asynccontextmanager
async def open_world(shop: Shop, kills: Kills | None = None) -> AsyncIterator[World]:
    """A new shop with the demo's products and no shopper yet."""
    clock = ManualClock(shop.begins)
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
    async with AsyncExitStack() as stack:
        stack.push_async_callback(emulator.close)
        worker, api_url = await _worker(stack, shop, emulator, kills) if kills else (None, PROVIDER)
        settings = settings_of(shop.folder, shop.shop_file, shop.flows_dir, api_url)
        await make_newest(settings.database_url)
        wiring = await join_parts(settings, clock, DirectTwilio(emulator))
        stack.push_async_callback(wiring.close)
        await _stock(wiring)
        doors.update(hot_doors(wiring))
        emulator.callbacks = ToldTogether(emulator, wiring.statuses)
        await wiring.templates.submit()
        async with wiring.database.read() as tx:
            skus = [(str(sku), int(price), str(currency)) for sku, price, currency in await tx.rows(BUYABLE)]
        if worker is None:
            await wiring.database.hurry()
        yield World(clock, emulator, wiring, skus, worker)


async def _worker(stack: AsyncExitStack, shop: Shop, emulator: Emulator, kills: Kills) -> tuple[Mortal, str]:
    """The worker that may be killed, and where it finds its provider."""
    given = [str(shop.folder), shop.shop_file, shop.flows_dir]
    worker = Mortal(given, kills.seed, kills.count, (shop.begins, kills.within))
    base = await stack.enter_async_context(serve_app(worker.heard_by(mounted(emulator))))
    worker.arguments.append(base + emulator.mount)
    return await stack.enter_async_context(dying(worker)), base + emulator.mount


async def _stock(wiring: Wiring) -> None:
    """The demo's products, uncounted: there is enough of each for all the time."""
    from bot.migrations.demo import stock_demo

    await stock_demo(wiring.database)
    async with wiring.database.write() as tx:
        await tx.run("update offer set stock = null")
        await tx.run(BUMP_VERSION)
        await tx.run(MARK_CHANGED, [str(row[0]) for row in await tx.rows("select id from product")])
    await wiring.shelves.refresh()
