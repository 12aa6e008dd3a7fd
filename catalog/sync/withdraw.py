"""All products of a source taken out of the shop, because the source is to be forgotten."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.sync import queries
from catalog.sync.queries import table
from catalog.tables import Product


async def withdraw_all(connection: AsyncConnection, source: str, now: datetime) -> int:
    """Tombstones for all that is still there of a source, `""` being what came with the program; how many."""
    await queries.lock_source(connection, source)
    products = table(Product)
    there = products.c.source == source, products.c.gone_at.is_(None)
    asked = select(products.c.id).where(*there).order_by(products.c.id)
    ids = [str(row[0]) for row in await connection.execute(asked)]
    await queries.bury(connection, [{"key": each, "at": now} for each in ids])
    if ids:
        await queries.mark_changed(connection, ids)
    return len(ids)
