"""Writes the files of a large catalog: `python -m bot.actions.build`, as `shelves.py` runs it."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.storage.database import Database
from bot.storage.transactions import Tx
from catalog.search.filed.build import Indexing
from catalog.shelf.build import run


@asynccontextmanager
async def reading(url: str) -> AsyncIterator[Tx]:
    """A database of our own, for as long as the build takes."""
    database = Database(url)
    try:
        async with database.read() as tx:
            yield tx
    finally:
        await database.close()


if __name__ == "__main__":
    sys.exit(run(sys.stdin, reading, Indexing))
