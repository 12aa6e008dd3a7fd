"""A shop at a fair: things change while messages about them are on their way, and a provider that checks each one."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.coordination.in_process import InProcessCoordinator
from bot.doors.queries import KEEP_WISH
from bot.doors.restock import RestockWatch
from bot.inbox.keep import Inbox
from bot.inbox.queries import ADD_EVENTS
from bot.outbox.channel import Accepted, Send
from bot.outbox.policy import carried
from bot.storage.columns import to_micros
from flows.engine.journeys.journey import Policy
from tests.bot.outbox.make import agrees, does, has_cart, orders, sells
from tests.bot.outbox.office import AMINA, Office
from tests.bot.outbox.scripted import ScriptedChannel

WISHERS = tuple(f"+1415555010{number}" for number in range(3))
DAY = 86_400_000_000
SKU = "S1"


@dataclass(frozen=True)
class Truth:
    """How things are, as the test itself has made them."""

    cart: str = "open"
    cart_changed: int = 0
    ordered: bool = False
    order: str = "paid"
    price: int = 4900
    stock: int = 0
    stopped: bool = False
    owner: str = "bot"
    told: Mapping[str, int] = field(default_factory=dict)  # whom, and when, of those who have not bought

    def allows(self, text: str, to: str, now: int) -> bool:
        """Whether this may be said to them at this moment."""
        what, _, value = text.partition(":")
        if to == AMINA and self.stopped:
            return False
        match what:
            case "cart":
                bought = self.ordered and self.order != "cancelled"
                return self.cart == "open" and not bought and int(value) == self.cart_changed
            case "order":
                return self.order != "cancelled"
            case "price":
                return int(value) == self.price and self.stock > 0
            case "sale":
                return self.owner == "bot"
            case _:
                held = [at for at in self.told.values() if at > now - DAY]
                return len(held) < self.stock and to not in self.told


class Checking(ScriptedChannel):
    """Remembers what it was made to say that was true neither before nor after what happens in this step."""

    fair: "Fair"

    def __init__(self, clock: Any) -> None:
        super().__init__(clock)
        self.lies: list[str] = []

    async def send(self, message: Send) -> Accepted:
        fair, now = self.fair, to_micros(self._clock.now())
        if not any(truth.allows(message.content.text, message.to, now) for truth in fair.truths):
            self.lies.append(f"{message.content.text} to {message.to} while {fair.truths}")
        if message.content.text.startswith("back"):
            fair.truths = [replace(t, told={**t.told, message.to: now}) for t in fair.truths]
        return await super().send(message)


class Fair:
    """Steps by name. `truths`: how things are; two of them while something changes at the same moment."""

    def __init__(self, office: Office, channel: Checking) -> None:
        self.office, self.other, self.channel = office, office.another(), channel
        channel.fair = self
        self.truths = [Truth()]
        inbox = Inbox(office.database, InProcessCoordinator())
        watches = [RestockWatch(lambda: None, office.database, inbox, office.clock) for _ in "ab"]  # type: ignore[arg-type,return-value]
        for watch in watches:
            watch.by_journey = True
        self.watches = watches
        self.count = 0
        self.writes: dict[str, Callable[[], Awaitable[None]]] = {
            "cart": self.tells_cart, "order": self.tells_order, "price": self.tells_price, "sale": self.tells_sale,
        }  # fmt: skip
        self.changes: dict[str, tuple[str, Callable[[Truth], Truth]]] = {
            "cancels": (
                "update shop_order set status = 'cancelled' where id = 5",
                lambda t: replace(t, order="cancelled"),
            ),
            "checks out": ("update cart set status = 'ordered' where id = 7", lambda t: replace(t, cart="ordered")),
            "dearer": ("update offer set price = 5900", lambda t: replace(t, price=5900)),
            "cheaper": ("update offer set price = 4900", lambda t: replace(t, price=4900)),
            "none left": ("update offer set stock = 0", lambda t: replace(t, stock=0)),
            "one left": ("update offer set stock = 1", lambda t: replace(t, stock=1)),
            "two left": ("update offer set stock = 2", lambda t: replace(t, stock=2)),
            "opts out": ("update contact set opted_out_at = 5 where id = 1", lambda t: replace(t, stopped=True)),
            "takes over": (
                "update conversation set owner = 'agent:kim', epoch = epoch + 1 where contact_id = 1",
                lambda t: replace(t, owner="agent:kim"),
            ),
        }  # fmt: skip

    async def opens(self) -> None:
        """Amina has a cart, an order and an open window; three others wait for a product."""
        office = self.office
        amina = await office.meets()
        await agrees(office, amina, "offers", True)
        await sells(office, SKU, stock=0)
        await orders(office, amina)
        await does(office, "update shop_order set placed_at = 1")
        office.later(seconds=1)
        fact = await has_cart(office, amina)
        self.truths = [replace(self.truths[0], cart_changed=fact["changed_at"])]
        for number, address in enumerate(WISHERS, 1):
            contact = await office.meets(address)
            await does(office, KEEP_WISH, contact, SKU, SKU, number)

    async def steps(self, name: str) -> None:
        """Take one step."""
        if name in self.writes:
            await self.writes[name]()
        elif name in self.changes:
            await self._changes(name)
        elif name.startswith("race "):
            await self._races(name.removeprefix("race "))
        else:
            await getattr(self, name)()

    async def _changes(self, name: str) -> None:
        sql, change = self.changes[name]
        await does(self.office, sql)
        self.truths = [change(self.truths[0])]

    async def _races(self, name: str) -> None:
        """It changes while both processes send: they may say what was or what is."""
        sql, change = self.changes[name]
        self.truths = [self.truths[0], change(self.truths[0])]
        await asyncio.gather(self.office.sends(), does(self.office, sql), self.other.sends())
        self.truths = [self.truths[1]]

    async def sends(self) -> None:
        await self.office.sends()

    async def both_send(self) -> None:
        await asyncio.gather(self.office.sends(), self.other.sends())

    async def moment(self) -> None:
        self.office.later(milliseconds=1)

    async def second(self) -> None:
        self.office.later(seconds=1)

    async def day(self) -> None:
        self.office.later(hours=25)
        await does(self.office, "update conversation set windows = $1", f'{{"+15550100000": {self._now()}}}')

    async def orders_elsewhere(self) -> None:
        """The cart's owner buys the same in another shop window."""
        await does(self.office, "update shop_order set placed_at = $1 where id = 5", self._now())
        self.truths = [replace(self.truths[0], ordered=True)]

    async def fills_cart(self) -> None:
        self.office.later(milliseconds=1)
        await does(self.office, "update cart set changed_at = $1 where id = 7 and status = 'open'", self._now())
        if self.truths[0].cart == "open":
            # an order of the past is no order of what lies in the cart now
            self.truths = [replace(self.truths[0], cart_changed=self._now(), ordered=False)]

    async def says_stop(self) -> None:
        """It is kept and not yet handled: nothing more may go out."""
        await self._event("stop", "message", 1, "{}")
        self.truths = [replace(self.truths[0], stopped=True)]

    async def calls(self) -> None:
        """Both processes see that something is back."""
        await asyncio.gather(*(watch._call(SKU, self._now()) for watch in self.watches))
        async with self.office.database.read() as tx:
            [(called,)] = await tx.rows("select count(*) from restock_wish where status = 'called'")
            [(before,)] = await tx.rows(
                "select count(*) from restock_wish where status = 'told' and told_at > $1", self._now() - DAY
            )
        fresh = called - self.called_before if hasattr(self, "called_before") else called
        self.called_before = called
        if fresh > 0:
            assert called + before <= self.truths[0].stock, "more were called than there are pieces"

    async def turns(self) -> None:
        """What was kept is handled: STOP is heeded, news become messages, what changed is written anew."""
        async with self.office.database.read() as tx:
            events = await tx.rows("select id, kind, contact_id, body from inbox_event where state = 0 order by id")
            wishes = {row[0]: row[1] for row in await tx.rows("select contact_id, id from restock_wish")}
        for _, kind, contact_id, body in events:
            if kind == "message":
                await does(self.office, "update contact set opted_out_at = 5 where id = 1")
            elif kind == "journey":
                await self._again(contact_id, body)
            else:
                await self._tells_back(contact_id, wishes[contact_id])
        for event_id, *_ in events:
            await does(self.office, "update inbox_event set state = 1 where id = $1", event_id)

    async def ends(self) -> None:
        """Everything settles."""
        for _ in range(12):
            await self.turns()
            self.office.later(seconds=3)
            await self.both_send()
        for _ in range(5):
            await self.day()
            await self.turns()
            await self.both_send()

    async def tells_cart(self) -> None:
        changed = self.truths[0].cart_changed
        await self._tells(1, AMINA, f"cart:{changed}", {"kind": "cart", "id": 7, "is": "open", "changed_at": changed})

    async def tells_order(self) -> None:
        await self._tells(1, AMINA, "order", {"kind": "order", "id": 5, "not": ["cancelled"]})

    async def tells_price(self, again: int = 0) -> None:
        price = self.truths[0].price
        facts = {"kind": "price", "sku": SKU, "is": price, "currency": "USD"}, {"kind": "stock", "sku": SKU}
        await self._tells(1, AMINA, f"price:{price}", *facts, again=again)

    async def tells_sale(self) -> None:
        await self._tells(1, AMINA, "sale", policy=Policy(category="marketing"))

    async def _tells_back(self, contact_id: int, wish: int) -> None:
        facts = {"kind": "stock", "sku": SKU, "at_least": 1}, {"kind": "wish", "id": wish, "sku": SKU}
        await self._tells(contact_id, WISHERS[contact_id - 2], f"back:{wish}", *facts)

    async def _again(self, contact_id: int, body: str) -> None:
        again = 2 if '"again":2' in body.replace(" ", "") else 3 if '"again":3' in body.replace(" ", "") else 1
        if '"price"' in body:
            await self.tells_price(again)
        elif self.truths[0].cart == "open":
            await self.tells_cart()

    async def _tells(self, contact_id: int, to: str, text: str, *facts: Mapping[str, Any], **more: Any) -> None:
        self.count += 1
        policy, again = more.get("policy", Policy()), more.get("again", 0)
        of = (text.partition(":")[0], "1", 1, "m1", self.count)
        await self.office.says(
            contact_id,
            text,
            to,
            kind="journey",
            category=policy.category,
            facts=facts,
            policy=carried(policy, "UTC", of, again),
        )

    async def _event(self, key: str, kind: str, contact_id: int, body: str) -> None:
        async with self.office.database.write() as tx:
            row = (f"{key}:{self._now()}", kind, contact_id, "", "", body, self._now(), 0, 0, "")
            await tx.insert(ADD_EVENTS, [row])

    def _now(self) -> int:
        return to_micros(self.office.clock.now())
