"""Fetching pictures and remembering what came of it: only from public addresses, within limits, once per address."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.jobs.making import LARGEST_FETCHED, Verdict, judge
from bot.log import get_log
from bot.storage.database import Database
from catalog.feeds.download import Limits, download
from catalog.items import SourceFailed
from catalog.sync.queries import mark_changed, table
from catalog.sync.tables import Picture
from catalog.sync.upserts import upsert
from catalog.tables import Product, Variant

if TYPE_CHECKING:
    import httpx

log = get_log(__name__)

IN_FLIGHT = 4
SECONDS = 30  # for one picture


async def look_at(
    database: Database, clock: Clock, folder: Path, urls: Sequence[str], *, own_network: bool
) -> dict[str, str]:
    """What is shown for each address: itself, our copy, or "" for nothing. What could not be had now stays itself."""
    import httpx

    known = await _known(database, urls)
    gate = asyncio.Semaphore(IN_FLIGHT)
    limits = Limits(LARGEST_FETCHED, SECONDS, own_network)
    async with httpx.AsyncClient(timeout=15, trust_env=False) as client:

        async def one(url: str) -> Verdict | None:
            async with gate:
                return await _fetch_and_judge(client, url, folder, limits)

        asked = [url for url in urls if url not in known]
        verdicts = dict(zip(asked, await asyncio.gather(*map(one, asked)), strict=True))
    now = clock.now()
    rows = [{"url": url, **verdict.columns(), "checked_at": now} for url, verdict in verdicts.items() if verdict]
    async with database.session() as session:
        await upsert(await session.connection(), Picture, rows)
    return known | {str(row["url"]): _shown(row) for row in rows}


async def replace_pictures(
    database: Database, lists: Mapping[tuple[str, str, str], Sequence[str]], versions: Mapping[str, int]
) -> bool:
    """Show these instead: `(product or variant, its key, the product's id)` → pictures; whether any was replaced.

    A product that has changed since (`versions`) is left: it is looked at again.
    """
    async with database.session() as session:
        connection = await session.connection()
        same = await _unchanged(connection, versions)
        mine = {key: pictures for key, pictures in sorted(lists.items()) if key[2] in same}
        for (kind, key, _), pictures in mine.items():
            rows, column = (table(Product), "id") if kind == "product" else (table(Variant), "sku")
            await connection.execute(update(rows).where(rows.c[column] == key).values(media=list(pictures)))
        if mine:
            await mark_changed(connection, {product_id for _, _, product_id in mine})
    return bool(mine)


async def _unchanged(connection: AsyncConnection, versions: Mapping[str, int]) -> set[str]:
    """Which of these products are as they were; nobody changes them until the transaction ends."""
    products = table(Product)
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql("begin immediate")
    asked = select(products.c.id, products.c.changed).where(products.c.id.in_(versions)).order_by(products.c.id)
    rows = await connection.execute(asked.with_for_update())
    return {str(product_id) for product_id, changed in rows if changed == versions[product_id]}


async def _known(database: Database, urls: Sequence[str]) -> dict[str, str]:
    pictures = table(Picture)
    async with database.reading() as session:
        connection = await session.connection()
        found = await connection.execute(select(pictures).where(pictures.c.url.in_(urls)))
        return {row["url"]: _shown(row) for row in found.mappings()}


def _shown(row: Any) -> str:
    return str({"good": row["url"], "made": row["shown"]}.get(row["status"], ""))


async def _fetch_and_judge(client: "httpx.AsyncClient", url: str, folder: Path, limits: Limits) -> Verdict | None:
    """None when it may be there later: then WhatsApp may find it, too."""
    with TemporaryDirectory(prefix="shopclerk-picture-") as place:
        file = Path(place) / "picture"
        try:
            fetched = await download(client, url, file, None, limits)
        except SourceFailed as failed:
            return None if failed.may_pass else Verdict("refused", why=str(failed))
        return await asyncio.to_thread(judge, file, fetched.content_type, folder, fetched.etag)
