"""Made-up shoppers act through the shop's own doors and rooms: they write, fill carts, pay; parcels travel."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.contacts.consents import OFFERS, UPDATES, Evidence, add_consent
from bot.orders.carts import FIND_OPEN
from bot.orders.links import Pass
from bot.orders.performs import DOINGS
from bot.orders.place import CartChanged, SoldOut, place_order
from bot.simulation.model import Deed, Shopper
from bot.simulation.world import World
from bot.storage.columns import to_micros
from bot.storage.transactions import Tx
from bot.storefront.read import read_seen

FIND_CONTACT = "select contact_id from handle where value = $1"
FIND_ORDER = "select id, contact_id from shop_order where number = $1 and status not in ('cancelled')"
ANSWER = "I am still thinking about it"


class Doer:
    """Carries deeds out. Who does something for the first time says hello first, and is asked for consent."""

    def __init__(self, world: World, shoppers: Mapping[int, Shopper]) -> None:
        self._world, self._shoppers = world, shoppers
        self._met: dict[int, int] = {}  # shopper → contact
        self.whose: dict[int, Shopper] = {}  # contact → shopper
        self.placed: list[tuple[int, str, bool]] = []  # shopper, order number, whether a reminder brought it

    async def do(self, deeds: Sequence[Deed]) -> None:
        """All that happens in one moment."""
        strangers = sorted({deed.shopper for deed in deeds} - self._met.keys())
        await self._meet(strangers)
        writes = [deed for deed in deeds if deed.what in ("write", "stop")]
        if writes:
            await asyncio.gather(*(self._write(deed) for deed in writes))
            await self._world.settle()
        for deed in deeds:
            if deed.what in ("fill", "change"):
                await self._fill(deed)
            elif deed.what == "buy":
                await self._buy(deed)
            elif deed.what not in ("write", "stop"):
                await self._move(deed)

    async def _meet(self, strangers: Sequence[int]) -> None:
        if not strangers:
            return
        greetings = {"ko": "안녕하세요"}
        await asyncio.gather(
            *(self._say(shopper, greetings.get(self._shoppers[shopper].language, "hi")) for shopper in strangers)
        )
        await self._world.settle()
        now = to_micros(self._world.clock.now())
        async with self._world.wiring.database.write() as tx:
            for shopper in strangers:
                await self._agree(tx, self._shoppers[shopper], now)

    async def _agree(self, tx: Tx, shopper: Shopper, now: int) -> None:
        row = await tx.row(FIND_CONTACT, shopper.phone)
        assert row is not None  # noqa: S101 - has just said hello
        contact_id = self._met[shopper.number] = int(row[0])
        self.whose[contact_id] = shopper
        proof = Evidence(contact_id, "", "", shopper.phone, "", now)
        said: dict[str, Any] = {"source": "simulated", "wording": "made up", "language": shopper.language}
        await add_consent(tx, proof, OFFERS, granted=shopper.agrees, data=said)
        await add_consent(tx, proof, UPDATES, granted=not shopper.declines, data=said)

    async def _say(self, shopper: int, text: str) -> None:
        await self._world.emulator.phone(self._shoppers[shopper].phone).says(text)

    async def _write(self, deed: Deed) -> None:
        await self._say(deed.shopper, "STOP" if deed.what == "stop" else ANSWER)

    async def _fill(self, deed: Deed) -> None:
        contact_id, now = self._met[deed.shopper], to_micros(self._world.clock.now())
        lines = {self._world.skus[place % len(self._world.skus)]: n for place, n in deed.data["lines"]}
        told = [[sku, count, price, currency] for (sku, price, currency), count in lines.items()]
        async with self._world.wiring.database.write() as tx:
            await DOINGS["set_cart_lines"](tx, contact_id, {"lines": told}, now)

    async def _buy(self, deed: Deed) -> None:
        """By the checkout page of the open cart, if there is one."""
        contact_id, counter = self._met[deed.shopper], self._world.counter
        async with counter.database.read() as tx:
            cart = await tx.row(FIND_OPEN, contact_id)
        if cart is None:
            return
        granted = Pass("checkout", int(cart[0]), contact_id, self._world.clock.now() + timedelta(hours=1))
        seen = await read_seen(counter, granted, None, self._shoppers[deed.shopper].language)
        if seen is None or seen.order or not seen.now.lines:
            return
        try:
            async with counter.database.write() as tx:
                number = await place_order(tx, seen.checkout, counter.clock.now())
        except (CartChanged, SoldOut):
            return
        if number:
            self.placed.append((deed.shopper, number, bool(deed.data.get("reminded"))))

    async def _move(self, deed: Deed) -> None:
        """What becomes of an order: see `parcels.py`."""
        from bot.simulation.parcels import move_order

        async with self._world.wiring.database.write() as tx:
            row = await tx.row(FIND_ORDER, deed.data["order"])
            if row is not None:
                await move_order(tx, int(row[0]), int(row[1]), deed.what, to_micros(self._world.clock.now()))
