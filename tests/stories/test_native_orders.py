"""What comes back from WhatsApp's own catalog: carts, and questions about a product."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.stories.natively import CATALOG_ID, items, products, sells_natively
from tests.stories.shop import Shop, on_both_databases
from tests.stories.test_cart import cart_of, order_of

CANDLE, FIG, SERUM = "HOM-101", "HOM-102", "SKN-301-30"
TENT = "a-product-of-nobody"


def question(text: str, product: str, **more: str) -> dict[str, Any]:
    """The fields that Twilio posts for a question from a product's page."""
    told = json.dumps({"product_retailer_id": product, "catalog_id": CATALOG_ID})
    return {"fields": {"MessageType": "text", "Body": text, "ProductRetailerId": told, **more}}


@on_both_databases
async def test_a_cart_from_the_phone_becomes_the_contacts_cart(shop: Shop, tmp_path: Path) -> None:
    """P29: from the product message to our checkout."""
    await sells_natively(shop, tmp_path)
    amina = shop.phone()
    await shop.hears(amina, "show me shirts")
    shirt = items(shop, amina)[0][0]
    told = "\n".join(await shop.gets(amina, kind="order", order=[[shirt, 1], [CANDLE, 2]], catalog_id=CATALOG_ID))
    assert "2 × $26 = $52" in told
    assert "the catalog showed" not in told
    assert await cart_of(shop) == {shirt: 1, CANDLE: 2}
    assert "✅ Check out" in shop.offered(amina)


async def test_a_price_that_changed_since_is_ours_and_said(shop: Shop, tmp_path: Path) -> None:
    """P29, P36: Meta's feed is hours old."""
    await sells_natively(shop, tmp_path)
    amina = shop.phone()
    await shop.sells(CANDLE, price=2900)
    told = "\n".join(await shop.gets(amina, fields=order_of(line(CANDLE, 1, "26.00"))))
    assert "costs $29; the catalog showed $26" in told
    assert "Subtotal $29" in told


async def test_another_currency_is_said_and_not_converted(shop: Shop) -> None:
    """P29: the shop's own price counts, whatever the phone showed."""
    amina = shop.phone()
    told = "\n".join(await shop.gets(amina, fields=order_of(line(CANDLE, 1, "24.50", "EUR"))))
    assert "costs $26; the catalog showed €24.50" in told
    assert "Subtotal $26" in told


@pytest.mark.parametrize(("price", "currency"), [("1e400", "USD"), ("nan", "USD"), ("-5", "USD"), ("26", "http://x")])
async def test_nonsense_of_a_form_is_not_repeated(shop: Shop, price: str, currency: str) -> None:
    """P29: a form can say anything."""
    amina = shop.phone()
    told = "\n".join(await shop.gets(amina, fields=order_of(line(CANDLE, 1, price, currency))))
    assert "the catalog showed" not in told
    assert await cart_of(shop) == {CANDLE: 1}


@pytest.mark.parametrize(
    "lines",
    [[{"product_retailer_id": CANDLE, "quantity": 0}], [{"quantity": 2}], [{"product_retailer_id": TENT}]],
)
async def test_a_cart_without_anything_to_sell_is_answered(shop: Shop, lines: list[dict[str, object]]) -> None:
    """P29: quantity 0, no id, no quantity: said, with a way on."""
    amina = shop.phone()
    [told] = await shop.gets(amina, fields=order_of(*lines))
    assert "can't get any of what you chose" in told
    assert "🔎 Find a product" in shop.offered(amina)
    assert await cart_of(shop) == {}


async def test_zero_of_one_thing_leaves_the_others(shop: Shop) -> None:
    """P29: what was set to nothing is not bought."""
    amina = shop.phone()
    await shop.gets(amina, fields=order_of(line(SERUM, 0), line(CANDLE, 1)))
    assert await cart_of(shop) == {CANDLE: 1}


async def test_the_same_thing_twice_is_one_line(shop: Shop) -> None:
    """P29: a product's id and its variant's are the same candle."""
    amina = shop.phone()
    [(product,)] = await shop.rows("select product_id from variant where sku = $1", CANDLE)
    await shop.gets(amina, fields=order_of(line(CANDLE, 2), line(product, 1)))
    assert await cart_of(shop) == {CANDLE: 3}


