"""What is told becomes what is sold: in any order, twice, late, in pieces. Row B2; pains P29, P36."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.storage.database import Database
from catalog.items import Availability, Gone, Item, ItemText, Mark, Money, Picture, Refused, SourceFailed, Status
from catalog.items import StockLevel as Level
from catalog.shelf import read_shelf
from catalog.sync.take import UnknownSource
from tests.catalog.sync.make import add_source, at, events, hear, item, rows, variant

DRESS = item(
    "8832",
    variant("1", sku="DRS-01-M", options=(("Color", "Navy Blue"), ("Talla", "M"))),
    variant("2", sku="DRS-01-L", options=(("Color", "Navy Blue"), ("Talla", "L")), stock=0),
    paths=("Women > Dresses", "New In"),
    attributes={"소재": ("Cotton",), "Género": ("Women",)},
    pictures=(Picture("https://cdn.example.com/1.jpg"), Picture("/relative.jpg")),
    url="https://shop.example.com/dress",
    rating=Decimal("4.6"),
)


@pytest.fixture(autouse=True)
async def _source(database: Database) -> None:
    await add_source(database)


async def test_names_in_any_language_become_one_code_and_keep_the_shops_words(database: Database) -> None:
    await hear(database, DRESS)
    async with database.read() as tx:
        shelf = await read_shelf(tx)
    product, offer = shelf.get("DRS-01-M")
    assert product.id == "shop-8832"
    assert product.category == "women/dresses"
    assert product.attributes == {"material": ("cotton",), "gender": ("women",)}
    assert offer.options == {"colour": "navy_blue", "size": "M"}
    assert shelf.label("colour", "navy_blue", "en") == "Navy Blue"
    assert shelf.label("category", "women/dresses", "en") == "Dresses"
    assert product.media == ("https://cdn.example.com/1.jpg",)
    assert product.rating == 460


async def test_default_title_is_no_choice(database: Database) -> None:
    await hear(database, item("1", variant("1", options=(("Title", "Default Title"),))))
    assert [json.loads(told) for (told,) in await rows(database, "select options from variant")] == [{}]


async def test_the_same_again_changes_nothing(database: Database) -> None:
    first = await hear(database, DRESS)
    again = await hear(database, DRESS, DRESS, now=5)
    assert (first.added, again.added, again.changed, again.same) == (1, 0, 0, 2)
    assert await rows(database, "select version from catalog_version") == [(1,)]
    assert await rows(database, "select changed from product") == [(1,)]


async def test_a_late_update_overwrites_nothing(database: Database) -> None:
    await hear(database, item("1", title="New", told=10))
    report = await hear(database, item("1", title="Old", told=5), now=11)
    assert report.late == 1
    assert await rows(database, "select title from product_text") == [("New",)]


async def test_the_same_said_later_makes_what_lies_between_late(database: Database) -> None:
    await hear(database, item("1", title="A", told=1))
    await hear(database, item("1", title="A", told=3))
    report = await hear(database, item("1", title="B", told=2))
    assert report.late == 1
    assert await rows(database, "select title from product_text") == [("A",)]


async def test_a_late_update_revives_nothing(database: Database) -> None:
    await hear(database, item("1", told=1), Gone("1", at(5)))
    late = await hear(database, item("1", title="Back?", told=4), now=6)
    assert late.late == 1
    assert await rows(database, "select active, status from product") == [(False, "deleted")]
    await hear(database, item("1", title="Back", told=7), now=8)
    assert [bool(active) for (active,) in await rows(database, "select active from product")] == [True]


async def test_a_deletion_that_comes_before_its_product_stands(database: Database) -> None:
    report = await hear(database, Gone("9", at(5)), now=5)
    late = await hear(database, item("9", told=4), now=6)
    assert (report.gone, late.late, late.added) == (0, 1, 0)
    assert await rows(database, "select count(*) from variant") == [(0,)]


async def test_a_late_deletion_takes_nothing_away(database: Database) -> None:
    await hear(database, item("1", told=10))
    assert (await hear(database, Gone("1", at(5)), now=11)).late == 1
    assert [bool(active) for (active,) in await rows(database, "select active from product")] == [True]


async def test_no_price_is_ask_us_and_no_stock_is_not_counted(database: Database) -> None:
    await hear(database, item("1", variant("a", None), variant("b", stock=None), variant("c", stock=-3)))
    told = await rows(database, "select price, stock from offer order by sku")
    assert told == [(None, 5), (1000, None), (1000, 0)]


async def test_out_of_stock_outright_counts_more_than_a_number(database: Database) -> None:
    await hear(
        database,
        item("1", variant("a", stock=3, availability=Availability.OUT_OF_STOCK, sells_on=True)),
        item("2", variant("b", stock=0, sells_on=True)),
    )
    told = await rows(database, "select stock, availability from offer order by sku")
    assert told == [(0, ""), (0, "backorder")]


async def test_a_broken_item_is_refused_with_its_reason_and_the_others_go_in(database: Database) -> None:
    report = await hear(
        database,
        item("1", variant("a", currency="EUR")),
        item("2", texts={"en": ItemText(" ")}),
        Item("3", {"en": ItemText("Nothing to sell")}),
        item("4", variant("b", -1)),
        Refused("row 17", "the price is no number"),
        item("5"),
    )
    assert (report.added, report.refused) == (1, 5)
    assert ["item 1", "a price is in EUR, this source sells in USD"] in report.refusals
    assert ["row 17", "the price is no number"] in report.refusals


async def test_a_refused_item_leaves_what_was_known(database: Database) -> None:
    await hear(database, item("1", title="Good", told=1))
    await hear(database, item("1", texts={}, told=2))
    assert await rows(database, "select title from product_text") == [("Good",)]


async def test_a_sku_that_another_product_has_gets_a_key_of_its_own_for_ever(database: Database) -> None:
    await add_source(database, "feed")
    await hear(database, item("1", variant("a", sku="MUG")))
    report = await hear(database, item("1", variant("a", sku="MUG")), source="feed")
    assert "SKU MUG belongs to shop-1 already" in report.notes[0][1]
    await hear(database, item("1", variant("a", sku="CUP"), told=2))  # its SKU changed at the store
    kept = await rows(database, "select sku, product_id, shop_sku from variant order by product_id")
    assert kept == [("feed-a", "feed-1", "MUG"), ("MUG", "shop-1", "CUP")]


async def test_ids_of_any_form_survive(database: Database) -> None:
    gid = "gid://shopify/Product/9007199254740993"
    await hear(database, item(gid), item("9007199254740993"))
    told = await rows(database, "select id, external_id from product order by external_id")
    assert told[0] == ("shop-9007199254740993", "9007199254740993")
    assert told[1][1] == gid
    assert len(told[1][0]) == len("shop-") + 20


async def test_a_variant_that_disappears_is_sold_no_more_and_still_there(database: Database) -> None:
    await hear(database, item("1", variant("a", sku="A"), variant("b", sku="B"), told=1))
    await hear(database, item("1", variant("a", sku="A"), told=2), now=2)
    told = await rows(
        database, "select v.sku, v.gone_at is null, o.stock from variant v join offer o on o.sku = v.sku"
    )
    assert sorted((sku, bool(here), stock) for sku, here, stock in told) == [("A", True, 5), ("B", False, 0)]
    await hear(database, item("1", variant("a", sku="A"), variant("b", sku="B"), told=3), now=3)
    assert ("product.back_in_stock", "B") in await events(database)


async def test_a_variant_that_moves_to_another_product_keeps_its_key(database: Database) -> None:
    await hear(database, item("1", variant("a", sku="A"), variant("b", sku="B"), told=1))
    await hear(database, item("2", variant("b", sku="B"), told=2), item("1", variant("a", sku="A"), told=2), now=2)
    told = await rows(database, "select sku, product_id, gone_at is null from variant order by sku")
    assert [(sku, product, bool(here)) for sku, product, here in told] == [
        ("A", "shop-1", True),
        ("B", "shop-2", True),
    ]


async def test_stock_is_the_sum_of_its_places_and_late_levels_change_nothing(database: Database) -> None:
    await hear(database, item("1", variant("a", stock=9, inventory_id="i1")))
    await hear(database, Level("i1", "Berlin", 4, at(1)), Level("i1", "Paris", 3, at(2)), now=2)
    await hear(database, Level("i1", "Berlin", 99, at(0.5)), now=3)
    assert await rows(database, "select stock from offer") == [(7,)]


async def test_a_level_that_comes_before_its_product_counts_when_it_is_newer(database: Database) -> None:
    await hear(database, Level("i1", "Berlin", 4, at(3)), now=3)
    await hear(database, item("1", variant("a", stock=9, inventory_id="i1"), told=1), now=4)
    assert await rows(database, "select stock from offer") == [(4,)]
    await hear(database, item("1", variant("a", stock=8, inventory_id="i1"), told=5), now=5)
    assert await rows(database, "select stock from offer") == [(8,)]


async def test_the_same_item_after_a_level_is_news_again(database: Database) -> None:
    told = variant("a", stock=9, inventory_id="i1")
    await hear(database, item("1", told, told=1))
    await hear(database, Level("i1", "Berlin", 4, at(2)), now=2)
    await hear(database, item("1", told, told=3), now=3)
    assert await rows(database, "select stock from offer") == [(9,)]


async def test_events_tell_each_transition_once(database: Database) -> None:
    def dress(stock: int, price: int, told: float) -> Item:
        return item("1", variant("a", price, stock, sku="A"), told=told)

    await hear(database, dress(0, 1000, 1))
    for told, (stock, price) in enumerate([(8, 1000), (4, 1000), (3, 1000), (3, 900), (3, 950)], 2):
        await hear(database, dress(stock, price, told), dress(stock, price, told), now=told)
    names = [name for name, _ in await events(database)]
    assert names == ["product.back_in_stock", "product.low_stock", "product.price_dropped"]
    [(body,)] = await rows(database, "select body from shop_event where name = 'product.price_dropped'")
    assert json.loads(body) == {"old": 1000, "new": 900, "currency": "USD"}


async def test_a_new_product_is_no_news(database: Database) -> None:
    await hear(database, item("1", variant("a", stock=1)))
    assert await events(database) == []


async def test_a_surplus_is_told_when_it_is_crossed(database: Database) -> None:
    await add_source(database, "big", settings={"surplus": 100})
    for told, stock in enumerate((50, 150, 160)):
        await hear(database, item("1", variant("a", stock=stock), told=told), source="big")
    assert [name for name, _ in await events(database)] == ["product.surplus"]


async def test_a_hidden_product_that_is_shown_again_is_back(database: Database) -> None:
    for told, status in enumerate((Status.ACTIVE, Status.DRAFT, Status.ACTIVE)):
        await hear(database, item("1", told=told, status=status), now=told)
    assert [name for name, _ in await events(database)] == ["product.back_in_stock"]


async def test_a_sale_that_is_over_is_no_lower_price(database: Database) -> None:
    sale = {"sale_price": Money(500, "USD"), "sale_until": at(-60)}
    await hear(database, item("1", variant("a"), told=0))
    await hear(database, item("1", variant("a", **sale), told=1), now=1)
    assert await events(database) == []
    await hear(database, item("1", variant("a", **sale | {"sale_until": at(60)}), told=2), now=2)
    assert [name for name, _ in await events(database)] == ["product.price_dropped"]


async def test_what_came_before_a_failure_is_kept(database: Database) -> None:
    from catalog.sync.take import take

    def told() -> Any:
        yield item("1")
        yield Mark("page 2", 1, 10)
        raise SourceFailed("the shop hung up", may_pass=True)

    report = await take(database.session, "shop", told(), lambda: at(0))
    assert (report.added, report.cursor, report.why, report.may_pass) == (1, "page 2", "the shop hung up", True)


async def test_text_that_would_break_templates_or_screens_is_made_harmless(database: Database) -> None:
    await hear(
        database, item("1", title="Hi\x00 {{1}}\u202e there", texts={"en": ItemText("Hi\x00 {{1}}\u202e there")})
    )
    assert await rows(database, "select title from product_text") == [("Hi { {1}} there",)]


async def test_a_language_that_is_told_no_more_is_taken_away(database: Database) -> None:
    await hear(database, item("1", texts={"en": ItemText("Dress"), "ko": ItemText("원피스")}, told=1))
    await hear(database, item("1", texts={"en": ItemText("Dress")}, told=2))
    assert await rows(database, "select language from product_text") == [("en",)]


async def test_2048_variants_go_in(database: Database) -> None:
    report = await hear(database, item("1", *(variant(str(n), sku=f"S{n}") for n in range(2048))))
    assert report.added == 1
    assert await rows(database, "select count(*) from offer") == [(2048,)]


async def test_nobody_writes_for_a_source_that_is_not_there(database: Database) -> None:
    with pytest.raises(UnknownSource, match="catalog add"):
        await hear(database, item("1"), source="elsewhere")


async def test_readers_are_woken_after_the_commit_and_only_for_a_change(database: Database) -> None:
    from catalog.sync.take import Reading, take

    seen: list[int] = []
    reading = Reading(changed=lambda: seen.append(1))
    await take(database.session, "shop", [item("1")], lambda: at(0), reading)
    await take(database.session, "shop", [item("1")], lambda: at(0) + timedelta(minutes=1), reading)
    assert seen == [1]
