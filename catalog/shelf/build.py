"""Building a generation, in a process of its own: whoever can open a database runs it (see `beside.py`).

Turns are answered meanwhile by other processes; this one yields to them and never holds more than a page of rows.
"""

import asyncio
import json
import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TextIO

from catalog.queries import Source, read_version
from catalog.shelf.beside import BUSY
from catalog.shelf.generation import Place
from catalog.shelf.queries import list_ids
from catalog.shelf.rows import read_kept

_POLITE = 5  # added to the process's niceness

Open = Callable[[str], AbstractAsyncContextManager[Source]]


def run(told: TextIO, reading: Open) -> int:
    """Do what is told (JSON: url, folder, mark) and remove the generations before. Answers the exit code."""
    wanted = json.load(told)
    os.nice(_POLITE)
    place = Place(Path(wanted["folder"]), wanted["mark"])
    with place.locked() as is_ours:
        if not is_ours:
            return BUSY
        place.clear(asyncio.run(_build(wanted["url"], reading, place)))
    return 0


async def _build(url: str, reading: Open, place: Place) -> Path:
    async with reading(url) as source:
        return await write_generation(source, place)


async def write_generation(source: Source, place: Place) -> Path:
    """Everything that is sold, into a new folder. The version is read first: what changes meanwhile is caught up."""
    version = await read_version(source)
    with place.writing(version) as writing:
        async for kept in read_kept(source, await list_ids(source)):
            writing.gatherer.add(kept)
    return writing.folder
