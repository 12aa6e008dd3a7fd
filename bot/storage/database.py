"""One database, two ways in: bare statements for a running shop, SQLModel sessions for set-up, imports and tests."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.storage.groups import LINGER
from bot.storage.transactions import Tx

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine
    from sqlmodel.ext.asyncio.session import AsyncSession

    from bot.storage.postgres import PostgresStore
    from bot.storage.sqlite import SqliteStore


class Database:
    """SQLite or PostgreSQL, by the URL's scheme. Made inside a running event loop; `close` it there."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.store = _open_store(url)
        self._engine: AsyncEngine | None = None
        self._linger = LINGER

    def write(self) -> AbstractAsyncContextManager[Tx]:
        """A transaction that commits when the block ends and is undone when it raises."""
        return self.store.write()

    def read(self) -> AbstractAsyncContextManager[Tx]:
        """Bare queries outside of any write transaction."""
        return self.store.read()

    @asynccontextmanager
    async def session(self) -> "AsyncIterator[AsyncSession]":
        """A SQLModel session that commits at the end. On SQLite it takes its turn with the other writers."""
        from sqlmodel.ext.asyncio.session import AsyncSession

        async with AsyncSession(self.engine, expire_on_commit=False) as session, self.store.writing:
            yield session
            await session.commit()

    @asynccontextmanager
    async def reading(self) -> "AsyncIterator[AsyncSession]":
        """A SQLModel session for queries alone: waits for no writer."""
        from sqlmodel.ext.asyncio.session import AsyncSession

        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            yield session

    @property
    def engine(self) -> "AsyncEngine":
        """SQLAlchemy's engine, made when first needed: a running shop does without."""
        if self._engine is None:
            from sqlalchemy.ext.asyncio import create_async_engine

            self._engine = create_async_engine(async_url(self.url))
        return self._engine

    @property
    def away(self) -> tuple[type[Exception], ...]:
        """The errors that say: the server is not there now, and may be back soon."""
        return self.store.away

    def linger(self) -> float:
        """Seconds that a busy writer waits for company before it commits."""
        return self._linger

    async def hurry(self) -> None:
        """Give up what only costs time where a database is for one run alone (`SqliteStore.hurry`)."""
        from bot.storage.sqlite import SqliteStore

        self._linger = 0.0
        if self._engine is not None:
            await self._engine.dispose()
        if isinstance(self.store, SqliteStore):
            await self.store.hurry()

    async def close(self) -> None:
        """Let go of every connection."""
        if self._engine is not None:
            await self._engine.dispose()
        await self.store.close()


def async_url(url: str) -> str:
    """The same database in SQLAlchemy's words."""
    from sqlalchemy.engine import make_url

    driver = "sqlite+aiosqlite" if url.startswith("sqlite") else "postgresql+asyncpg"
    return make_url(url).set(drivername=driver).render_as_string(hide_password=False)


def _open_store(url: str) -> "SqliteStore | PostgresStore":
    if url.startswith("sqlite"):
        from bot.storage.sqlite import SqliteStore

        return SqliteStore(Path(url.removeprefix("sqlite:///")))
    from bot.storage.postgres import PostgresStore

    return PostgresStore(url.replace("postgres://", "postgresql://", 1))
