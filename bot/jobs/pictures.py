"""The loop that looks at the pictures of products that have come or changed: what WhatsApp cannot show is replaced by
our own copy, or left out. Nobody waits for it; a picture that was looked at once is not fetched again."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.coordination.loop import work_for_ever
from bot.inbox.queries import SET_FACT, find_fact
from bot.storage.database import Database

POLL = timedelta(seconds=20)
AT_ONCE = 40  # products
LOOKED_AT = 6  # pictures of a product that are ever shown, and
OF_VARIANT = 2  # of a variant
FACT = "pictures.seen"  # `version id` of the last product that was looked at
ANY = "select 1 from catalog_source limit 1"
LIST = (
    "select id, changed, media from product where source <> '' and active "
    "and (changed > $1 or (changed = $1 and id > $2)) order by changed, id limit $3"
)
VARIANTS = "select sku, product_id, media from variant where product_id = any($1::text[]) order by sku"


class PictureClerk:
    """One per process; two that look at the same picture at the same time come to the same end."""

    def __init__(self, database: Database, coordinator: Coordinator, clock: Clock, folder: Path) -> None:
        self._database, self._coordinator, self._clock = database, coordinator, clock
        self.folder = folder
        self.own_network = False  # tests serve pictures from this machine

    async def run(self) -> None:
        """Look for ever; an error is logged and waited out."""
        await work_for_ever(self._work, self._coordinator, "pictures", POLL, failed="pictures.not_looked_at")

    async def _work(self) -> None:
        while await self.work_once():
            pass

    async def work_once(self) -> int:
        """Look at the pictures of some products; answers of how many."""
        async with self._database.read() as tx:
            if await tx.row(ANY) is None:
                return 0
            version, _, last = (await find_fact(tx, FACT) or "0 ").partition(" ")
            products = [tuple(row) for row in await tx.rows(LIST, int(version), last, AT_ONCE)]
            ids = [str(row[0]) for row in products]
            variants = [tuple(row) for row in await tx.rows(VARIANTS, ids)] if ids else []
        if not products:
            return 0
        lists = {("product", str(row[0]), str(row[0])): _list(row[2], LOOKED_AT) for row in products}
        lists |= {("variant", str(row[0]), str(row[1])): _list(row[2], OF_VARIANT) for row in variants}
        await self._look_at(lists, {str(row[0]): int(row[1]) for row in products})
        async with self._database.write() as tx:
            await tx.run(SET_FACT, FACT, f"{products[-1][1]} {products[-1][0]}")
        return len(products)

    async def _look_at(
        self, lists: Mapping[tuple[str, str, str], Sequence[str]], versions: Mapping[str, int]
    ) -> None:
        from bot.jobs.looking import look_at, replace_pictures

        urls = {url for pictures in lists.values() for url in pictures if "://" in url}
        if not urls:
            return
        shown = await look_at(self._database, self._clock, self.folder, sorted(urls), own_network=self.own_network)
        new = {key: _replaced(pictures, shown) for key, pictures in lists.items()}
        differ = {key: pictures for key, pictures in new.items() if pictures != list(lists[key])}
        versions = {key[2]: versions[key[2]] for key in differ}
        if differ and await replace_pictures(self._database, differ, versions):
            self._coordinator.wake("catalog")


def _list(media: Any, most: int) -> list[str]:
    """JSON as either driver gives it; those beyond `most` are never shown and not looked at."""
    pictures: list[str] = json.loads(media) if isinstance(media, str) else media
    return pictures[:most]


def _replaced(pictures: Iterable[str], shown: Mapping[str, str]) -> list[str]:
    """Each as it can be shown, without those that cannot."""
    every = [shown.get(url, url) for url in pictures]
    return [each for each in dict.fromkeys(every) if each]
