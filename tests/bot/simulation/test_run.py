"""G1: weeks of the production parts on a virtual clock; the same seed, the same ledger; faults are noticed."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli import main
from bot.errors import SettingsWrong
from bot.simulation.command import _print
from bot.simulation.model import Shopper, read_shoppers
from bot.simulation.report import Cost, Result, read_result, together
from bot.simulation.run import Asked, Run, Told
from bot.simulation.settings import BEGINS
from bot.simulation.shares import Setup, run_shared
from bot.simulation.world import Kills, Shop, World, open_world
from tests.stories.happened import with_journeys
from tests.stories.shop import ROOT

SHOP = str(ROOT / "shop.toml")
FEW = Asked(shoppers=12, days=12, seed=3)


async def run_in(world: World, asked: Asked = FEW) -> Told:
    busy = read_shoppers().model_copy(update={"carts_per_month": 6.0})
    return await Run(world, asked, busy).run()


async def result_of(folder: Path, seed: int) -> tuple[Told, Result]:
    folder.mkdir()
    async with open_world(Shop(folder, BEGINS, SHOP, "")) as world:
        told = await run_in(world, Asked(FEW.shoppers, FEW.days, seed))
        return told, await read_result(world)


async def test_the_same_seed_is_the_same_shop(tmp_path: Path) -> None:
    """G1, G4: reminders and confirmations went out, every step has one outcome, nothing is broken; twice the same."""
    told, result = await result_of(tmp_path / "one", 3)
    again, same = await result_of(tmp_path / "two", 3)
    assert (told.orders, told.deeds, result) == (again.orders, again.deeds, same)
    assert told.orders > 0
    assert result.due == result.counted > 20
    assert result.broken == {}
    sent = {journey for journey, outcome, _, _ in result.outcomes if outcome == "sent"}
    assert sent >= {"cart_recovery", "order_confirmation", "shipping_updates"}
    _, other = await result_of(tmp_path / "three", 4)
    assert other != result


def test_a_run_that_processes_share_is_the_same_shoppers() -> None:
    """G1: each process has a shop of its own with its part of them; together they are all, and nothing is broken."""
    asked, setup, far = Asked(shoppers=30, days=20, seed=3), Setup(SHOP, "", read_shoppers()), list[float]()
    alone, _ = run_shared(asked, setup, lambda _: None)
    told, result = run_shared(replace(asked, processes=2), setup, far.append)
    again, same = run_shared(replace(asked, processes=2), setup, far.append)
    assert (told.orders, told.deeds, result) == (again.orders, again.deeds, same)
    assert told.deeds["fill"] == alone.deeds["fill"] > 0
    assert told.orders > 0
    assert result.broken == {}
    assert result.due == result.counted > 0
    assert all(0 <= share <= 1 for share in far)


def test_only_one_worker_can_be_killed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """`--kill` beside several processes is refused in words, before anything begins."""
    monkeypatch.setattr("sys.argv", ["shopclerk", "simulate", "--processes", "2", "--kill", "3"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "--kill is for one process" in capsys.readouterr().err


def test_what_processes_came_to_is_added_up() -> None:
    """By journey and outcome, arm and category."""
    one = Result([("cart", "sent", "", 2)], [("cart", False, 3, 1)], 2, [Cost("cart", "utility", "USD", 2, 30)])
    two = Result(
        [("cart", "dropped", "late", 1), ("cart", "sent", "", 1)],
        [("cart", True, 1, 0), ("cart", False, 1, 1)],
        2,
        [Cost("cart", "utility", "USD", 1, 10), Cost("", "service", "", 1, 0)],
        {"wrong": 1},
    )
    assert together([one, two]) == Result(
        [("cart", "dropped", "late", 1), ("cart", "sent", "", 3)],
        [("cart", False, 4, 2), ("cart", True, 1, 0)],
        4,
        [Cost("", "service", "", 1, 0), Cost("cart", "utility", "USD", 3, 40)],
        {"wrong": 1},
    )


async def test_what_it_costs_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """G1: each message that went out by what it counts as; a reminder outside of the window is marketing."""
    told, result = await result_of(tmp_path / "one", 3)
    sent = sum(count for _, outcome, _, count in result.outcomes if outcome == "sent")
    assert sum(each.messages for each in result.cost if each.journey) >= sent  # and what a called flow says
    marketing = [each for each in result.cost if (each.journey, each.billed_as) == ("cart_recovery", "marketing")]
    assert [each.price > 0 and each.currency == "USD" for each in marketing] == [True]
    _print(FEW, told, result, 1.0)
    assert re.search(r"\d  cart_recovery +marketing +\d+\.\d\d USD\n", said := capsys.readouterr().out)
    assert f"{sum(each.price for each in result.cost) / 1_000_000:,.2f} USD" in said


async def test_a_worker_that_is_killed_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """G1, P1: SIGKILL in the midst of work, and between the provider's acceptance and its answer."""
    kills = Kills(6, timedelta(days=FEW.days), seed=1)
    async with open_world(Shop(tmp_path, BEGINS, SHOP, ""), kills) as world:
        told = await run_in(world)
        result = await read_result(world)
    assert told.killed >= 4
    assert told.orders > 0
    assert result.broken == {}
    assert result.due == result.counted > 20


