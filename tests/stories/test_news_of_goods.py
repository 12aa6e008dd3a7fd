"""Prices that fall and stock that runs short reach those whom they concern, if a journey listens (D15, F3, P37)."""

import json
from pathlib import Path
from typing import Any

from bot.clock import ManualClock
from bot.storage.columns import to_micros
from tests.stories.happened import contact_of
from tests.stories.shop import Shop, on_both_databases, open_shop

JOURNEY = """
responses:
  utter_cheaper: [{text: "It is cheaper now.", metadata: {whatsapp: {template: cheaper}}}]
templates:
  cheaper: {category: utility, body: What you had looked at is cheaper now than it was before.}
journeys:
  cheaper:
    trigger: {event: product.price_dropped, if: event.new < event.old}
    key: event.sku
    steps:
      - {id: tell, send: utter_cheaper}
"""
SKU, PRODUCT = "HOM-102", "fig-candle"


async def drops(shop: Shop, number: int, name: str = "product.price_dropped", **more: Any) -> None:
    """The catalog's own news, as a sync writes it down in the transaction of the change."""
    at: Any = shop.clock.now()
    body = json.dumps({"old": 2600, "new": 1900, "currency": "USD"} | more)
    async with shop.wiring.database.write() as tx:
        if shop.wiring.settings.database_url.startswith("sqlite"):
            at = at.isoformat(sep=" ")
        await tx.run(
            "insert into shop_event (key, name, sku, product_id, body, version, at, heard) "
            "values ($1, $2, $3, $4, $5, $6, $7, false)",
            f"{name}:{SKU}:{number}", name, SKU, PRODUCT, body, 1, at,
        )  # fmt: skip


@on_both_databases
async def test_who_looked_at_it_is_told_once(database_url: str, clock: ManualClock, tmp_path: Path) -> None:
    """Once for each drop and person; who never looked hears nothing; news of before yesterday are none."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "journeys.yml").write_text(JOURNEY, "utf-8")
    async with open_shop(database_url, clock, flows_dir=str(tmp_path / "own")) as shop:
        amina, sofia = shop.phone(), shop.phone("+14155550199")
        await drops(shop, 1)
        await shop.passes(days=2)
        for phone in (amina, sofia):
            await shop.hears(phone, "hi")
        before = len(amina.hears), len(sofia.hears)
        async with shop.wiring.database.write() as tx:
            await tx.run(
                "insert into product_view (contact_id, product_id, seen_at, counted) values ($1, $2, $3, false)",
                await contact_of(shop, amina), PRODUCT, to_micros(clock.now()),
            )  # fmt: skip
        await drops(shop, 2)
        for _ in "ab":
            await shop.wiring.doors.restock.look()
            await shop.settles()
        assert amina.hears[before[0] :] == ["It is cheaper now."]
        assert len(sofia.hears) == before[1]
        assert await shop.rows("select count(*) from shop_event where not heard") == [(0,)]


async def test_who_has_it_in_the_cart_is_told_and_nobody_where_no_journey_listens(shop: Shop) -> None:
    """Without a journey there are no events, and they are not saved up for later."""
    amina = shop.phone()
    await shop.hears(amina, "fig tree candle")
    await shop.taps(amina, "🛒 Add to cart")
    [(sku,)] = await shop.rows("select sku from cart_line")
    async with shop.wiring.database.write() as tx:
        await tx.run("update cart_line set sku = $1 where sku = $2", SKU, sku)
        await tx.run("delete from product_view")
    await drops(shop, 1)
    await shop.wiring.doors.restock.look()
    told = "select count(*) from inbox_event where body like '%product.price_dropped%'"
    assert await shop.rows(told) == [(0,)]
    shop.wiring.doors.restock.listened = ["product.price_dropped"]
    await shop.wiring.doors.restock.look()
    assert await shop.rows(told) == [(0,)]
    await drops(shop, 2)
    await drops(shop, 3, name="product.low_stock")
    await shop.wiring.doors.restock.look()
    assert await shop.rows(told) == [(1,)]
