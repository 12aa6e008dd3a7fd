"""Shops that share a database server do not take each other's share of the work (P4)."""

import pytest

from bot.storage.database import Database
from bot.turns.shards import SHARDS, open_shards
from tests.faults.conftest import own_database

pytestmark = pytest.mark.servers


async def test_workers_of_another_database_are_no_members(postgres_url: str) -> None:
    """Else each shop would leave half of its contacts to a worker that never sees them."""
    async with own_database(postgres_url) as ours, own_database(postgres_url) as theirs:
        databases = Database(ours), Database(theirs)
        shards = [open_shards(database) for database in databases]
        for _ in range(2):
            assert [len(await held(each)) for each in shards] == [SHARDS, SHARDS]
        for each in (*shards, *databases):
            await each.close()


async def test_two_workers_of_one_database_share_and_the_survivor_takes_all(postgres_url: str) -> None:
    async with own_database(postgres_url) as url:
        database = Database(url)
        first, second = open_shards(database), open_shards(database)
        await held(first)
        await held(second)
        mine, yours = await held(first), await held(second)
        assert len(mine) == len(yours) == SHARDS // 2
        assert not mine & yours
        await second.close()
        assert len(await held(first)) == SHARDS
        await first.close()
        await database.close()


async def held(shards: object) -> set[int]:
    """The shards after a look around."""
    shards._next_look = 0.0  # type: ignore[attr-defined]
    return {number for number in range(SHARDS) if await shards.holds(number)}  # type: ignore[attr-defined]
