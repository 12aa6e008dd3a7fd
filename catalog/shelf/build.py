"""Builds a generation in a process of its own: `python -m catalog.shelf.build`, told what to do on standard input.

Turns are answered meanwhile by other processes; this one yields to them and never holds more than a page of rows.
"""

import asyncio
import json
import os
import sys
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from catalog.shelf.beside import BUSY
from catalog.shelf.generation import Place
from catalog.shelf.queries import list_ids, read_version
from catalog.shelf.rows import read_kept

_POLITE = 5  # added to the process's niceness


def main() -> int:
    """Build, then remove the generations before. Answers the exit code."""
    told = json.load(sys.stdin)
    os.nice(_POLITE)
    place = Place(Path(told["folder"]), told["mark"])
    with place.locked() as is_ours:
        if not is_ours:
            return BUSY
        place.clear(asyncio.run(_build(told["url"], place)))
    return 0


async def _build(url: str, place: Place) -> Path:
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return await write_generation(connection, place)
    finally:
        await engine.dispose()


async def write_generation(connection: AsyncConnection, place: Place) -> Path:
    """Everything that is sold, into a new folder. The version is read first: what changes meanwhile is caught up."""
    version = await read_version(connection)
    with place.writing(version) as writing:
        async for kept in read_kept(connection, await list_ids(connection)):
            writing.gatherer.add(kept)
    return writing.folder


if __name__ == "__main__":
    sys.exit(main())
