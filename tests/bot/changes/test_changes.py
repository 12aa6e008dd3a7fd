"""Every process learns of every change, on both databases."""

from bot.changes.state import read_changes
from bot.storage.database import Database


async def test_a_change_that_is_committed_late_is_one(database: Database) -> None:
    """Its id was given before that of another one, which everybody has read already."""
    numbers = []
    for change_id in (10, 5):
        async with database.write() as tx:
            await tx.run("insert into shop_change (id, at, what) values ($1, 1, 'answers')", change_id)
        async with database.read() as tx:
            numbers.append((await read_changes(tx)).number)
    assert numbers[0] < numbers[1]
