"""Clearing away what the catalog has not sold for 90 days and that no cart and no order names."""

from datetime import datetime

from sqlalchemy import select, union_all

from bot.orders.tables import CartLine, OrderLine
from bot.storage.database import Database
from catalog.sync.clearing import AT_ONCE, clear
from catalog.sync.queries import table


async def clear_away(database: Database, now: datetime) -> int:
    """A few hundred rows at a time, so that nobody waits; how many went."""
    both = union_all(select(table(CartLine).c.sku), select(table(OrderLine).c.sku)).subquery()
    gone = 0
    while True:
        async with database.session() as session:
            cleared = await clear(await session.connection(), now, select(both.c.sku))
        gone += cleared
        if cleared < AT_ONCE:
            return gone
