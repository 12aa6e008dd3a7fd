"""Paid on delivery: asked before it is packed, reminded once, then put on hold; the first answer counts."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import ManualClock
from tests.stories.checkout import fields_of, link_to_pay, opens, places
from tests.stories.happened import happens, has_order, outcomes, stages, with_journeys
from tests.stories.shop import ROOT, Shop, on_both_databases, open_shop
from tests.stories.test_cart import CANDLE, add_a_candle
from tests.stories.test_checkout import stock_of

JOURNEY = "cod_confirmation"
ASKED = "to be paid on delivery"

LISBON = "+351912345678"


def takes_cash(shop_file: str) -> str:
    """The same shop with one more way to pay."""
    return shop_file.replace('payment_methods = ["card"', 'payment_methods = ["cash_on_delivery", "card"')


@pytest.fixture
async def shop(database_url: str, clock: ManualClock, tmp_path: Path) -> AsyncIterator[Shop]:
    """A shop that takes cash at the door."""
    path = tmp_path / "shop.toml"
    path.write_text(takes_cash((ROOT / "shop.toml").read_text("utf-8")), "utf-8")
    async with open_shop(database_url, clock, shop_file=str(path)) as opened:
        yield opened


async def has_ordered(shop: Shop, address: str = "+14155550101") -> tuple[int, str]:
    """Amina orders a candle and will pay at the door; the order's id and number."""
    amina = shop.phone(address)
    await add_a_candle(shop, amina)
    url = await link_to_pay(shop, amina)
    await places(shop, url, **{**fields_of(await opens(shop, url)), "payment": "cash_on_delivery"})
    await shop.settles()
    [(order_id, number, status)] = await shop.rows("select id, number, status from shop_order")
    assert status == "placed"
    return int(order_id), str(number)


@on_both_databases
async def test_yes_lets_it_be_packed(shop: Shop) -> None:
    """COD: asked at once, in one message; a yes is kept, ends the journey, and is told to nobody twice."""
    amina = shop.phone()
    order_id, number = await has_ordered(shop)
    assert ASKED in amina.hears[-1]
    assert sum(f"*{number}*" in text for text in amina.hears) == 1
    [told] = await shop.taps(amina, "✅ Yes, send it")
    assert "We pack your order" in told
    assert await shop.rows("select order_id, answer from order_answer") == [(order_id, "confirmed")]
    assert await stages(shop, JOURNEY) == [("exited", "hours", "confirmed")]
    assert "further already" in (await shop.taps(amina, "✖️ Cancel it"))[-1]
    before = len(amina.hears)
    await shop.passes(days=3)
    assert amina.hears[before:] == []
    assert await shop.rows("select status from shop_order") == [("placed",)]


@on_both_databases
async def test_no_cancels_it_and_gives_the_goods_back(shop: Shop) -> None:
    """COD: cancelled by a tap; the shelf has it again, once, and a second tap says the same."""
    amina = shop.phone()
    before = await stock_of(shop, CANDLE)
    await has_ordered(shop)
    assert await stock_of(shop, CANDLE) == before - 1
    assert "is cancelled" in (await shop.taps(amina, "✖️ Cancel it"))[-1]
    assert "is cancelled" in (await shop.taps(amina, "✖️ Cancel it"))[-1]
    assert "is cancelled" in (await shop.taps(amina, "✅ Yes, send it"))[-1]
    assert await stock_of(shop, CANDLE) == before
    assert await shop.rows("select status from shop_order") == [("cancelled",)]
    assert [stage for stage, _, _ in await stages(shop, JOURNEY)] == ["exited"]


async def test_no_answer_is_reminded_once_and_then_on_hold(shop: Shop) -> None:
    """COD: after 4 hours and after 24; a yes still counts after that."""
    await shop.wiring.templates.submit(["cod_hold"])
    amina = shop.phone(LISBON)
    await has_ordered(shop, LISBON)
    before = len(amina.hears)
    await shop.passes(hours=4)
    assert "still waits for your yes" in amina.hears[-1]
    await shop.passes(hours=19)
    await shop.passes(hours=1)
    assert "is on hold" in amina.hears[-1]
    assert await stages(shop, JOURNEY) == [("done", "END", "")]
    await shop.passes(days=5)
    assert len(amina.hears) == before + 2
    assert "We pack your order" in (await shop.taps(amina, "Yes, send it"))[-1]


async def test_nobody_is_reminded_at_night(shop: Shop) -> None:
    """COD, P14: ordered at one in the morning by her clock, asked at once, reminded at eight and no sooner."""
    amina = shop.phone()
    await has_ordered(shop)
    assert ASKED in amina.hears[-1]
    before = len(amina.hears)
    await shop.passes(hours=6, minutes=59)
    assert amina.hears[before:] == []
    assert ("remind", "deferred", "it is the contact's quiet time") in await outcomes(shop, JOURNEY)
    await shop.passes(minutes=1)
    assert "still waits for your yes" in amina.hears[-1]


async def test_who_is_not_asked_is_told_what_is_to_pay(database_url: str, clock: ManualClock, tmp_path: Path) -> None:
    """COD switched off: the order is confirmed once, and not as one that has been paid."""
    given = with_journeys(tmp_path, "cod_confirmation = false")
    path = Path(given["shop_file"])
    path.write_text(takes_cash(path.read_text("utf-8")), "utf-8")
    async with open_shop(database_url, clock, **given) as shop:
        amina = shop.phone()
        await has_ordered(shop)
        assert "Please have *$" in amina.hears[-1]
        assert not any("paid" in text for text in amina.hears)


async def test_a_store_calls_it_by_its_own_name(shop: Shop) -> None:
    """COD: Shopify's and WooCommerce's words for it; what is paid otherwise is not asked about."""
    for number, payment, asked in (
        ("7001", "Cash on Delivery (COD)", 1),
        ("7002", "cod", 1),
        ("7003", "Cash App Pay", 0),
        ("7004", "bank_transfer", 0),
    ):
        amina = shop.phone(f"+1415555{number}")
        await shop.hears(amina, "hi")
        told = await has_order(shop, amina, number, status="placed", payment=payment)
        await happens(shop, amina, "order.placed", f"order.placed:{number}", **told, payment_state="pending")
        await shop.passes(minutes=5)
        assert sum(ASKED in text for text in amina.hears) == asked, payment
