"""What is read from the tables, on SQLite and PostgreSQL."""

from datetime import timedelta

from bot.storage.database import Database
from catalog.shelf import Shelf, read_shelf
from catalog.stock import PLENTY
from tests.catalog.make import NOW
from tests.catalog.rows import keep

HOUR = timedelta(hours=1)


async def read(database: Database, now=NOW) -> Shelf:
    async with database.read() as tx:
        return await read_shelf(tx, now)


async def test_price_on_request_is_found_but_never_offered(database: Database) -> None:
    """Nothing is guessed: no price is “ask us”, not zero."""
    await keep(database, "some", {"price": None, "stock": 5}, {"stock": 5})
    await keep(database, "none", {"price": None, "stock": 5}, {"price": None})
    await keep(database, "bare")
    shelf = await read(database)
    assert [v.sku for v in shelf.products["some"].variants] == ["some-1"]
    assert {id_: p.on_request for id_, p in shelf.products.items()} == {"some": False, "none": True, "bare": False}
    assert [hit.product.id for hit in shelf.find([]).hits] == ["some"]
    assert shelf.find_sku("none-0") is None
    assert shelf.columns.ids[shelf.number_of("none") or 0] == "none"


async def test_stock_that_is_not_counted_is_plenty(database: Database) -> None:
    """And so is what is sold although none is left."""
    await keep(database, "a", {"stock": None}, {"stock": 0}, {"stock": -3}, {"stock": 0, "availability": "backorder"})
    variants = (await read(database)).products["a"].variants
    assert [v.stock for v in variants] == [PLENTY, 0, -3, PLENTY]
    assert [v.availability for v in variants] == ["", "", "", "backorder"]


async def test_sale_holds_within_its_window(database: Database) -> None:
    """The next moment at which a price changes by itself is known."""
    await keep(database, "a", {"sale_price": 80, "sale_from": NOW, "sale_until": NOW + HOUR})
    await keep(database, "b", {"sale_price": 90, "sale_until": NOW + 2 * HOUR}, {"sale_price": 70})
    seen = {}
    for moment in (NOW - HOUR, NOW, NOW + HOUR, NOW + 2 * HOUR):
        shelf = await read(database, moment)
        prices = [v.to_pay for id_ in "ab" for v in shelf.products[id_].variants]
        seen[moment] = (prices, shelf.next_change)
    assert seen == {
        NOW - HOUR: ([100, 90, 70], NOW),
        NOW: ([80, 90, 70], NOW + HOUR),
        NOW + HOUR: ([100, 90, 70], NOW + 2 * HOUR),
        NOW + 2 * HOUR: ([100, 100, 70], None),
    }


async def test_hidden_products_are_left_out(database: Database) -> None:
    await keep(database, "a", {}, active=False)
    await keep(database, "B", {}, brand="Norra", tags=["gift"], paths=["home/mug", "gifts"], attributes={"a": ["x"]})
    await keep(database, "ä", {})
    shelf = await read(database)
    assert list(shelf.products) == ["B", "ä"]
    product = shelf.products["B"]
    assert (product.brand, product.tags, product.paths) == ("Norra", ("gift",), ("home/mug", "gifts"))
    assert dict(product.attributes) == {"a": ("x",)}
    assert {"home", "home/mug", "gifts"} == shelf.categories()
