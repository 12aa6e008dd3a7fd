"""What all tests share: real databases, a clock that is moved by hand."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
import structlog

from bot.clock import ManualClock
from bot.log import set_up_logging
from bot.storage.database import Database
from tests import made_once
from tests.databases import make_tables, postgres_server, spare_the_disk

if TYPE_CHECKING:
    from playwright.async_api import Browser

made_once.share()
spare_the_disk()
set_up_logging("error", "json")
structlog.configure(cache_logger_on_first_use=False)  # a test may want to read what is logged


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--strict-servers`: a test that could not have its server or browser fails instead of being skipped."""
    parser.addoption("--strict-servers", action="store_true", help="skipped tests are failures")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """With `--strict-servers`, no test is skipped in silence."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and item.config.getoption("--strict-servers") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped: {report.longrepr}"


def pytest_collection_finish() -> None:
    """Everything is imported."""
    made_once.keep_for_good()


def pytest_runtest_teardown() -> None:
    """A shop that has closed is not kept: there are thousands."""
    made_once.let_go()


START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    """Stands still at nine in the morning, UTC, until it is moved."""
    return ManualClock(START)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL for the whole run, in a folder that its own user may enter."""
    with TemporaryDirectory(prefix="shopclerk-postgres-") as folder, postgres_server(Path(folder)) as url:
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> "AsyncIterator[Browser]":
    """One Chromium for the whole run; tests that use it run on the session's event loop."""
    from tests.chromium import open_chromium

    async with open_chromium() as started:
        yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An address of an empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/shopclerk.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An empty database with all tables, opened."""
    await make_tables(database_url)
    opened = Database(database_url)
    yield opened
    await opened.close()
