"""Full runs: what is missing goes, unless it is too much, was cut off, or came meanwhile. Rows B2; pain P36."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.storage.database import Database
from catalog.items import Gone, Refused, SourceFailed, Told
from catalog.sync.clearing import clear
from catalog.sync.lease import LeaseLost, keep_lease, list_due, take_lease
from catalog.sync.run import NothingHeld, confirm_held
from catalog.sync.take import read_origin
from tests.catalog.sync.make import add_source, at, begin, end, hear, item, read, rows, run


@pytest.fixture(autouse=True)
async def _source(database: Database) -> None:
    await add_source(database)


def products(*ids: int, told: float | None = 0) -> list[Told]:
    return [item(str(each), told=told) for each in ids]


async def here(database: Database) -> list[str]:
    return [each for (each,) in await rows(database, "select external_id from product where active order by id")]


async def test_what_a_complete_run_has_not_met_is_gone(database: Database) -> None:
    await run(database, products(1, 2, 3, 4), 10)
    state, report = await run(database, products(1, 2, 3), 20)
    assert (state, report.gone, report.same) == ("done", 1, 3)
    assert await here(database) == ["1", "2", "3"]


async def test_a_run_that_lost_too_much_takes_nothing_away_until_it_is_confirmed(database: Database) -> None:
    await run(database, products(*range(10)), 10)
    state, report = await run(database, products(1, 2), 20)
    assert state == "held"
    assert "8 of 10 products are missing, more than 30 %" in report.why
    assert len(await here(database)) == 10
    async with database.reading() as session:
        origin = await read_origin(session, "shop")
    async with database.session() as session:
        assert await confirm_held(await session.connection(), origin, at(30)) == 8
    assert await here(database) == ["1", "2"]
    with pytest.raises(NothingHeld):
        async with database.session() as session:
            await confirm_held(await session.connection(), origin, at(31))


async def test_a_held_run_is_settled_by_a_later_one_that_comes_through(database: Database) -> None:
    await run(database, products(*range(10)), 10)
    await run(database, products(1), 20)
    state, _ = await run(database, products(*range(10)), 30)
    assert state == "done"
    assert await rows(database, "select state from catalog_run order by id") == [("done",), ("done",), ("done",)]
    assert await rows(database, "select count(*) from catalog_seen") == [(0,)]


async def test_a_run_that_was_cut_off_takes_nothing_away(database: Database) -> None:
    def cut() -> Iterator[Told]:
        yield from products(1, 2)
        raise SourceFailed("the file is cut off", may_pass=True)

    await run(database, products(1, 2, 3), 10)
    state, report = await run(database, cut(), 20)
    assert (state, report.why, report.gone) == ("failed", "the file is cut off", 0)
    assert await here(database) == ["1", "2", "3"]


async def test_what_came_while_it_was_read_stays(database: Database) -> None:
    await run(database, products(1, 2, 3, 4), 10)
    begun = await begin(database, 20)
    report = await read(database, begun, products(1, 2, 3, 4), 21)
    await hear(database, item("5", told=22), now=22)
    assert await end(database, begun, report, 23) == "done"
    assert await here(database) == ["1", "2", "3", "4", "5"]


async def test_what_came_back_after_the_listing_is_not_buried_by_it(database: Database) -> None:
    """Missing at 20, back at 22, the run ends at 25: the news of 22 is newer than the listing."""
    await run(database, products(1, 2, 3, 4), 10)
    begun = await begin(database, 20)
    report = await read(database, begun, products(1, 2, 3), 21)
    await end(database, begun, report, 25)
    await hear(database, item("4", told=22), now=26)
    assert await here(database) == ["1", "2", "3", "4"]


async def test_a_full_run_brings_back_what_it_lists_again(database: Database) -> None:
    """A feed dropped it by mistake; its own time of change has not moved."""
    await run(database, products(1, 2, 3, 4), 10)
    await run(database, products(1, 2, 3), 20)
    state, report = await run(database, products(1, 2, 3, 4), 30)
    assert (state, report.added, report.late) == ("done", 1, 0)
    assert await here(database) == ["1", "2", "3", "4"]
    await hear(database, Gone("4", at(40)), now=40)
    begun = await begin(database, 35)  # the listing is older than the deletion
    await end(database, begun, await read(database, begun, products(1, 2, 3, 4), 41), 42)
    assert await here(database) == ["1", "2", "3"]


async def test_rows_that_could_not_be_read_may_be_what_is_missing(database: Database) -> None:
    await run(database, products(1, 2, 3, 4, 5), 10)
    state, report = await run(database, [*products(1, 2, 3, 4), Refused("row 5", "no price")], 20)
    assert (state, report.gone, report.refused) == ("done", 0, 1)
    assert "so they stay" in report.notes[0][1]


async def test_an_unfinished_run_is_gone_on_with(database: Database) -> None:
    begun = await begin(database, 10)
    await read(database, begun, products(1, 2), 11)
    again = await begin(database, 20)
    assert (again.id, again.started_at, again.report.added) == (begun.id, begun.started_at, 2)
    report = await read(database, again, products(1, 2, 3), 21)
    assert (await end(database, again, report, 22), report.added) == ("done", 3)


async def test_one_process_has_a_source_until_its_lease_ends(database: Database) -> None:
    async with database.session() as session:
        connection = await session.connection()
        assert await take_lease(connection, "shop", "one", at(0))
        assert not await take_lease(connection, "shop", "two", at(0.5))
        assert await take_lease(connection, "shop", "two", at(2))
        with pytest.raises(LeaseLost):
            await keep_lease(connection, "shop", "one", at(2))


async def test_a_run_left_by_a_dead_process_is_due_when_the_lease_ends(database: Database) -> None:
    await begin(database, 0)
    async with database.session() as session:
        connection = await session.connection()
        await take_lease(connection, "shop", "one", at(0))
        assert await list_due(connection, at(0.5)) == []
        assert await list_due(connection, at(2)) == ["shop"]


async def test_tombstones_go_after_90_days_unless_an_order_names_them(database: Database) -> None:
    from sqlalchemy import select

    from catalog.sync.queries import table
    from catalog.tables import Variant

    await run(database, products(1, 2, 3, 4), 10)
    await hear(database, Gone("1", at(20)), Gone("2", at(20)))
    named = select(table(Variant).c.sku).where(table(Variant).c.product_id == "shop-1")
    for days, left in ((89, ["1", "2", "3", "4"]), (91, ["1", "3", "4"])):
        async with database.session() as session:
            await clear(await session.connection(), at(20) + timedelta(days=days), named)
        assert [each for (each,) in await rows(database, "select external_id from product order by id")] == left
