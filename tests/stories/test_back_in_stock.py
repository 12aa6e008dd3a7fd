"""What somebody waits for is back: told with the price and the pieces of that moment, or not at all (D13)."""

from typing import Any

from bot.whatsapp.emulator.handset import Handset
from tests.stories.happened import contact_of, happens, has_order, outcomes, stages
from tests.stories.shop import Shop, on_both_databases

JOURNEY = "back_in_stock"
SKU = "SKN-301-30"
UK = "+447700900101"  # at a time when nobody sleeps


async def waits(shop: Shop, phone: Handset) -> dict[str, Any]:
    """She waits for the serum; what the news tell, once a piece was put aside for her."""
    await shop.hears(phone, "hi")
    who = await contact_of(shop, phone)
    async with shop.wiring.database.write() as tx:
        row = await tx.row(
            "insert into restock_wish (contact_id, sku, product_id, at, status) "
            "values ($1, $2, 'SKN-301', 0, 'called') returning id",
            who,
            SKU,
        )
        assert row is not None
    return {"wish_id": row[0], "sku": SKU, "product_id": "SKN-301"}


@on_both_databases
async def test_it_is_told_with_todays_price_and_pieces(shop: Shop) -> None:
    """D13, P40: once for each call; “show me” opens its card."""
    amina = shop.phone(UK)
    news = await waits(shop, amina)
    before = len(amina.hears)
    await shop.sells(SKU, price=2800, sale_price=2500, stock=3)
    await happens(shop, amina, "product.back_in_stock", "restock:1", **news)
    await happens(shop, amina, "product.back_in_stock", "restock:1", **news)
    [told] = amina.hears[before:]
    assert "Calm Serum" in told
    assert "is back at $25, 3 of them for now" in told
    assert "Calm Serum" in (await shop.taps(amina, "Show me"))[-1]
    [(facts,)] = await shop.rows("select facts from outbox where kind = 'journey'")
    assert '"wish"' in facts
    assert '"price"' in facts


async def test_plenty_is_not_counted_out(shop: Shop) -> None:
    """P40: a number is told only where it says something."""
    amina = shop.phone(UK)
    news = await waits(shop, amina)
    await shop.sells(SKU, price=2800, sale_price=None, stock=40)
    await happens(shop, amina, "product.back_in_stock", "restock:1", **news)
    assert amina.hears[-1].endswith("is back at $28 🎉 You asked me to tell you.")


async def test_an_empty_shelf_is_not_announced(shop: Shop) -> None:
    """G3, P40: sold again before it could be told."""
    amina = shop.phone(UK)
    news = await waits(shop, amina)
    before = len(amina.hears)
    await shop.sells(SKU, stock=0)
    await happens(shop, amina, "product.back_in_stock", "restock:1", **news)
    assert amina.hears[before:] == []
    assert await outcomes(shop, JOURNEY) == [("tell", "suppressed", "it is sold out again")]


async def test_a_purchase_is_its_goal(shop: Shop) -> None:
    """D13: the order ends it."""
    amina = shop.phone(UK)
    news = await waits(shop, amina)
    await shop.sells(SKU, stock=9)
    await happens(shop, amina, "product.back_in_stock", "restock:1", **news)
    told = await has_order(shop, amina)
    await happens(shop, amina, "order.placed", "order.placed:1", **told, payment_state="paid")
    assert await stages(shop, JOURNEY) == [("exited", "watch", "bought")]


async def test_days_later_it_is_a_template(shop: Shop) -> None:
    """D13, P8: waiting takes longer than a day."""
    await shop.wiring.templates.submit(["restocked", "restocked_few"])
    amina = shop.phone("+821055550101", "민지")
    news = await waits(shop, amina)
    await shop.passes(days=6)
    await shop.sells(SKU, price=2800, sale_price=None, stock=2)
    await happens(shop, amina, "product.back_in_stock", "restock:1", **news)
    assert shop.bubbles(amina)[-1].is_template
    assert "$28" in amina.hears[-1]
