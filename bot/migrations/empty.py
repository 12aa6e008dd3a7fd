"""A first start: all tables at once, without the history of how they came to be."""

from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.migrations.metadata import all_tables
from bot.migrations.upgrade import newest_revision
from bot.storage.database import async_url


async def make_newest(database_url: str) -> bool:
    """Give an empty database all tables at once, as the migrations would; False when it is not empty.

    A test holds tables and migrations equal; this spares a first start the history.
    """
    engine = create_async_engine(async_url(database_url))
    try:
        async with engine.begin() as connection:
            if await connection.run_sync(lambda sync: inspect(sync).get_table_names()):
                return False
            await connection.run_sync(all_tables().create_all, checkfirst=False)  # it is empty: one look was enough
            await connection.execute(text("create table alembic_version (version_num varchar(64) primary key)"))
            await connection.execute(text("insert into alembic_version values (:name)"), {"name": newest_revision()})
    finally:
        await engine.dispose()
    return True
