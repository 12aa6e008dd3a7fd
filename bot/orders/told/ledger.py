"""Where facts are written: one transaction, for one store; and what comes of them as events of contacts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.contacts.known import Circumstances
from bot.inbox.events import EventKind
from bot.inbox.queries import ADD_EVENTS, event_row
from bot.orders.agreed import OrderConsent
from bot.orders.told import queries
from bot.storage.columns import dump_json
from bot.storage.transactions import Row, Tx

STALE = timedelta(hours=48) // timedelta(microseconds=1)  # older news are written down and told to nobody


@dataclass(frozen=True, slots=True)
class Ledger:
    """`quiet` for what is read in afterwards: it makes no events."""

    tx: Tx
    about: Circumstances
    consent: OrderConsent = field(default_factory=OrderConsent)
    quiet: bool = False

    @property
    def source(self) -> str:
        return self.about.source

    async def find_link(self, ref: str) -> Row | None:
        """Who was given the link of this mark, and what for: contact, purpose, thing."""
        return await self.tx.row(queries.WHO_GOT_LINK, ref) if ref else None

    async def is_erased(self, contact_id: int) -> bool:
        """Whether this contact wanted to be forgotten."""
        row = await self.tx.row(queries.IS_ERASED, contact_id)
        return row is None or bool(row[0])

    def is_news(self, at: int) -> bool:
        """Whether anybody is told of what was so at that moment (µs)."""
        return not self.quiet and at >= self.about.now - STALE

    async def happened(self, contact_id: int, name: str, key: str, at: int, data: Mapping[str, Any]) -> None:
        """Tell the contact's inbox, once for each key. `at` in µs: what is older than two days is no news."""
        await self.tell(contact_id, [(name, key, at)], data)

    async def tell(self, contact_id: int, news: Iterable[tuple[str, str, int]], data: Mapping[str, Any]) -> None:
        """Several things (name, key, `at`) that are said of the same, in their order."""
        told = {"source": self.source, **data}
        now, fresh = self.about.now, [each for each in news if self.is_news(each[2])]
        bodies = [dump_json({"name": name, "data": told, "at": at}) for name, _, at in fresh]
        keys = [f"{name}:{key}"[:200] for name, key, _ in fresh]
        rows = [event_row(key, EventKind.SHOP, contact_id, body, now) for key, body in zip(keys, bodies, strict=True)]
        await self.tx.insert(ADD_EVENTS, rows)
