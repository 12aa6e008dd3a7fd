"""A till, or a shop of own make, tells stock and prices of single variants: the next message knows them (F3, D15)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.stores.states import FAILED, IGNORED
from catalog.items import Item, ItemText, ItemVariant, Money
from catalog.sync.take import take
from tests.stories.shop import Shop, on_both_databases, open_shop
from tests.stories.site import SECRET, tells
from tests.stories.stores import follows, hears_of_it, offer


async def stocked(shop: Shop) -> None:
    """The feed `till` has told of one mug, of which there are seven."""
    await follows(shop, "google", "https://till.example.com/feed.tsv", name="till")
    await reads_feed(shop)


async def reads_feed(shop: Shop) -> None:
    mug = ItemVariant("v-9", "MUG-9", price=Money(1800, "USD"), stock=7)
    item = Item("9", {"en": ItemText("Harbour mug")}, [mug])
    await take(shop.wiring.database.session, "till", [item], shop.clock.now)
    await shop.wiring.shelves.refresh()


async def quotes(shop: Shop, number: str, minutes: float = 0, source: str = "till", **said: Any) -> tuple[int, Any]:
    at = (shop.clock.now() + timedelta(minutes=minutes)).isoformat()
    told = await tells(shop, {"id": number, "topic": "offer", "at": at, "source": source, "sku": "MUG-9", **said})
    await hears_of_it(shop)
    return told


async def events(shop: Shop) -> list[tuple[Any, ...]]:
    return await shop.rows("select name, sku from shop_event order by id")


@on_both_databases
async def test_stock_and_price_of_a_variant_are_told_alone(database_url: str, clock: ManualClock) -> None:
    """What was told last counts, whatever comes when; the product's texts stay, and what it means is news."""
    async with open_shop(database_url, clock, events_secrets=SECRET) as shop:
        await stocked(shop)
        await shop.passes(minutes=10)
        assert await quotes(shop, "1", stock=0) == (200, {"kept": 1, "known": 0, "refused": []})
        assert await offer(shop, "MUG-9") == (1800, 0, True)
        assert await quotes(shop, "1", stock=99) == (200, {"kept": 0, "known": 1, "refused": []})
        assert await offer(shop, "MUG-9") == (1800, 0, True)
        await shop.passes(minutes=1)
        await quotes(shop, "2", stock=4, price=1500)
        assert await offer(shop, "MUG-9") == (1500, 4, True)
        await quotes(shop, "3", minutes=-5, stock=50, price=9900)  # late
        assert await offer(shop, "MUG-9") == (1500, 4, True)
        await shop.passes(minutes=1)
        await quotes(shop, "4", sku="v-9", price=1200, sale_price=900)  # by the feed's own id
        assert await shop.rows("select price, sale_price, stock from offer where sku = 'MUG-9'") == [(1200, 900, 4)]
        assert [name for name, _ in await events(shop)] == [
            "product.back_in_stock", "product.price_dropped", "product.price_dropped",
        ]  # fmt: skip
        await shop.passes(minutes=1)
        await reads_feed(shop)
        assert await offer(shop, "MUG-9") == (1800, 7, True)  # the same words as the first time, and the newest
        assert await shop.rows("select title from product_text where product_id = 'till-9'") == [("Harbour mug",)]


async def test_what_cannot_be_taken_has_its_reason(clock: ManualClock, tmp_path: Path) -> None:
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock, events_secrets=SECRET) as shop:
        await stocked(shop)
        for number, said in enumerate(({}, {"stock": -1}, {"stock": 1.5}, {"price": "9.99"}, {"stock": 10**12})):
            assert (await quotes(shop, f"bad-{number}", **said))[0] == 422
        await quotes(shop, "1", sku="CUP-1", stock=3)
        await quotes(shop, "2", source="nobody", stock=3)
        reasons = await shop.rows("select state, error from store_event order by id")
        assert reasons == [
            (FAILED, "variant CUP-1: till has no such variant"),
            (IGNORED, "no source of the catalog is the store nobody"),
        ]
        assert await offer(shop, "MUG-9") == (1800, 7, True)


@pytest.mark.parametrize("together", [True, False])
async def test_many_quotes_of_one_variant_end_at_the_newest(
    clock: ManualClock, tmp_path: Path, *, together: bool
) -> None:
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock, events_secrets=SECRET) as shop:
        await stocked(shop)
        await shop.passes(hours=1)
        rows = [
            {"id": f"q{n}", "topic": "offer", "at": (shop.clock.now() - timedelta(minutes=n)).isoformat(),
             "source": "till", "sku": "MUG-9", "stock": n}
            for n in (3, 1, 5, 2, 4)
        ]  # fmt: skip
        for lot in [rows] if together else [[row] for row in rows]:
            assert (await tells(shop, lot))[0] == 200
            await hears_of_it(shop)
        assert await offer(shop, "MUG-9") == (1800, 1, True)
