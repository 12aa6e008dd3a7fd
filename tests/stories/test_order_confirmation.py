"""One confirmation for each order, whoever tells of it and however often; its invoice in the chat."""

from pathlib import Path

import pytest

from bot.clock import ManualClock
from tests.stories.checkout import buys, link_to_pay
from tests.stories.happened import happens, has_order, outcomes, stages, with_journeys
from tests.stories.shop import Shop, on_both_databases, open_shop
from tests.stories.test_cart import add_a_candle

CONFIRMED, RECEIVED = "Your order *7001* is in.", "as soon as the payment has arrived"
JOURNEY = "order_confirmation"


@on_both_databases
async def test_the_chat_and_the_store_tell_and_one_confirmation_goes_out(shop: Shop) -> None:
    """E1, E2, P37: placed in the chat, paid by the store's word, both twice: one message and one invoice."""
    amina = shop.phone()
    await add_a_candle(shop, amina)
    await buys(shop, await link_to_pay(shop, amina))
    await shop.settles()
    [(order_id, number)] = await shop.rows("select id, number from shop_order")
    for name in ("order.placed", "order.paid", "order.placed"):
        await happens(
            shop, amina, name, f"{name}:{order_id}", order_id=order_id, number=number, payment="card", source="store"
        )
        await shop.passes(minutes=10)
    assert sum(f"Your order *{number}* is in" in text for text in amina.hears) == 1
    assert sum("Your invoice" in text for text in amina.hears) == 1
    assert [file.shown.media["url"].rsplit("/", 1)[1].partition("?")[0] for file in shop.bubbles(amina)
            if file.shown.media and "invoice" in file.shown.media["url"]] == [f"invoice-{number}.pdf"]  # fmt: skip
    assert await outcomes(shop, JOURNEY) == [("confirm", "queued", ""), ("invoice", "called", "invoice begins")]
    assert await stages(shop, JOURNEY) == [("done", "END", "")]
    assert "Your invoice" in (await shop.taps(amina, "🧾 Invoice"))[-1]


async def test_what_is_not_paid_yet_is_confirmed_when_it_is(shop: Shop) -> None:
    """E1: a store's order without its payment is acknowledged; the payment confirms it, once."""
    amina = shop.phone()
    await shop.hears(amina, "hi")
    told = await has_order(shop, amina, status="placed", payment="bank_transfer")
    before = len(amina.hears)
    await happens(shop, amina, "order.placed", "order.placed:7", **told, payment_state="pending", source="store")
    assert amina.hears[before:] == []
    await shop.passes(minutes=2)
    [received] = amina.hears[before:]
    assert RECEIVED in received
    await shop.passes(hours=3)
    async with shop.wiring.database.write() as tx:
        await tx.run("update shop_order set status = 'paid'")
    await happens(shop, amina, "order.paid", "order.paid:7", **told)
    assert CONFIRMED in amina.hears[-1]
    assert len([text for text in amina.hears[before:] if text]) == 3


async def test_a_payment_a_moment_later_makes_it_one_message(shop: Shop) -> None:
    """E1, P37: order and payment come apart, in either order."""
    amina = shop.phone()
    await shop.hears(amina, "hi")
    for number, names in (("7001", ("order.placed", "order.paid")), ("7002", ("order.paid", "order.placed"))):
        told = await has_order(shop, amina, number)
        before = len(amina.hears)
        for name in names:
            await happens(shop, amina, name, f"{name}:{number}", **told, payment_state="pending", source="store")
            await shop.passes(seconds=20)
        await shop.passes(hours=2)
        assert sum(f"*{number}* is in" in text for text in amina.hears[before:]) == 1
        assert not any(RECEIVED in text for text in amina.hears[before:])


async def test_a_cancelled_order_is_not_confirmed(shop: Shop) -> None:
    """G3: it was cancelled before its payment came."""
    amina = shop.phone()
    await shop.hears(amina, "hi")
    told = await has_order(shop, amina, status="placed")
    before = len(amina.hears)
    await happens(shop, amina, "order.placed", "order.placed:7", **told, payment_state="pending", source="store")
    await happens(shop, amina, "order.cancelled", "order.cancelled:7", **told)
    await shop.passes(days=1)
    assert amina.hears[before:] == []
    assert await stages(shop, JOURNEY) == [("exited", "soon", "")]


async def test_a_day_later_the_template_goes_out(shop: Shop) -> None:
    """E1, P8: outside the window it is the approved template; a tap on it opens the chat and brings the invoice."""
    await shop.wiring.templates.submit(["order_confirmed"])
    amina = shop.phone()
    await shop.hears(amina, "hi")
    await shop.passes(hours=30)
    told = await has_order(shop, amina)
    await happens(shop, amina, "order.paid", "order.paid:7", **told)
    bubble = shop.bubbles(amina)[-1]
    assert bubble.is_template
    assert "Your order 7001 over $30 is paid" in bubble.shown.text
    assert "Your invoice for order 7001" in (await shop.taps(amina, "Invoice"))[-1]


@pytest.mark.parametrize("setting", ["{invoice = false}", "false"])
async def test_a_shop_may_leave_the_invoice_out_or_the_journey_off(
    database_url: str, clock: ManualClock, tmp_path: Path, setting: str
) -> None:
    """E1: switched off, the chat's own confirmation is back."""
    given = with_journeys(tmp_path, f"order_confirmation = {setting}")
    async with open_shop(database_url, clock, **given) as shop:
        amina = shop.phone()
        await add_a_candle(shop, amina)
        page = await link_to_pay(shop, amina)
        before = len(amina.hears)
        await buys(shop, page)
        await shop.settles()
        [confirmation] = amina.hears[before:]
        assert "paid. It should be with you" in confirmation
        assert "Your cart is empty" in (await shop.hears(amina, "my cart"))[-1]
