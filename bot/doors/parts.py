"""The parts of the doors, joined: what turns, the web and the loops each take of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.clock import Clock
from bot.doors.arrivals import Arrivals
from bot.doors.links import keep_door_links
from bot.doors.plan import DoorPlan
from bot.doors.restock import RestockWatch
from bot.doors.routes import DoorPages
from bot.doors.texts import Texts
from bot.inbox.keep import Inbox
from bot.settings import Settings
from bot.storage.columns import to_micros
from bot.storage.database import Database
from catalog.shelf import Shelf


@dataclass(frozen=True)
class DoorParts:
    """Made once by the wiring. `shop` is the shop's name, `shelf` answers the newest snapshot."""

    plan: DoorPlan
    shop: str
    languages: Sequence[str]
    shelf: Callable[[], Shelf]
    database: Database
    inbox: Inbox
    clock: Clock
    settings: Settings

    async def keep_links(self) -> None:
        """Every door has its code before anybody asks for it."""
        async with self.database.write() as tx:
            await keep_door_links(tx, self.plan.doors, to_micros(self.clock.now()))

    @cached_property
    def texts(self) -> Texts:
        return Texts(self.plan, self.shop, self.languages, self.shelf)

    @cached_property
    def arrivals(self) -> Arrivals:
        return Arrivals(self.plan, self.texts, self.database)

    @cached_property
    def pages(self) -> DoorPages:
        return DoorPages(self.plan, self.texts, self.database, self.clock, self.settings)

    @cached_property
    def restock(self) -> RestockWatch:
        return RestockWatch(self.shelf, self.database, self.inbox, self.clock)
