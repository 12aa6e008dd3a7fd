"""What `shopclerk orders …` does: reading orders in, how things stand, requests of people, merges."""

import json
from datetime import datetime
from functools import partial
from pathlib import Path

from rich.console import Console

from bot.actions.shopfile.shop import read_shop
from bot.clock import SystemClock
from bot.contacts.merges import list_merges, undo_merge
from bot.coordination.open import open_coordinator
from bot.desk.events import show_table
from bot.desk.lengths import seconds_of
from bot.desk.sources import NoSuchSource, SyncFailed
from bot.jobs.access import access_of
from bot.settings import Settings
from bot.storage.columns import from_micros, to_micros
from bot.storage.database import Database
from bot.stores.backfill import LIST as LIST_BACKFILLS
from bot.stores.backfill import Backfill, Progress
from bot.stores.movers import MOVERS
from bot.stores.parts import record_terms
from bot.stores.record import Recorder
from bot.stores.sources import find_source

console = Console(markup=False)

COUNT = (
    "select o.source, o.status, count(*), sum(case when exists (select 1 from handle h where h.contact_id = "
    "o.contact_id and h.kind in ('phone', 'bsuid', 'parent_bsuid')) then 0 else 1 end) from shop_order o "
    "where o.source <> '' group by o.source, o.status order by o.source, o.status"
)
FACTS = "select name, value from fact where name like $1 order by name"
DONE_WITH = "delete from fact where name = $1"


async def backfill_orders(settings: Settings, name: str, since: str) -> None:
    """Read a store's orders in now, telling how far it is. Raises NoSuchSource or SyncFailed."""
    clock = SystemClock()
    database = Database(settings.database_url)
    coordinator = open_coordinator(settings.redis_url, database)
    try:
        access = access_of(settings)
        if await find_source(database, name, access) is None:
            raise NoSuchSource(f"there is no store {name}: `shopclerk catalog status` lists them")
        terms = record_terms(read_shop(Path(settings.shop_file)), settings)
        recorder = Recorder(database, coordinator, clock, terms)
        heard: list[Progress] = []
        backfill = Backfill(database, clock, access, recorder, partial(_tell, heard))
        await backfill.ask(name, from_micros(to_micros(clock.now()) - seconds_of(since) * 1_000_000))
        pages = await backfill.run(name)
    finally:
        await coordinator.close()
        await database.close()
    if heard and heard[-1].why:
        raise SyncFailed(f"{heard[-1].why}. What was read is kept; the running shop goes on with it.")
    last = heard[-1] if heard else Progress(name, 0, 0)
    console.print(f"{last.done} orders of {name} are read in, {last.refused} could not be read ({pages} pages).")


async def show_orders(settings: Settings) -> None:
    """How many orders there are of each store, how backfills and webhooks stand."""
    database = Database(settings.database_url)
    try:
        async with database.read() as tx:
            counts = await tx.rows(COUNT)
            backfills = await tx.rows(LIST_BACKFILLS)
            hooks = await tx.rows(FACTS, "hooks:%")
    finally:
        await database.close()
    show_table(("store", "status", "orders", "of people without a number"), [list(map(str, row)) for row in counts])
    if backfills:
        columns = ("store", "backfill", "since", "read", "of", "refused", "why", "asked", "ended")
        show_table(columns, [[_readable(value) for value in row] for row in backfills])
    for name, value in hooks:
        note = json.loads(value)
        if "at" in note:
            dead = ", ".join(note["dead"]) or "none"
            console.print(f"{name.partition(':')[2]}: webhooks looked at {_moment(note['at'])}; dead: {dead}")


async def show_requests(settings: Settings, done: str) -> None:
    """Requests of people for what is kept of them; `done` takes one off the list."""
    database = Database(settings.database_url)
    try:
        if done:
            async with database.write() as tx:
                await tx.run(DONE_WITH, f"data_asked:{done}")
        async with database.read() as tx:
            rows = await tx.rows(FACTS, "data_asked:%")
    finally:
        await database.close()
    asked = [(name.partition(":")[2], json.loads(value)) for name, value in rows]
    lines = [[name, _moment(each["at"]), " ".join(map(str, each["contacts"])) or "nobody"] for name, each in asked]
    show_table(("request", "asked", "contacts (shopclerk export ID)"), lines)


async def show_merges(settings: Settings, limit: int) -> None:
    """The newest merges of contacts."""
    database = Database(settings.database_url)
    try:
        async with database.read() as tx:
            rows = await list_merges(tx, limit)
    finally:
        await database.close()
    lines = [
        [str(row[0]), _moment(row[1]), str(row[2]), str(row[3]), row[4], _moment(row[5]) if row[5] else ""]
        for row in rows
    ]
    show_table(("merge", "at", "contact", "was", "met by", "taken back"), lines)


async def unmerge(settings: Settings, merge_id: int) -> None:
    """Take a merge back. Raises NoSuchMerge."""
    database = Database(settings.database_url)
    try:
        async with database.write() as tx:
            now = to_micros(SystemClock().now())
            kept, gone = await undo_merge(tx, merge_id, now=now, movers=MOVERS)
    finally:
        await database.close()
    console.print(f"Contacts {kept} and {gone} are two again, and are not merged by themselves any more.")


def _tell(heard: list[Progress], progress: Progress) -> None:
    of = f" of {progress.total}" if progress.total else ""
    console.print(f"{progress.done}{of} orders", highlight=False)
    heard.append(Progress(progress.source, progress.done, progress.refused, progress.total, progress.why))


def _readable(value: object) -> str:
    is_moment = isinstance(value, int) and value > 10**14
    return _moment(value) if is_moment and isinstance(value, int) else "" if value is None else str(value)


def _moment(micros: int) -> str:
    moment: datetime = from_micros(micros)
    return moment.isoformat(timespec="seconds")
