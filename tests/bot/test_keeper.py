"""A running process keeps to what the shop has changed, and troubles the database no more than that needs."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.clock import ManualClock
from tests.stories.shop import Shop, open_shop
from tests.stories.test_cart import add_a_candle

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # its triggers need no function
REFUSE = (
    "create trigger no_more before update on fact when new.name = '{name}' "
    "begin select raise(abort, 'written again'); end"
)
OFF = (
    "insert into journey_switch (journey, is_on, by, at) values ('cart_recovery', 0, 'Joon', $1) "
    "on conflict (journey) do update set is_on = 0, at = excluded.at"
)
STAGES = "select stage from enrollment order by id"


@pytest.fixture
async def shop(database_url: str, clock: ManualClock, tmp_path: Path) -> AsyncIterator[Shop]:
    """It reminds everybody of their carts."""
    file = tmp_path / "shop.toml"
    file.write_text('name = "Mallo"\njourneys.cart_recovery.holdout = 0\n', "utf-8")
    async with open_shop(database_url, clock, shop_file=str(file)) as opened:
        yield opened


@ON_SQLITE
async def test_a_start_with_the_same_flows_writes_nothing(shop: Shop) -> None:
    """What runs is written down once, by whoever runs it first, and again when it is something else."""
    await shop.wiring.keeper._look()
    await shop.opens()
    async with shop.wiring.database.write() as tx:
        await tx.run(REFUSE.format(name="flows.running"))
    keeper = shop.wiring.keeper
    await keeper._look()
    keeper._flows = replace(keeper._flows, journeys={})
    with pytest.raises(Exception, match="written again"):
        await keeper._write_down()


async def test_a_process_that_starts_ends_what_another_has_left(shop: Shop) -> None:
    """Whoever switched the journey off died before it ended the passages; they do not wait for their next timer."""
    await add_a_candle(shop, shop.phone())
    await shop.settles()
    await _switch_off(shop, at=1)
    await shop.opens()
    await shop.wiring.keeper._look()
    await shop.settles()
    assert await shop.rows(STAGES) == [("exited",)]
    await shop.wiring.keeper._look()
    assert len(await shop.rows("select 1 from inbox_event where kind = 'journey'")) == 1


async def test_what_was_on_in_between_is_ended_again(shop: Shop) -> None:
    """Off, on and off before this process looks: who has begun meanwhile, elsewhere, leaves too."""
    await add_a_candle(shop, shop.phone())
    await shop.settles()
    await _switch_off(shop, at=1)
    await shop.wiring.keeper._look()
    await shop.settles()
    async with shop.wiring.database.write() as tx:
        await tx.run("update enrollment set stage = 'live'")
    await _switch_off(shop, at=2)
    await shop.wiring.keeper._look()
    assert len(await shop.rows("select 1 from inbox_event where kind = 'journey'")) == 2


async def test_a_change_of_something_else_waits_for_no_writer(shop: Shop) -> None:
    """Journeys that are off already, and that nobody is under way in, cost a change nothing."""
    keeper, database = shop.wiring.keeper, shop.wiring.database
    await keeper._look()
    await _switch_off(shop, at=1)
    async with database.write():
        assert await asyncio.wait_for(keeper.refresh(), 10)


async def _switch_off(shop: Shop, *, at: int) -> None:
    async with shop.wiring.database.write() as tx:
        await tx.run(OFF, at)
        await tx.run("insert into shop_change (at, what) values ($1, 'journey')", at)
