"""Recommendations from what is bought and looked at together (B11)."""

import pytest

from bot.orders.demo import load_demo_orders
from tests.stories.shop import SENDER, Shop, on_both_databases

BALM, CANDLE, SERUM = "SKN-405-40", "HOM-101", "SKN-301-30"


async def knows_orders(shop: Shop) -> None:
    """The demo's orders, counted."""
    async with shop.wiring.database.write() as tx:
        await load_demo_orders(tx, shop.clock.now(), sender=SENDER)
    while await shop.wiring.pairs.work_once():
        pass


@on_both_databases
async def test_what_was_bought_together_is_told_after_adding(shop: Shop) -> None:
    """B11: the candle is in the cart, and one tap shows what others took along."""
    await knows_orders(shop)
    ben = shop.phone("+14155550199", "Ben")
    await shop.walks(ben, "find a product", "home", "candle", "calm")
    [added] = await shop.taps(ben, "🛒 Add to cart")
    assert "Others took *Bare Balm* along with it, $21" in added
    await shop.taps(ben, "✨ Show me that")
    assert "Bare Balm" in shop.bubbles(ben)[-1].shown.text


@on_both_databases
async def test_each_order_counts_once(shop: Shop) -> None:
    """B11: counting again changes nothing; a cancelled order never counts."""
    await knows_orders(shop)
    before = await shop.rows("select product_id, other_id, bought, viewed from product_pair order by 1, 2")
    assert ("bare-balm", "cedar-candle", 1, 0) in before
    assert await shop.wiring.pairs.work_once() == 0
    assert await shop.rows("select product_id, other_id, bought, viewed from product_pair order by 1, 2") == before


@pytest.mark.parametrize("words", ["what goes with it", "what do others buy with it"])
async def test_what_goes_with_it_never_shows_what_somebody_owns(shop: Shop, words: str) -> None:
    """B11: Amina owns balm and candle; Ben, who does not, is shown the balm."""
    await knows_orders(shop)
    for number, name, offered in (("+14155550101", "Amina", False), ("+14155550199", "Ben", True)):
        phone = shop.phone(number, name)
        await shop.walks(phone, "find a product", "home", "candle", "calm")
        said = "\n".join(await shop.hears(phone, words))
        assert ("*Bare Balm" in said) is offered


async def test_recommendations_say_because_of_what(shop: Shop) -> None:
    """B11: who bought is shown why; what is sold out is never picked."""
    await knows_orders(shop)
    ben = shop.phone("+14155550199", "Ben")
    await shop.walks(ben, "find a product", "home", "candle", "calm")
    said = "\n".join(await shop.hears(ben, "recommend me something"))
    assert "*Cedar & Rain Candle*" in said
    assert "Bare Balm" in said
    await shop.sells(BALM, stock=0)
    assert "Bare Balm" not in "\n".join(await shop.hears(ben, "recommend me something"))


async def test_who_is_new_is_asked_instead(shop: Shop) -> None:
    """B11: without any history the quiz begins."""
    ben = shop.phone("+14155550199", "Ben")
    [asked] = await shop.hears(ben, "recommend me something")
    assert "What" in asked
    assert shop.offered(ben)


async def test_what_two_people_looked_at_goes_together(shop: Shop) -> None:
    """B11: looks are counted, each contact once; being erased takes one's looks away."""
    for number in ("+14155550198", "+14155550199"):
        phone = shop.phone(number, "Ben")
        await shop.walks(phone, "find a product", "home", "candle", "calm")
        await shop.hears(phone, "calm serum")
    assert await shop.wiring.pairs.work_once() == 2
    assert await shop.wiring.pairs.work_once() == 0
    rows = await shop.rows(
        "select viewed from product_pair where product_id = 'cedar-candle' and other_id = 'calm-serum'"
    )
    assert rows == [(2,)]


async def test_looking_at_what_goes_along_puts_nothing_into_the_cart(shop: Shop) -> None:
    """B11: “Show me that” is a look: the card comes, and the cart stays as it is."""
    await knows_orders(shop)
    ben = shop.phone("+14155550199", "Ben")
    await shop.walks(ben, "find a product", "home", "candle", "calm")
    await shop.taps(ben, "🛒 Add to cart")
    await shop.taps(ben, "✨ Show me that")
    assert "🛒 Add to cart" in shop.offered(ben)
    assert await shop.rows("select sku, quantity from cart_line") == [(CANDLE, 1)]
