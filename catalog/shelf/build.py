"""Building a generation, in a process of its own: whoever can open a database runs it (see `beside.py`).

Turns are answered meanwhile by other processes; this one yields to them and never holds more than a page of rows.
"""

import asyncio
import json
import os
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol, TextIO

from catalog.collecting import collect_seldom
from catalog.queries import Source, read_version
from catalog.shelf.beside import BUSY
from catalog.shelf.generation import Place
from catalog.shelf.queries import list_ids, read_labels
from catalog.shelf.rows import read_kept
from catalog.wishes import Shown

_POLITE = 5  # added to the process's niceness

Open = Callable[[str], AbstractAsyncContextManager[Source]]


class Indexing(Protocol):
    """An index that is written beside the records: it sees every product once."""

    def add(self, product: Shown) -> None:
        """The next product, in the order of ids."""

    def finish(self, folder: Path) -> None:
        """Write the files into the generation's folder."""


Index = Callable[[Mapping[tuple[str, str, str], str]], Indexing]  # begins one, with the labels of all codes


def run(told: TextIO, reading: Open, index: Index) -> int:
    """Do what is told (JSON: url, folder, mark) and remove the generations before. Answers the exit code."""
    wanted = json.load(told)
    os.nice(_POLITE)
    collect_seldom()
    place = Place(Path(wanted["folder"]), wanted["mark"])
    with place.locked() as is_ours:
        if not is_ours:
            return BUSY
        place.clear(asyncio.run(_build(wanted["url"], reading, place, index)))
    return 0


async def _build(url: str, reading: Open, place: Place, index: Index) -> Path:
    async with reading(url) as source:
        return await write_generation(source, place, index)


async def write_generation(source: Source, place: Place, index: Index | None = None) -> Path:
    """Everything that is sold, into a new folder. The version is read first: what changes meanwhile is caught up."""
    version = await read_version(source)
    indexing = index(await read_labels(source)) if index else None
    with place.writing(version) as writing:
        async for kept in read_kept(source, await list_ids(source)):
            writing.gatherer.add(kept)
            if indexing:
                indexing.add(kept.product)
        if indexing:
            indexing.finish(writing.folder)
    return writing.folder
