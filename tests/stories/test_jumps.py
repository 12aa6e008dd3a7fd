"""The demo's time at a tap: what waits for a person, and the jump to the next of it (G1)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.clock import ManualClock, ShiftedClock
from bot.phone.jumps import JUST_PAST
from tests.stories.happened import agrees_to_offers, with_journeys
from tests.stories.shop import PUBLIC_URL, Shop, open_shop
from tests.stories.test_cart import add_a_candle
from tests.stories.test_cart_recovery import JOURNEY, LEFT, PLAIN, UK

HERE = "http://127.0.0.1:8000"


async def asks(shop: Shop, method: str, path: str, host: str = HERE, **more: Any) -> httpx.Response:
    """A request of the phone's page."""
    transport = httpx.ASGITransport(shop.door)
    async with httpx.AsyncClient(transport=transport, base_url=host) as http:
        return await http.request(method, f"/phone/{path}", **more)


async def jumps(shop: Shop, address: str = UK) -> dict[str, Any]:
    answer = await asks(shop, "POST", f"{address}/jump", json={})
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    await shop.settles()
    return told


async def test_a_cart_is_reminded_of_at_a_tap_and_time_never_goes_back(clock: ManualClock, tmp_path: Path) -> None:
    """G1, D2: an hour, a day and three days pass in a moment; a restart does not undo them."""
    given = with_journeys(tmp_path, PLAIN)
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock, demo=True, **given) as shop:
        await shop.wiring.templates.submit()
        amina = shop.phone(UK)
        await agrees_to_offers(shop, amina)
        await add_a_candle(shop, amina)
        told = (await asks(shop, "GET", f"{UK}/waiting")).json()
        [waits] = told["waits"]
        assert waits["words"] == "Cart reminders: step “hour”"
        assert waits["due"] == (clock.now() + timedelta(hours=1)).isoformat()
        korean = (await asks(shop, "GET", f"{UK}/waiting?lang=ko")).json()
        assert korean["waits"][0]["words"] == "장바구니 알림: ‘hour’ 단계"

        before = len(amina.hears)
        await jumps(shop)
        [reminder] = amina.hears[before:]
        assert reminder.startswith(LEFT)
        assert shop.wiring.clock.now() == clock.now() + timedelta(hours=1) + JUST_PAST

        await shop.opens(demo=True)
        assert shop.wiring.clock.now() == clock.now() + timedelta(hours=1) + JUST_PAST
        await jumps(shop)
        assert shop.bubbles(amina)[-1].is_template
        assert len(amina.hears) == before + 2
        assert await shop.rows("select stage from enrollment where journey = $1", JOURNEY) == [("live",)]


async def test_where_nothing_is_due_time_stays(clock: ManualClock, tmp_path: Path) -> None:
    """G1: neither strangers nor other people's timers move it."""
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock, demo=True) as shop:
        amina = shop.phone(UK)
        await add_a_candle(shop, amina)
        assert (await asks(shop, "GET", f"{UK}/waiting")).json()["waits"]
        then = shop.wiring.clock.now()
        assert await jumps(shop, "+14155550199") == {"now": then.isoformat(), "waits": []}
        assert shop.wiring.clock.now() == then


async def test_nobody_else_can_move_time(clock: ManualClock, tmp_path: Path) -> None:
    """G1: not by a form of another page, not under the public address, and not with a real account."""
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock, demo=True) as shop:
        assert (await asks(shop, "POST", f"{UK}/jump", data={"a": "b"})).status_code == 415
        assert (await asks(shop, "GET", f"{UK}/waiting", PUBLIC_URL)).status_code == 404
        assert (await asks(shop, "POST", f"{UK}/jump", PUBLIC_URL, json={})).status_code == 404
        await shop.opens(demo=False)
        assert shop.wiring.clock is clock
        assert (await asks(shop, "GET", f"{UK}/waiting")).status_code == 404
        assert (await asks(shop, "POST", f"{UK}/jump", json={})).status_code == 404


@pytest.mark.parametrize("hours", [-1, 0, 5])
def test_a_shift_only_grows(clock: ManualClock, hours: int) -> None:
    """G1: a moment that has passed changes nothing."""
    ahead = ShiftedClock(clock, timedelta(hours=2))
    ahead.reach(clock.now() + timedelta(hours=hours))
    assert ahead.now() == clock.now() + timedelta(hours=max(hours, 2))
