"""One process at a time, and nobody waits for a dead one longer than the lease."""

from datetime import UTC, datetime, timedelta

from bot.coordination.leases import give_back_lease, take_lease
from bot.storage.database import Database

NOW, LENGTH = datetime(2026, 11, 27, tzinfo=UTC), timedelta(minutes=2)


async def takes(database: Database, holder: str, now: datetime = NOW) -> bool:
    async with database.write() as tx:
        return await take_lease(tx, "templates", holder, now, LENGTH)


async def test_one_holder_at_a_time(database: Database) -> None:
    assert await takes(database, "one")
    assert not await takes(database, "two")
    assert await takes(database, "one")


async def test_a_dead_holder_lets_go_by_itself(database: Database) -> None:
    assert await takes(database, "one")
    assert not await takes(database, "two", NOW + LENGTH - timedelta(seconds=1))
    assert await takes(database, "two", NOW + LENGTH)
    assert not await takes(database, "one", NOW + LENGTH)


async def test_a_lease_is_given_back_by_its_holder_alone(database: Database) -> None:
    assert await takes(database, "one")
    async with database.write() as tx:
        await give_back_lease(tx, "templates", "two")
    assert not await takes(database, "two")
    async with database.write() as tx:
        await give_back_lease(tx, "templates", "one")
    assert await takes(database, "two")
