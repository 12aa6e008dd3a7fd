"""Amounts in another currency by the shop's own rates, and bestsellers by its own orders."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions.finding.search import Search
from bot.clock import ManualClock
from bot.contacts.queries import add_contact
from bot.orders.queries import ADD_LINE, ADD_ORDER
from bot.storage.columns import to_micros
from bot.storage.database import Database
from catalog.shelf import Shelf
from tests.bot.actions import make


@pytest.mark.parametrize(
    ("rates", "said", "left_out"),
    [
        ({}, "toner under €20", True),
        ({"EUR": 1.5}, "toner under €20", False),
        ({"KRW": 0.001}, "3만원 이하 토너", False),
    ],
)
async def test_an_amount_is_converted_by_a_stated_rate_only(
    shop_database: Database, shelf: Shelf, clock: ManualClock, rates: dict[str, float], said: str, left_out: bool
) -> None:
    """C1: with EUR = 1.5, €20 are 30 dollars; without a rate the price is left out and that is said."""
    reads = make.reads(shop_database, shelf, clock)
    search = Search(replace(reads, shop=reads.shop.model_copy(update={"rates": rates})))
    events, responses = await make.act(search, search_words=said)
    dearest = max(shelf.get(sku)[1].to_pay for sku in make.slots_of(events)["matches"])
    assert (dearest > 3000) == left_out
    assert [r["response"] for r in responses if r.get("response") == "utter_price_left_out"] == (
        ["utter_price_left_out"] if left_out else []
    )


@pytest.mark.parametrize(("sold", "first"), [(19, "calm-serum"), (20, "badger-lock")])
async def test_bestsellers_are_those_of_the_shops_own_orders_when_there_are_enough(
    shop_database: Database, shelf: Shelf, clock: ManualClock, sold: int, first: str
) -> None:
    """B1: a handful of orders makes no bestseller; then the catalog's own popularity counts."""
    sku = shelf.products["badger-lock"].in_stock[0].sku
    await _order(shop_database, clock, sku, sold)
    events, _ = await make.act(Search(make.reads(shop_database, shelf, clock)), search_words="what's popular")
    assert shelf.get(make.slots_of(events)["matches"][0])[0].id == first


async def test_nothing_is_called_new_when_nobody_knows_since_when_it_is_there(
    shop_database: Database, shelf: Shelf, clock: ManualClock
) -> None:
    undated = replace(shelf, products={k: replace(p, added_at=None) for k, p in shelf.products.items()})
    _, responses = await make.act(Search(make.reads(shop_database, undated, clock)), search_words="new arrivals")
    assert [r["response"] for r in responses] == ["utter_no_newest"]


async def _order(database: Database, clock: ManualClock, sku: str, quantity: int) -> None:
    placed = to_micros(clock.now() - timedelta(days=1))
    async with database.write() as tx:
        contact = await add_contact(tx, name="Amina", country="", sender="", address="", now=clock.now())
        row = await tx.row(
            ADD_ORDER, "10001", contact, None, "paid", "USD", 100, 0, 0, 100, "", "card", placed, None, None
        )
        assert row is not None
        await tx.run(ADD_LINE, row[0], sku, "Lock", quantity, 100, False)
