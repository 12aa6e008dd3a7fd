"""The coordinator that the settings ask for."""

from typing import TYPE_CHECKING

from bot.coordination.coordinator import Coordinator
from bot.coordination.in_process import InProcessCoordinator

if TYPE_CHECKING:
    from bot.storage.database import Database


def open_coordinator(redis_url: str, database: "Database | None" = None) -> Coordinator:
    """Over Redis when there is an address, else over the database if it is a PostgreSQL, else in this process.

    Never waits: either may come later.
    """
    if redis_url:
        from bot.coordination.over_redis import RedisCoordinator  # a process without Redis never loads it

        return RedisCoordinator(redis_url)
    if database is not None and not database.is_sqlite:
        from bot.coordination.over_postgres import PostgresCoordinator
        from bot.storage.postgres import PostgresStore

        if isinstance(database.store, PostgresStore):
            return PostgresCoordinator(database.store)
    return InProcessCoordinator()
