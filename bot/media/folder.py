"""Files on disk, named by their content: the same file twice is one, and a name never lies about what is in it.

A file is written beside, flushed, and only then given its name: after a crash it is there whole or not at all.
"""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from bot.clock import SystemClock

INCOMING = "incoming"
HEAD = 4096  # first bytes that are remembered: they say what a file is
FORSAKEN = 3600  # seconds after which nobody writes to an incoming file any more


class IncomingFile:
    """A file that is being written. What is not settled at the end is thrown away."""

    def __init__(self, folder: Path, path: Path, file: BinaryIO) -> None:
        self._folder = folder
        self._path = path
        self._file = file
        self._hash = sha256()
        self.head = b""
        self.size = 0  # bytes

    async def write(self, chunk: bytes) -> None:
        """Add bytes. Raises OSError when the disk does not take them."""
        if len(self.head) < HEAD:
            self.head += chunk[: HEAD - len(self.head)]
        self.size += len(chunk)
        await asyncio.to_thread(self._write, chunk)

    async def settle(self) -> str:
        """Flush and name it; answers its hash. Raises OSError."""
        name = self._hash.hexdigest()
        await asyncio.to_thread(self._settle, path_in(self._folder, name))
        return name

    def _write(self, chunk: bytes) -> None:
        self._hash.update(chunk)
        self._file.write(chunk)

    def _settle(self, target: Path) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        is_first = not target.parent.exists()
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path.replace(target)
        _flush(target.parent)
        if is_first:
            _flush(self._folder)


class MediaFolder:
    """The folder of all kept files, made when first needed; processes on several machines must share it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def path_of(self, name: str) -> Path:
        """Where the file of this SHA-256 is."""
        return path_in(self.path, name)

    @asynccontextmanager
    async def receive(self) -> AsyncIterator[IncomingFile]:
        """A new file, to be written and settled. Raises OSError."""
        number, name = await asyncio.to_thread(self._make)
        path = Path(name)
        with os.fdopen(number, "wb") as file:
            try:
                yield IncomingFile(self.path, path, file)
            finally:
                await asyncio.to_thread(path.unlink, missing_ok=True)

    def sweep(self) -> int:
        """Remove what processes that died left half written; how many files that were."""
        before = SystemClock().now().timestamp() - FORSAKEN
        forsaken = [path for path in (self.path / INCOMING).glob("*") if path.stat().st_mtime < before]
        for path in forsaken:
            path.unlink(missing_ok=True)
        return len(forsaken)

    def _make(self) -> tuple[int, str]:
        incoming = self.path / INCOMING
        incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        return tempfile.mkstemp(dir=incoming)


def path_in(folder: Path, name: str) -> Path:
    """Two letters make a folder: none of them grows huge."""
    return folder / name[:2] / name


def _flush(folder: Path) -> None:
    """A new name is safe once its folder is on disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