async def test_what_must_never_happen_is_noticed(tmp_path: Path) -> None:
    """A report that could not find anything would say the same of a broken shop."""
    async with open_world(Shop(tmp_path, BEGINS, SHOP, "")) as world:
        await run_in(world)
        async with world.wiring.database.write() as tx:
            await tx.run("update consent set granted = 0 where purpose = 'offers'")
            await tx.run("update contact set opted_out_at = 1")
            await tx.run("update outbox set status = 'unknown' where kind = 'reply'")
        broken = (await read_result(world)).broken
    assert "marketing went to somebody who had not agreed" in broken
    assert "something went out after STOP" in broken
    assert "a message is of unknown outcome" in broken


def test_a_shopper_is_the_same_whatever_the_shop_does() -> None:
    """Chance hangs on the seed, the shopper and what it is for, not on what was asked before."""
    settings = read_shoppers()
    one, two = Shopper(7, 1, settings), Shopper(7, 1, settings)
    one.on_reminder(BEGINS, "a reminder", has_gift=False)
    assert one.plan(BEGINS, 60, 100) == two.plan(BEGINS, 60, 100)
    assert (one.phone, one.language, one.agrees) == (two.phone, two.language, two.agrees)


@pytest.mark.parametrize(
    ("text", "said"),
    [(None, "No such file"), ("carts_per_month = 31", "carts_per_month: "), ("agrees_to_offers =", "Invalid value")],
)
def test_a_page_of_shoppers_that_is_none_is_named(tmp_path: Path, text: str | None, said: str) -> None:
    """The file and the place."""
    path = tmp_path / "shoppers.toml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(SettingsWrong, match=re.escape(str(path))) as wrong:
        read_shoppers(path)
    assert said in str(wrong.value)


async def test_a_reminder_with_a_coupon_is_known_as_one(tmp_path: Path) -> None:
    """Shoppers who come back for nothing else come back for that, in both languages, and only for that."""
    only = {"comes_back_for_gift": 1.0, "comes_back_reminded": 0.0, "comes_back_alone": 0.0, "buys_at_once": 0.0}
    shoppers = read_shoppers().model_copy(
        update={**only, "carts_per_month": 6.0, "agrees_to_offers": 1.0, "changes_mind": 0.0}
    )
    brought = []
    for incentive in ('incentive = "welcome", incentive_share = 100, ', ""):
        folder = tmp_path / f"with{bool(incentive)}"
        folder.mkdir()
        given = with_journeys(folder, f"cart_recovery = {{{incentive}holdout = 0}}")
        async with open_world(Shop(folder, BEGINS, given["shop_file"], "")) as world:
            told = await Run(world, FEW, shoppers).run()
        brought.append((told.orders > 3, told.orders == told.reminded_orders))
    assert brought == [(True, True), (False, True)]
