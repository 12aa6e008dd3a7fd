"""All products of a source taken out of the shop, because the source is to be forgotten."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.sync import queries
from catalog.sync.queries import table
from catalog.sync.rows import Origin
from catalog.tables import Product


async def withdraw_all(connection: AsyncConnection, origin: Origin, now: datetime) -> int:
    """Tombstones for all that is still there; how many."""
    await queries.lock_source(connection, origin.name)
    products = table(Product)
    asked = (
        select(products.c.id)
        .where(products.c.source == origin.name, products.c.gone_at.is_(None))
        .order_by(products.c.id)
    )
    ids = [str(row[0]) for row in await connection.execute(asked)]
    await queries.bury(connection, [{"key": each, "at": now} for each in ids])
    if ids:
        await queries.mark_changed(connection, ids)
    return len(ids)
