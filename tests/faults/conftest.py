"""Databases that belong to one test alone, with the newest schema, and a Redis that can be killed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

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
        await asyncio.to_thread(upgrade, url)
        yield url


@pytest.fixture
async def own_sqlite(tmp_path: Path) -> str:
    """A SQLite file with the newest schema."""
    url = f"sqlite:///{tmp_path}/shopclerk.db"
    await asyncio.to_thread(upgrade, url)
    return url


async def _run(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
