"""What changed is read by whoever reads along, once, and nothing is missed."""

from bot.live.erase import erase_live
from bot.live.tail import KEPT_FOR, LATEST, OVERLAP, find_newest, purge, reaches_back_to, settled, tail
from bot.live.touch import touch
from bot.storage.database import Database

NOW = 1_795_000_000_000_000


async def test_a_reader_goes_on_where_it_was(database: Database) -> None:
    """One insert for a group; the same contact twice is one row."""
    async with database.write() as tx:
        await touch(tx, [3, 5, 3], "message", NOW)
        await touch(tx, [], "status", NOW)
    async with database.read() as tx:
        first = await tail(tx, 0)
        assert [(change.contact_id, change.what) for change in first] == [(3, "message"), (5, "message")]
        assert await find_newest(tx) == first[-1].id
        assert await tail(tx, first[0].id) == first[1:]


async def test_what_is_old_goes_and_the_reader_is_told(database: Database) -> None:
    """Ids are never given twice, even when all but the newest are gone."""
    async with database.write() as tx:
        for moment in range(3):
            await touch(tx, [1], "message", NOW + moment)
    async with database.write() as tx:
        assert await purge(tx, NOW + KEPT_FOR + 10) == 2
        last = await find_newest(tx)
        assert await reaches_back_to(tx, last - 1)
        assert not await reaches_back_to(tx, last - 2)
        await touch(tx, [2], "owner", NOW)
    async with database.read() as tx:
        assert [change.id for change in await tail(tx, last)] == [last + 1]


async def test_who_is_forgotten_takes_no_ids_along(database: Database) -> None:
    """The newest rows were theirs: their ids are not given again, and whoever reads along misses nothing."""
    async with database.write() as tx:
        await touch(tx, [1], "message", NOW)
        await touch(tx, [2], "message", NOW)
        await touch(tx, [2], "status", NOW)
        last = await find_newest(tx)
        await erase_live(tx, 2, NOW)
        await touch(tx, [3], "message", NOW)
    async with database.read() as tx:
        assert await tx.rows("select contact_id from live_event where contact_id = 2") == []
        assert [(each.id, each.contact_id) for each in await tail(tx, 0)] == [(1, 1), (last + 1, 3)]


async def test_what_may_still_come_late_is_asked_for_again(database: Database) -> None:
    """Of the last half minute, and the last ids at least, however many there were."""
    async with database.write() as tx:
        await touch(tx, range(1, 6), "message", NOW)
        await touch(tx, range(1, 1001), "message", NOW + LATEST + 1)
        last = await find_newest(tx)
        assert await settled(tx, last) == 5
        assert await settled(tx, 5) == 0
        await touch(tx, [1], "message", NOW + 3 * LATEST)
        assert await settled(tx, last + 1) == last + 1 - OVERLAP
