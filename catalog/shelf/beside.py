"""Builds beside: a process of its own writes the next generation, one at a time and not too often."""

import asyncio
import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.errors import CatalogError

if TYPE_CHECKING:
    from catalog.shelf.generation import Place
    from catalog.shelf.large import Large

BUSY = 75  # exit code of a build: another process is building here
_REST = 3  # times as long as a build took none is begun
_AGAIN = 5.0  # seconds until a failed build is tried again, or another process's is looked for


class NotBuilt(CatalogError):
    """The process that builds the snapshot has failed; its last words are the message."""


class Builder:
    """`module` is run with the database's URL, password and all, on its standard input; it ends in `build.run`."""

    def __init__(self, url: str, folder: Path, module: str) -> None:
        self._url, self._folder, self._module = url, folder, module
        self._task: asyncio.Task[None] | None = None
        self._rests_until = 0.0
        self.failure: NotBuilt | None = None  # of the last build

    @property
    def place(self) -> "Place":
        from catalog.shelf.generation import Place  # needs numpy

        return Place.of(self._folder, self._url)

    @property
    def has_ended(self) -> bool:
        """Whether a build has ended and nobody has looked yet."""
        return self._task is not None and self._task.done()

    def take_ended(self) -> bool:
        """The same; from now on somebody has."""
        has_ended = self.has_ended
        if has_ended:
            self._task = None
        return has_ended

    def newest_version(self) -> int:
        """The version of the newest generation that lies there; -1 when there is none."""
        return self.place.newest_version()

    def open(self, most: int) -> "Large | None":
        """The newest generation that can be used and is not of a later version than `most`; without changes."""
        from catalog.shelf.large import Large
        from catalog.shelf.overlay import Layers

        found = self.place.newest(most)
        return Large(Layers(found.part), 0, found.folder, found.version) if found else None

    def discard(self, folder: Path) -> None:
        """Remove a generation that is damaged."""
        self.place.discard(folder)

    def begin(self) -> None:
        """Build in the background, unless that is under way or has just been done."""
        if self._task is None and asyncio.get_running_loop().time() >= self._rests_until:
            self._task = asyncio.create_task(self._build(), name="catalog build")

    def rest(self, seconds: float) -> None:
        """Begin no build for so long."""
        self._rests_until = asyncio.get_running_loop().time() + seconds

    async def build(self) -> None:
        """Build and wait for it; while another process builds, wait a little. Raises NotBuilt."""
        self.begin()
        if self._task is None:
            await asyncio.sleep(0.2)
            return
        await self._task
        self._task = None
        if self.failure:
            raise self.failure

    async def close(self) -> None:
        """End a build that is under way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _build(self) -> None:
        clock = asyncio.get_running_loop().time
        began = clock()
        code, said = await self._run()
        failed = code not in (0, BUSY)
        self.failure = NotBuilt(said[-1] if said else f"exit code {code}") if failed else None
        self.rest(_AGAIN if code else _REST * (clock() - began))

    async def _run(self) -> tuple[int, list[str]]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", self._module),
            stdin=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        told = {"url": self._url, "folder": str(self._folder), "mark": self.place.mark}
        try:
            _, said = await process.communicate(json.dumps(told).encode())
        except asyncio.CancelledError:
            with suppress(ProcessLookupError):
                process.kill()
            raise
        return process.returncode or 0, said.decode(errors="replace").split("\n")[-2:-1]
