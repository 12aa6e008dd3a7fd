"""Cards, details and links; buttons that are months old say what has changed (G5)."""

import pytest

from bot.actions.buying.adding import PickVariant
from bot.actions.showing.products import AskCardChoice, NextMatch, ProductDetails
from bot.clock import ManualClock
from bot.storage.database import Database
from catalog.shelf import Shelf
from tests.bot.actions import make

SERUM = "SKN-301-30"


class Actions:
    """The actions of one shelf."""

    def __init__(self, database: Database, shelf: Shelf, clock: ManualClock) -> None:
        given = make.reads(database, shelf, clock)
        self.ask, self.get, self.next = AskCardChoice(given), PickVariant(given), NextMatch(given)
        self.details = ProductDetails(given)


@pytest.fixture
def actions(shop_database: Database, shelf: Shelf, clock: ManualClock) -> Actions:
    return Actions(shop_database, shelf, clock)


async def test_card_has_picture_price_and_signed_choices(actions: Actions) -> None:
    """B5."""
    events, responses = await make.act(actions.ask, sku="SKN-303-30", card_view="card")
    card = responses[0]
    assert card["picture"] == "/media/products/first-light-vitamin-c.jpg"
    assert card["price"] == "*$29* ~$34~"
    assert card["get_payload"] == "/SetSlots(card_choice=take_it, sku=SKN-303-30, seen_price=2900)"
    assert make.slots_of(events)["seen_price"] == 2900


async def test_picture_is_not_sent_twice(actions: Actions) -> None:
    events, _ = await make.act(actions.ask, sku=SERUM, card_view="card")
    _, again = await make.act(
        actions.ask, sku=SERUM, card_view="card", card_shown=make.slots_of(events)["card_shown"]
    )
    assert make.said(again) == ["utter_card_again"]


@pytest.mark.parametrize(("price", "told"), [(2400, "utter_price_fell"), (3100, "utter_price_rose")])
async def test_changed_price_is_told(
    shop_database: Database, shelf: Shelf, clock: ManualClock, price: int, told: str
) -> None:
    """G5: now $24, was $28."""
    changed = Actions(shop_database, make.with_offer(shelf, SERUM, price=price), clock)
    _, responses = await make.act(changed.get, sku=SERUM, seen_price=2800.0)
    assert make.said(responses) == [told]
    assert responses[0]["price_before"] == "$28"
    assert responses[0]["price"] == f"${price // 100}"


async def test_sold_out_size_leads_to_another_size(shop_database: Database, shelf: Shelf, clock: ManualClock) -> None:
    gone = Actions(shop_database, make.with_offer(shelf, SERUM, stock=0), clock)
    events, responses = await make.act(gone.get, sku=SERUM, seen_price=2800.0)
    assert make.said(responses) == ["utter_sold_out_but"]
    assert make.slots_of(events)["sku"] == "SKN-301-50"
    assert make.slots_of(events)["cart_step"] == "instead"


async def test_sold_out_product_leads_to_the_nearest(
    shop_database: Database, shelf: Shelf, clock: ManualClock
) -> None:
    """The same kind, as alike as there is."""
    shelf = make.with_offer(make.with_offer(shelf, SERUM, stock=0), "SKN-301-50", stock=0)
    events, _ = await make.act(Actions(shop_database, shelf, clock).details, sku=SERUM)
    other = shelf.get(make.slots_of(events)["sku"])[0]
    assert other.category == "skincare/serum"
    assert other.attributes["fragrance_free"] == ("yes",)


async def test_product_that_left_the_catalog_is_told_and_replaced(
    shop_database: Database, shelf: Shelf, clock: ManualClock
) -> None:
    actions = Actions(shop_database, make.without(shelf, "calm-serum"), clock)
    events, responses = await make.act(actions.get, sku=SERUM, seen_price=2800.0, wished=["category=skincare/serum"])
    assert make.said(responses) == ["utter_product_gone_but"]
    assert make.slots_of(events)["sku"] in {
        v.sku for p in actions.get._reads.shelf().products.values() for v in p.variants
    }


async def test_next_match_goes_round_once_and_says_so(actions: Actions) -> None:
    matches = ["SKN-301-30", "SKN-305-30"]
    events, responses = await make.act(actions.next, sku="SKN-301-30", matches=matches)
    assert (make.slots_of(events)["sku"], responses) == ("SKN-305-30", [])
    events, responses = await make.act(actions.next, sku="SKN-305-30", matches=matches)
    assert (make.slots_of(events)["sku"], make.said(responses)) == ("SKN-301-30", ["utter_last_match"])


async def test_next_match_skips_what_sold_out_meanwhile(
    shop_database: Database, shelf: Shelf, clock: ManualClock
) -> None:
    actions = Actions(shop_database, make.with_offer(shelf, "SKN-305-30", stock=0), clock)
    events, _ = await make.act(actions.next, sku=SERUM, matches=[SERUM, "SKN-305-30", "SKN-302-30"])
    assert make.slots_of(events)["sku"] == "SKN-302-30"


async def test_card_of_nothing_ends_the_question(actions: Actions) -> None:
    events, responses = await make.act(actions.ask, sku=None)
    assert make.said(responses) == ["utter_card_gone"]
    assert make.slots_of(events)["card_choice"] == "nothing_left"
