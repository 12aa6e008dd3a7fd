"""The cart in the chat: put in, seen at today's prices, changed by taps and words, never more than there is."""

import json

import pytest

from bot.whatsapp.emulator.handset import Handset
from tests.stories.shop import Shop, on_both_databases

CANDLE, SERUM = "HOM-101", "SKN-301-30"
TO_THE_CANDLE = ("find a product", "home", "candle", "calm")


async def add_a_candle(shop: Shop, phone: Handset) -> list[str]:
    await shop.walks(phone, *TO_THE_CANDLE)
    return await shop.taps(phone, "🛒 Add to cart")


async def cart_of(shop: Shop) -> dict[str, int]:
    """What the open carts hold."""
    rows = await shop.rows(
        "select l.sku, l.quantity from cart_line l join cart c on c.id = l.cart_id where c.status = 'open'"
    )
    return {row[0]: row[1] for row in rows}


@on_both_databases
async def test_what_is_added_is_in_the_cart_with_all_that_it_costs(shop: Shop) -> None:
    """C1: lines, subtotal, shipping, and how much is missing to free shipping."""
    amina = shop.phone()
    [added] = await add_a_candle(shop, amina)
    assert "Added ✅ *Cedar & Rain Candle · 200 g*, $26" in added
    assert shop.offered(amina) == ["✅ Check out", "🛒 View cart", "🔎 Keep shopping"]
    [cart] = await shop.taps(amina, "🛒 View cart")
    for words in ("Cedar & Rain Candle · 200 g – $26", "Subtotal $26", "Shipping $4", "Total $30", "$14 more"):
        assert words in cart
    assert await cart_of(shop) == {CANDLE: 1}


@on_both_databases
async def test_two_taps_at_once_add_once_and_a_later_one_adds_up(shop: Shop) -> None:
    """C1: a nervous finger buys one; whoever taps again later wants two."""
    amina = shop.phone()
    await shop.walks(amina, *TO_THE_CANDLE)
    await amina.taps("🛒 Add to cart")
    await amina.taps("🛒 Add to cart")
    await shop.settles()
    assert await cart_of(shop) == {CANDLE: 1}
    await shop.passes(minutes=1)
    await shop.taps(amina, "🛒 Add to cart")
    assert await cart_of(shop) == {CANDLE: 2}


async def test_nobody_puts_more_into_the_cart_than_there_is(shop: Shop) -> None:
    """C1: adding stops at the stock, and says so."""
    amina = shop.phone()
    await shop.sells(CANDLE, stock=1)
    await add_a_candle(shop, amina)
    await shop.passes(minutes=1)
    [again] = await shop.taps(amina, "🛒 Add to cart")
    assert "That's all there is: 1" in again
    [asked] = await shop.hears(amina, "make it 3")
    assert "That's all there is: 1" in asked
    assert await cart_of(shop) == {CANDLE: 1}


@on_both_databases
async def test_what_has_changed_since_is_said_when_the_cart_is_seen(shop: Shop) -> None:
    """C1: a price that rose, and fewer than were wanted: told once, then taken as seen."""
    amina = shop.phone()
    await add_a_candle(shop, amina)
    await shop.hears(amina, "make it 3")
    await shop.sells(CANDLE, price=2900, stock=2)
    [cart] = await shop.hears(amina, "my cart")
    assert "went up: $29, it was $26" in cart
    assert "only 2 left" in cart
    assert "2 × $29 = $58" in cart
    assert "went up" not in (await shop.hears(amina, "my cart"))[-1]
    assert await cart_of(shop) == {CANDLE: 2}


async def test_what_sold_out_leaves_the_cart_and_the_nearest_is_offered(shop: Shop) -> None:
    """C1, G5: sold out is said, the rest stays, and the alternative is one tap away."""
    amina = shop.phone()
    await add_a_candle(shop, amina)
    await shop.walks(amina, "find a product", "home", "mugs", "calm")
    await shop.hears(amina, "put it in my cart")
    await shop.taps(amina, "cream")
    await shop.sells(CANDLE, stock=0)
    cart = "\n".join(await shop.hears(amina, "view cart"))
    assert "*Cedar & Rain Candle · 200 g* has sold out" in cart
    assert "👀 Show me the other" in shop.offered(amina)
    assert CANDLE not in await cart_of(shop)
    assert "🛒 Add to cart" in (await shop.taps(amina, "👀 Show me the other"), shop.offered(amina))[1]


async def test_a_cart_whose_only_thing_is_gone_is_empty_and_leads_on(shop: Shop) -> None:
    """C1: a product that left the shop leaves the cart; nobody stands before nothing."""
    amina = shop.phone()
    await add_a_candle(shop, amina)
    await shop.drops("cedar-candle")
    [said] = await shop.hears(amina, "check out")
    assert "not sold any more" in said
    assert "Your cart is empty" in said
    assert "🔎 Find a product" in shop.offered(amina)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("remove the candle", {}),
        ("make it two", {CANDLE: 2}),
        ("make it 2", {CANDLE: 2}),
        ("two of them", {CANDLE: 2}),
        ("I don't want the candle any more", {}),
        ("one more of it", {CANDLE: 2}),
        ("캔들 빼 주세요", {}),
        ("3개로 바꿔 주세요", {CANDLE: 3}),
    ],
)
async def test_a_cart_is_changed_in_words(shop: Shop, words: str, left: dict[str, int]) -> None:
    """C1: whoever types is understood as well as whoever taps."""
    amina = shop.phone()
    await add_a_candle(shop, amina)
    await shop.hears(amina, words)
    assert await cart_of(shop) == left


