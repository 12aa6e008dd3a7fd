"""What keeps stores talking to us: their webhooks are looked after once a day, and what was lost is read in.

A store deletes or switches off a subscription whose deliveries failed for a while, and replays nothing: when one was
dead, the orders since the last look are asked for at its API.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.coordination.loop import work_for_ever
from bot.inbox.queries import find_fact
from bot.jobs.access import Access
from bot.log import get_log
from bot.storage.columns import dump_json, from_micros, to_micros
from bot.storage.database import Database

if TYPE_CHECKING:
    from bot.stores.record import RecordTerms

BELL = "upkeep"
POLL = timedelta(minutes=1)
LOOK_EVERY, LOOK_AGAIN = timedelta(days=1), timedelta(hours=1)  # the second after a look that failed
OVERLAP = timedelta(hours=1)

KEPT = "hooks"  # fact: what the last look at a source's webhooks has found
TAKE_LOOK = """
    insert into fact (name, value) values ($1, $2)
    on conflict (name) do update set value = excluded.value where fact.value = $3
"""
ANY = (
    "select (select count(*) from order_backfill where state = 'waiting' and due_at <= $1) + "
    "(select count(*) from catalog_source where kind in ('shopify', 'woocommerce'))"
)

log = get_log(__name__)


@dataclass(frozen=True, slots=True)
class Reached:
    """Where stores reach us, and the secret that WooCommerce's webhooks are made with."""

    public_url: str = ""
    woo_secret: str = ""
    believes_shopify: bool = False

    def may_renew(self, kind: str, access: Access) -> bool:
        """Whether there is all that it takes to make a store's webhooks."""
        if not self.public_url:
            return False
        if kind == "shopify":
            return self.believes_shopify and bool(access.shopify)
        return bool(self.woo_secret and access.woocommerce)


class Upkeep:
    """One per process; any number of processes: each look and each store's backfill is of one."""

    def __init__(
        self,
        database: Database,
        coordinator: Coordinator,
        clock: Clock,
        access: Access,
        reached: Reached,
        terms: "Callable[[], RecordTerms] | None" = None,
    ) -> None:
        self._database, self._coordinator, self._clock = database, coordinator, clock
        self._access, self._reached, self._terms = access, reached, terms

    async def run(self) -> None:
        """Look after stores for ever; an error is logged and waited out."""
        await work_for_ever(self.work_once, self._coordinator, BELL, POLL, failed="upkeep.not_done")

    async def work_once(self) -> int:
        """Look at webhooks whose time has come, then read in what is asked for; how many pages that were."""
        async with self._database.read() as tx:
            row = await tx.row(ANY, to_micros(self._clock.now()))
        if not row or not row[0]:
            return 0
        from bot.stores.backfill import Backfill
        from bot.stores.record import Recorder
        from bot.stores.sources import list_stores

        recorder = Recorder(self._database, self._coordinator, self._clock, self._terms() if self._terms else None)
        backfill = Backfill(self._database, self._clock, self._access, recorder)
        for store in await list_stores(self._database, self._access):
            if self._reached.may_renew(store.kind, self._access):
                lost_since = await self._look_at(store.name)
                if lost_since is not None:
                    await backfill.ask(store.name, lost_since - OVERLAP, tells=True)
        return await backfill.run_due()

    async def _look_at(self, source: str) -> datetime | None:
        """Renew a store's webhooks if it is time. The last look before, when one was dead; else None."""
        now = self._clock.now()
        async with self._database.write() as tx:
            if await find_fact(tx, f"store_gone:{source}"):
                return None
            known = await find_fact(tx, f"{KEPT}:{source}")
            kept = json.loads(known) if known else {}
            if kept and to_micros(now) < kept["next"]:
                return None
            mark = {**kept, "next": to_micros(now + LOOK_AGAIN)}
            if not await tx.run(TAKE_LOOK, f"{KEPT}:{source}", dump_json(mark), known or ""):
                return None  # another process looks
        found = await self._renew(source)
        if found is None:
            return None
        dead = [topic for topic, (_, was_dead) in found.items() if was_dead]
        note = {"at": to_micros(now), "next": to_micros(now + LOOK_EVERY), "dead": dead}
        note["found"] = {topic: what for topic, (what, _) in found.items() if what != "there"}
        async with self._database.write() as tx:
            await tx.run(TAKE_LOOK, f"{KEPT}:{source}", dump_json(note), dump_json(mark))
        if dead:
            log.warning("hooks.were_dead", source=source, topics=dead)
        last = kept.get("at")
        return from_micros(last) if dead and last else None

    async def _renew(self, source: str) -> dict[str, tuple[str, bool]] | None:
        """Topic → what was found, and whether it was dead; None when the store could not be asked."""
        from bot.stores.hooks import renew_shopify, renew_woocommerce
        from bot.stores.sources import find_source
        from catalog.items import SourceFailed

        asked = await find_source(self._database, source, self._access)
        if asked is None:
            return None
        try:
            if asked.kind == "shopify":
                hooks = await renew_shopify(asked, self._reached.public_url)
            else:
                hooks = await renew_woocommerce(asked, self._reached.public_url, self._reached.woo_secret)
        except SourceFailed as failed:
            log.warning("hooks.not_looked_at", source=source, why=str(failed))
            return None
        return {hook.topic: (hook.found, hook.was_dead) for hook in hooks}
