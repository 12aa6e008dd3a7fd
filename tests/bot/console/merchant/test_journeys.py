"""Journeys on and off while the shop runs; what came of them; what they would do."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import AsyncClient

from bot.clock import ManualClock
from tests.bot.console.merchant.house import House
from tests.stories.shop import on_both_databases, open_shop
from tests.stories.test_cart import add_a_candle


@pytest.fixture
async def house(database_url: str, clock: ManualClock, tmp_path: Path) -> AsyncIterator[House]:
    """One of two reminds of carts without a holdout."""
    file = tmp_path / "shop.toml"
    file.write_text(
        'name = "Mallo"\njourneys.cart_recovery.holdout = 0\njourneys.cod_confirmation.on = false\n', "utf-8"
    )
    async with open_shop(database_url, clock, shop_file=str(file)) as opened:
        yield House(opened)


@on_both_databases
async def test_a_journey_that_is_switched_off_ends_at_once_and_begins_no_more(house: House) -> None:
    """With a reason that can be read, and without a restart; switched on, it begins again."""
    shop = house.shop
    amina = shop.phone()
    await add_a_candle(shop, amina)
    await shop.settles()
    assert [row[0] for row in await shop.rows("select stage from enrollment")] == ["live"]
    async with house.browser(await house.hires("Joon", "lead")) as browser:
        answer = await browser.put("/api/journeys/cart_recovery", json={"on": False})
        assert answer.status_code == 200, answer.text
        await shop.settles()
        assert await shop.rows("select stage, reason from enrollment") == [
            ("exited", "Joon switched the journey off")
        ]
        row = await _row(browser, "cart_recovery")
        assert (row["on"], row["by"], row["live"]) == (False, "Joon", 0)
        await shop.passes(days=2)
        assert not [text for text in amina.hears if text.startswith("🛒 Your cart is still here")]

        bela = shop.phone("+14155550102", "Bela")
        await add_a_candle(shop, bela)
        assert len(await shop.rows("select 1 from enrollment")) == 1
        await browser.put("/api/journeys/cart_recovery", json={"on": True})
        chloe = shop.phone("+14155550103", "Chloe")
        await add_a_candle(shop, chloe)
        assert len(await shop.rows("select 1 from enrollment where stage = 'live'")) == 1
    deeds = await shop.rows("select actor, action, target from audit order by id")
    assert deeds == [("Joon", f"journey.switched_{how}", "cart_recovery") for how in ("off", "on")]


async def test_what_the_file_switched_off_can_be_switched_on(house: House) -> None:
    """The console's word goes before shop.toml's, also after a restart."""
    async with house.browser(await house.hires("Joon", "lead")) as browser:
        row = await _row(browser, "cod_confirmation")
        assert (row["on"], row["by"]) == (False, "shop.toml")
        assert (await browser.get("/console/journeys/cod_confirmation")).status_code == 200
        await browser.put("/api/journeys/cod_confirmation", json={"on": True})
        assert "cod_confirmation" in house.shop.wiring.turns.flows.journeys
        await house.shop.opens()
        assert "cod_confirmation" in house.shop.wiring.turns.flows.journeys
        assert (await _row(browser, "cod_confirmation"))["on"]


async def test_another_process_hears_of_it(house: House, clock: ManualClock) -> None:
    """A worker that did not serve the request reads anew when it looks."""
    wiring = house.shop.wiring
    number = wiring.keeper._seen.number
    async with wiring.database.write() as tx:
        await tx.run("insert into journey_switch (journey, is_on, by, at) values ('cart_recovery', 0, 'Joon', 1)")
        await tx.run("insert into shop_change (at, what) values (1, 'journey')")
    assert await wiring.keeper.refresh()
    assert wiring.keeper._seen.number > number
    assert wiring.turns.flows.journeys["cart_recovery"].off == "Joon switched the journey off"
    assert not await wiring.keeper.refresh()


@on_both_databases
async def test_a_forecast_counts_who_gave_it_cause(house: House) -> None:
    """Also while the journey is off; the cost is that of its messages."""
    async with house.browser(await house.hires("Joon", "lead")) as browser:
        await browser.put("/api/journeys/cart_recovery", json={"on": False})
        for number in range(3):
            await add_a_candle(house.shop, house.shop.phone(f"+8210555512{number:02}", f"Guest {number}"))
        told = (await browser.get("/api/journeys/cart_recovery/forecast")).json()
        page = await browser.get("/console/journeys/cart_recovery")
    assert told["qualify_now"] == 3
    assert sum(told["by_day"]) == 3
    assert told["sends_each"] == 4
    assert told["cost_a_day"] == pytest.approx(3 / 14 * 4 * (0.0732 + 0.005))
    assert "About 0.2 people a day" in page.text


async def test_only_leads_switch(house: House) -> None:
    """Others see how it stands."""
    async with house.browser(await house.hires(role="agent")) as browser:
        assert (await browser.put("/api/journeys/cart_recovery", json={"on": False})).status_code == 403
        assert 'role="switch"' not in (await browser.get("/console/journeys")).text


async def _row(browser: AsyncClient, name: str) -> dict[str, object]:
    rows = (await browser.get("/api/journeys")).json()["rows"]
    [row] = [each for each in rows if each["id"] == name]
    return row
