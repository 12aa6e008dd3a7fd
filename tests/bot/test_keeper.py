"""A running process keeps to what the shop has changed, and troubles the database no more than that needs."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.clock import ManualClock
from tests.stories.shop import Shop, open_shop

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # its triggers need no function
REFUSE = (
    "create trigger no_more before update on fact when new.name = '{name}' "
    "begin select raise(abort, 'written again'); end"
)


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
