"""Facts of stores into records: a few deliveries in one transaction, each behind a savepoint of its own."""

import asyncio
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Any

from pydantic import ValidationError

from bot.clock import Clock
from bot.contacts.consents import storable
from bot.contacts.known import Circumstances
from bot.contacts.suppression import SALT
from bot.coordination.coordinator import Coordinator
from bot.errors import BotError
from bot.inbox.queries import find_fact
from bot.log import get_log
from bot.orders.agreed import OrderConsent
from bot.orders.facts import Told
from bot.orders.told.carts import tell_abandoned
from bot.orders.told.ledger import Ledger
from bot.orders.told.take import lock_records, take_fact
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.storage.transactions import Tx
from bot.stores.demands import Demand
from bot.stores.movers import MOVERS
from bot.stores.privacy import carry_out
from bot.stores.products import Heard
from catalog.feeds.loose import NotJson, parse_record
from catalog.feeds.terms import Terms
from catalog.feeds.values import RowWrong, Values

AT_ONCE = 20  # deliveries of one transaction
#: Half an emoji, or a NUL: no database takes them, and nothing else of the body is to be lost for them.
_RISKY = re.compile(r"\\u(?:d[89a-f]|0000)", re.IGNORECASE)
LARGE = 50_000  # characters of a body that is better read in a thread

log = get_log(__name__)
Facts = Sequence[Told | Demand]
Reader = Callable[[Heard], Facts]


@dataclass(frozen=True, slots=True)
class RecordTerms:
    """What the shop has set: our number that writes to people, its country, what an order agrees to."""

    sender: str = ""
    country: str = ""
    consent: OrderConsent = field(default_factory=OrderConsent)
    abandoned_after: float = 3600  # seconds of silence at the till


@dataclass(frozen=True, slots=True)
class Delivered:
    """One delivery as it was kept: `reader` is `module:name`."""

    number: int
    reader: str
    body: str
    told_at: datetime | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one: `why` is empty when all is well; `again` when it may go better later."""

    number: int
    why: str = ""
    again: bool = False


class Recorder:
    """Writes facts down. Any number of processes may: they take turns."""

    def __init__(
        self, database: Database, coordinator: Coordinator, clock: Clock, terms: RecordTerms | None = None
    ) -> None:
        self._database, self._coordinator, self._clock = database, coordinator, clock
        self._terms = terms or RecordTerms()

    async def take_deliveries(self, source: str, terms: Terms, told: Sequence[Delivered]) -> list[Taken]:
        """Read and write down what a store has sent, in the order given."""
        taken: list[Taken] = []
        for at in range(0, len(told), AT_ONCE):
            read = [(each, await _read(each, terms)) for each in told[at : at + AT_ONCE]]
            async with self._database.write() as tx:
                ledger = await self._open(tx, source)
                taken += await _take_together(ledger, read)
            self._coordinator.wake("turns")
            await asyncio.sleep(0)  # SQLite never waits: whoever knocks meanwhile is answered here
        return taken

    async def take(self, source: str, facts: Sequence[Told], *, quiet: bool = False) -> None:
        """Write facts down that are read already: all of them, or none. `quiet` makes no events."""
        async with self._database.write() as tx:
            ledger = await self._open(tx, source, quiet=quiet)
            for fact in facts:
                await take_fact(ledger, fact)
        self._coordinator.wake("turns")

    async def tell_abandoned(self) -> int:
        """Tell of carts that were left at the till."""
        before = to_micros(self._clock.now()) - int(self._terms.abandoned_after * 1_000_000)
        async with self._database.write() as tx:
            return await tell_abandoned(await self._open(tx, ""), before)

    async def _open(self, tx: Tx, source: str, *, quiet: bool = False) -> Ledger:
        about = Circumstances(
            source,
            to_micros(self._clock.now()),
            self._terms.sender,
            self._terms.country,
            await find_fact(tx, SALT) or "",
            MOVERS,
        )
        ledger = Ledger(tx, about, self._terms.consent, quiet)
        await lock_records(ledger)
        return ledger


async def _take_together(ledger: Ledger, read: "Sequence[tuple[Delivered, Facts | str]]") -> list[Taken]:
    """All of a lot behind one savepoint; when one of them cannot be taken, each behind its own."""
    if not any(isinstance(fact, Demand) for _, facts in read for fact in facts):
        with suppress(Exception):  # it is met again, and told, where it is taken alone
            async with ledger.tx.savepoint():
                for _, facts in read:
                    if not isinstance(facts, str):
                        for fact in facts:
                            await _take(ledger, fact)
            return [Taken(each.number, facts if isinstance(facts, str) else "") for each, facts in read]
    return [await _take_one(ledger, each, facts) for each, facts in read]


async def _take_one(ledger: Ledger, delivered: Delivered, facts: "Facts | str") -> Taken:
    if isinstance(facts, str):
        return Taken(delivered.number, facts)
    try:
        async with ledger.tx.savepoint():
            for fact in facts:
                await _take(ledger, fact)
    except BotError as error:
        return Taken(delivered.number, str(error))
    except Exception as error:
        log.exception("store.not_recorded", delivery=delivered.number)
        return Taken(delivered.number, f"an error in Shopclerk: {type(error).__name__}", again=True)
    return Taken(delivered.number)


async def _take(ledger: Ledger, fact: Told | Demand) -> None:
    if isinstance(fact, Demand):
        await carry_out(ledger, fact)
    else:
        await take_fact(ledger, fact)


async def _read(delivered: Delivered, terms: Terms) -> Sequence[Told | Demand] | str:
    """The facts, or why there are none."""
    try:
        if len(delivered.body) > LARGE:
            return await asyncio.to_thread(_read_now, delivered, terms)
        return _read_now(delivered, terms)
    except (NotJson, RowWrong) as error:
        return str(error)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def _read_now(delivered: Delivered, terms: Terms) -> Sequence[Told | Demand]:
    module, _, name = delivered.reader.partition(":")
    reader: Reader = getattr(import_module(module), name)
    body = parse_record(delivered.body)
    if _RISKY.search(delivered.body):
        body = {storable(key): _clean(value) for key, value in body.items()}
    heard = Heard(body, Values(terms), delivered.told_at, delivered.received_at)
    return reader(heard)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(key): _clean(inner) for key, inner in value.items()}
    return [_clean(inner) for inner in value] if isinstance(value, list) else value
