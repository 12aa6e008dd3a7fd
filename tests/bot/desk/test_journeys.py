"""`shopclerk journeys …`: what is printed of journeys, and of those who are under way in them."""

from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.desk.journeys import show_journeys, show_status
from bot.errors import SettingsWrong
from tests.stories.happened import with_journeys
from tests.stories.shop import shop_settings
from tests.stories.test_cart_recovery import with_cart


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


async def test_a_journey_that_is_off_is_listed_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """F5: name, events, kind and holdout; what the shop's file says counts."""
    given = with_journeys(tmp_path, "cod_confirmation = false\ncart_recovery = {holdout = 25}")
    await show_journeys(shop_settings(f"sqlite:///{tmp_path}/none.db", "http://x", **given))
    told = capsys.readouterr().out.splitlines()
    lines = {line.split()[0]: line for line in told if not line.startswith(" ")}
    assert "off," in lines["cod_confirmation"].split()
    assert "25% held out" in lines["cart_recovery"]
    assert "  begins with order.placed, order.paid" in told
    assert "marketing" in lines["cart_recovery"]
    assert "utility" in lines["shipping_updates"]


async def test_status_counts_steps_outcomes_and_arms(
    clock: ManualClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """F8, D18: who stands where, what each step came to, and goals by arm."""
    async with with_cart(clock, tmp_path) as (shop, _):
        await shop.passes(hours=1)
        await shop.passes(hours=24)
        await show_status(shop.wiring.settings, name="cart_recovery")
        told = [line.split() for line in capsys.readouterr().out.splitlines()]
        for line in (["1", "live"], ["days", "1"], ["first", "delivered", "1"], ["second", "delivered", "1"]):
            assert line in told
        assert ["arm", "plain", "1", "0", "0.0%"] in told
        with pytest.raises(SettingsWrong, match="there is no journey cart_recover:"):
            await show_status(shop.wiring.settings, name="cart_recover")
