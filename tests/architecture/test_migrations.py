"""Migrations lead from nothing to exactly the tables, and back, on both databases."""

import asyncio
import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from bot.migrations.empty import NEWEST, make_newest
from bot.migrations.metadata import all_tables, statements_of
from bot.migrations.upgrade import alembic_config, downgrade, is_newest, newest_revision, upgrade
from bot.storage.database import Database, async_url


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), all_tables()))


async def compare(url: str) -> list[object]:
    engine = create_async_engine(async_url(url))
    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
    await engine.dispose()
    return found


async def newest(url: str) -> bool:
    database = Database(url)
    try:
        return await is_newest(database)
    finally:
        await database.close()


def up_down_and_up(url: str) -> None:
    assert not asyncio.run(newest(url))
    upgrade(url)
    assert asyncio.run(newest(url))
    assert asyncio.run(compare(url)) == []
    downgrade(url)
    assert not asyncio.run(newest(url))
    upgrade(url)


def test_up_down_and_up_on_sqlite(tmp_path: Path) -> None:
    up_down_and_up(f"sqlite:///{tmp_path}/shopclerk.db")


@pytest.mark.servers
def test_up_down_and_up_on_postgresql(postgres_url: str) -> None:
    up_down_and_up(asyncio.run(_new_database(postgres_url)))


async def _new_database(postgres_url: str) -> str:
    name = f"migrations_{uuid4().hex[:8]}"
    connection = await asyncpg.connect(postgres_url)
    await connection.execute(f"create database {name}")
    await connection.close()
    return urlunsplit(urlsplit(postgres_url)._replace(path=f"/{name}"))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_tables_of_a_first_start_are_written_down(kind: str) -> None:
    """`UPDATE_SCHEMA=1 pytest tests/architecture/test_migrations.py` writes them anew after a change of tables."""
    file = NEWEST / f"{kind}.sql"
    if os.environ.get("UPDATE_SCHEMA"):
        file.write_text(statements_of(kind), encoding="utf-8")
    assert file.read_text(encoding="utf-8") == statements_of(kind)


async def test_a_first_start_makes_what_the_migrations_make(tmp_path: Path) -> None:
    """And leaves a database that has anything in it alone."""
    await _makes_the_newest(f"sqlite:///{tmp_path}/new.db")


@pytest.mark.servers
async def test_a_first_start_makes_the_same_on_postgresql(postgres_url: str) -> None:
    await _makes_the_newest(await _new_database(postgres_url))


async def _makes_the_newest(url: str) -> None:
    assert await make_newest(url)
    assert await newest(url)
    assert await compare(url) == []
    assert not await make_newest(url)


def test_the_newest_revision_is_alembics_head(tmp_path: Path) -> None:
    assert (
        newest_revision()
        == ScriptDirectory.from_config(alembic_config(f"sqlite:///{tmp_path}/x.db")).get_current_head()
    )


async def test_a_newer_schema_is_no_fault_and_an_unfinished_one_is(tmp_path: Path) -> None:
    """While a release is replaced, its processes go on working on the schema of the next."""
    url = f"sqlite:///{tmp_path}/new.db"
    assert await make_newest(url)
    database = Database(url)
    for version, usable in (("2999_01_01_of_the_next_release", True), (newest_revision(), True)):
        async with database.write() as tx:
            await tx.run("update alembic_version set version_num = $1", version)
        assert await is_newest(database) is usable
    async with database.write() as tx:
        await tx.run("delete from alembic_version")
    assert not await is_newest(database)
    await database.close()