async def test_what_is_gone_or_sold_out_is_left_out_by_name(shop: Shop) -> None:
    """P29, P36: one is not sold any more, one has just sold out, one is there."""
    amina = shop.phone()
    await shop.sells(FIG, stock=0)
    [(serum,)] = await shop.rows("select product_id from variant where sku = $1", SERUM)
    await shop.drops(serum)
    told = "\n".join(await shop.gets(amina, fields=order_of(line(SERUM, 1), line(FIG, 1), line(CANDLE, 1))))
    assert "*Fig Tree Candle · 200 g* has sold out" in told
    assert "One of the things you chose is not sold here any more" in told
    assert await cart_of(shop) == {CANDLE: 1}


async def test_the_same_order_delivered_twice_is_taken_once(shop: Shop) -> None:
    """G1: Twilio may call twice."""
    amina = shop.phone()
    await shop.gets(amina, fields=order_of(line(CANDLE, 2)), copies=3)
    assert await cart_of(shop) == {CANDLE: 2}


@on_both_databases
async def test_the_stores_own_ids_may_be_the_content_ids(shop: Shop, tmp_path: Path) -> None:
    """P29: catalogs that a store's app fills go by the store's ids; out and back."""
    async with shop.wiring.database.write() as tx:
        await tx.run("update variant set external_id = '4711', shop_sku = 'X' where sku = $1", CANDLE)
        await tx.run(
            "update product set external_id = '99' where id = (select product_id from variant where sku = $1)", CANDLE
        )
    await sells_natively(shop, tmp_path, content_id="shopify_US_{product_id}_{variant_id}")
    shop.emulator.find_ware = lambda item: {"name": item, "shown_price": "$26", "price": "26.00", "currency": "USD"}
    amina = shop.phone()
    await shop.hears(amina, "candles")
    assert items(shop, amina) == [("shopify_US_99_4711", "")]
    await shop.gets(amina, fields=order_of(line("shopify_US_99_4711", 1)))
    assert await cart_of(shop) == {CANDLE: 1}
    await shop.hears(amina, "next")
    assert products(shop, amina) == {}


async def test_a_question_from_a_products_page_is_about_that_product(shop: Shop, tmp_path: Path) -> None:
    """P29: not about the one that was shown before."""
    await sells_natively(shop, tmp_path)
    amina = shop.phone()
    await shop.hears(amina, "show me shirts")
    [told] = await shop.gets(amina, **question("how much is it?", CANDLE))
    assert "Cedar & Rain Candle" in told
    assert "$26" in told
    assert "Added ✅ *Cedar & Rain Candle" in (await shop.hears(amina, "add to cart"))[0]


@pytest.mark.parametrize("text", ["what is it made of?", "what does it contain"])
async def test_a_question_may_be_the_first_message(shop: Shop, text: str) -> None:
    """P29: with no talk before it, and without a catalog id here."""
    amina = shop.phone()
    told = "\n".join(await shop.gets(amina, **question(text, CANDLE)))
    assert "Soy wax" in told


@pytest.mark.parametrize("text", ["Hi!", "I have a question about this product", "👋"])
async def test_words_that_ask_nothing_show_the_product(shop: Shop, text: str) -> None:
    """P29: no dead end."""
    amina = shop.phone()
    told = "\n".join(await shop.gets(amina, **question(text, CANDLE)))
    assert "*Cedar & Rain Candle · 200 g*" in told
    assert "🛒 Add to cart" in shop.offered(amina)


async def test_a_question_about_nothing_of_ours_leads_on(shop: Shop) -> None:
    """P29: Meta's catalog may hold what we sell no more."""
    amina = shop.phone()
    await shop.gets(amina, **question("Hi!", TENT))
    assert shop.offered(amina)


async def test_stop_and_a_person_go_before_the_product(shop: Shop) -> None:
    """P9: whatever page it was written on."""
    amina = shop.phone()
    told = "\n".join(await shop.gets(amina, **question("STOP", CANDLE)))
    assert "Candle" not in told


def line(item: str, quantity: int, price: str = "26.00", currency: str = "USD") -> dict[str, object]:
    return {"product_retailer_id": item, "quantity": quantity, "item_price": price, "currency": currency}