async def test_a_cart_is_changed_by_taps(shop: Shop) -> None:
    """C1: the line, then the number; nothing has to be typed."""
    amina = shop.phone()
    await add_a_candle(shop, amina)
    for title in ("🛒 View cart", "✏️ Change cart", "4"):
        await shop.taps(amina, title)
    assert await cart_of(shop) == {CANDLE: 4}
    await shop.walks(amina, "find a product", "home", "lamp", "calm", "put it in my cart")
    for title in ("🛒 View cart", "✏️ Change cart", "Cedar & Rain Candle", "🗑️ Take it out"):
        await shop.taps(amina, title)
    assert list(await cart_of(shop)) != [CANDLE]
    assert len(await cart_of(shop)) == 1


async def test_a_cart_is_emptied_only_when_that_is_meant(shop: Shop) -> None:
    """C1: emptying asks back; “no” keeps everything and shows it."""
    amina = shop.phone()
    await add_a_candle(shop, amina)
    await shop.hears(amina, "empty my cart")
    assert "Cedar & Rain Candle" in (await shop.taps(amina, "No, keep it"))[-1]
    assert await cart_of(shop) == {CANDLE: 1}
    await shop.hears(amina, "장바구니 비워 줘")
    await shop.hears(amina, "네")
    assert await cart_of(shop) == {}


async def test_what_comes_in_several_sizes_is_asked_for_its_size(shop: Shop) -> None:
    """C1: nobody gets a size that nobody chose; typed or tapped."""
    amina = shop.phone()
    await shop.walks(amina, "find a product", "skin care", "serum", "sensitive", "redness")
    await shop.taps(amina, "🛒 Add to cart")
    assert shop.offered(amina) == ["30 ml", "50 ml"]
    assert "don't have that one" in (await shop.hears(amina, "the blue one"))[-1]
    assert "Calm Serum · 50 ml" in (await shop.hears(amina, "50 ml please"))[-1]
    assert await cart_of(shop) == {"SKN-301-50": 1}


async def test_a_doubt_is_answered_and_the_cart_is_back(shop: Shop) -> None:
    """B9: “is it safe to pay?” is answered, then the cart goes on; “Before you pay” says all of it."""
    amina = shop.phone()
    await add_a_candle(shop, amina)
    await shop.taps(amina, "🛒 View cart")
    [answer] = await shop.hears(amina, "is it safe to pay?")
    assert "never here in the chat" in answer
    assert "🛒 *Your cart*" in answer
    [told] = await shop.taps(amina, "ℹ️ Before you pay")
    for words in ("PayPal", "Shipping is $4. From $40", "2–3 working days", "30 days", "🛒 *Your cart*"):
        assert words in told


async def test_a_month_old_button_still_adds_and_says_the_new_price(shop: Shop) -> None:
    """G5: the price on the button is not today's, and that is said."""
    amina = shop.phone()
    await shop.walks(amina, *TO_THE_CANDLE)
    await shop.passes(days=31)
    await shop.sells(CANDLE, price=2300)
    [added] = await shop.taps(amina, "🛒 Add to cart")
    assert "now $23, it was $26" in added
    assert await cart_of(shop) == {CANDLE: 1}


def order_of(*items: dict[str, object]) -> dict[str, str]:
    """The fields that WhatsApp sends for a cart from its catalog."""
    return {"MessageType": "order", "Body": "", "ProductRetailerId": json.dumps({"product_items": list(items)})}


@on_both_databases
async def test_an_order_from_the_catalog_becomes_the_cart_at_our_prices(shop: Shop) -> None:
    """P29: it is read, priced by us, limited to what there is, and what differs is said."""
    amina = shop.phone()
    await shop.sells(CANDLE, stock=1)
    told = order_of(
        {"product_retailer_id": SERUM, "quantity": 2, "item_price": "21.00", "currency": "USD"},
        {"product_retailer_id": CANDLE, "quantity": 3, "item_price": "26.00", "currency": "USD"},
        {"product_retailer_id": "gone", "quantity": 1, "item_price": "5.00", "currency": "USD"},
    )
    answer = "\n".join(await shop.gets(amina, fields=told))
    assert "costs $28; the catalog showed $21" in answer
    assert "1 is what I can give you" in answer
    assert "not sold here any more" in answer
    assert "2 × $28 = $56" in answer
    assert await cart_of(shop) == {SERUM: 2, CANDLE: 1}
    assert "✅ Check out" in shop.offered(amina)


async def test_a_catalog_order_of_nothing_that_we_sell_leads_on(shop: Shop) -> None:
    """P29: no dead end."""
    amina = shop.phone()
    await shop.gets(amina, fields=order_of({"product_retailer_id": "gone", "quantity": 1}))
    assert "🔎 Find a product" in shop.offered(amina)
    assert await cart_of(shop) == {}
