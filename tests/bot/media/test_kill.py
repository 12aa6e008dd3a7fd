"""Killed at any moment, a file is fetched once in effect and nothing is lost."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.media.fetch import LEASE
from bot.media.files import FileStatus
from bot.media.folder import IncomingFile, MediaFolder
from bot.storage.database import Database
from tests.bot.media.made import PNG, House


class Killed(BaseException):
    """The process is no more: nothing may catch this."""


class Mortal:
    """Dies at the moment of this number; counts the moments that pass."""

    def __init__(self, dies_at: int) -> None:
        self.dies_at = dies_at
        self.passed = 0

    async def reach(self) -> None:
        self.passed += 1
        if self.passed >= self.dies_at:
            raise Killed


class MortalDatabase:
    """Commits that may be the last thing that happens."""

    def __init__(self, database: Database, life: Mortal) -> None:
        self._database, self._life = database, life

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Any]:
        async with self._database.write() as tx:
            yield tx
            await self._life.reach()
        await self._life.reach()


class MortalFile:
    """A file whose naming may be the last thing that happens."""

    def __init__(self, file: IncomingFile, life: Mortal) -> None:
        self._file, self._life = file, life

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    async def settle(self) -> str:
        await self._life.reach()
        name = await self._file.settle()
        await self._life.reach()
        return name


class MortalFolder(MediaFolder):
    """Hands out mortal files."""

    def __init__(self, path: Path, life: Mortal) -> None:
        super().__init__(path)
        self._life = life

    @asynccontextmanager
    async def receive(self) -> AsyncIterator[Any]:
        async with super().receive() as file:
            yield MortalFile(file, self._life)


async def test_killed_at_any_moment(house: House) -> None:
    """P28: around each commit, in the middle of the bytes, before and after the file has its name."""
    for number in range(1, 40):
        life = Mortal(number)
        house.provider.before = life.reach
        content = PNG + bytes([number])
        message_id = await house.gets(number, content)
        survived = await dies(house, life)
        house.provider.before = None
        house.clock.set(house.clock.now() + LEASE)
        await house.opens().fetch_due()
        file = await house.file(message_id)
        assert (file.status, file.attempts <= 2) == (FileStatus.KEPT, True), number
        assert house.bytes_of(file) == content
        if survived:
            assert number > 10
            assert len(house.on_disk()) == number
            return
    raise AssertionError("it never got through")


async def dies(house: House, life: Mortal) -> bool:
    """Fetch what is due; True when it was survived."""
    database: Any = MortalDatabase(house.database, life)
    fetcher = house.opens(database, MortalFolder(house.folder.path, life))
    try:
        await fetcher.fetch_due()
    except Killed:
        return False
    return True
