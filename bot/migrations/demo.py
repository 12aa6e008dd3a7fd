"""The demo's products, put into the database once for each edition of them."""

from contextlib import suppress
from datetime import datetime

from bot.inbox.queries import SET_FACT, find_fact
from bot.orders.demo import load_demo_orders
from bot.storage.database import Database
from catalog.demo.edition import FACT, REMOVED, edition


async def has_demo(database: Database) -> bool:
    """Whether this release's demo products have been loaded, or are not wanted."""
    async with database.read() as tx:
        return await find_fact(tx, FACT) in (edition(), REMOVED)


async def stock_demo(database: Database) -> None:
    """Load what is missing of them, unless that has been done; with all that it takes, which is a lot."""
    if await has_demo(database):
        return
    from sqlalchemy.exc import IntegrityError

    from catalog.demo.load import load_demo

    with suppress(IntegrityError):  # a process that starts at the same moment has just done it
        async with database.session() as session:
            await load_demo(session)
    async with database.write() as tx:
        await tx.run(SET_FACT, FACT, edition())


async def open_demo(database: Database, now: datetime, sender: str) -> None:
    """Its products, and the orders that some of its people have placed with `sender`."""
    await stock_demo(database)
    async with database.write() as tx:
        if await find_fact(tx, FACT) == REMOVED:
            return
        await load_demo_orders(tx, now, sender=sender)
