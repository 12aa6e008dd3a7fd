"""The product finder narrows the live catalog (B2)."""

import pytest

from bot.actions.finding.finder import Recommend
from bot.clock import ManualClock
from bot.storage.database import Database
from catalog.shelf import Shelf
from tests.bot.actions import make


@pytest.fixture
def recommend(shop_database: Database, shelf: Shelf, clock: ManualClock) -> Recommend:
    return Recommend(make.reads(shop_database, shelf, clock))


async def test_matches_fit_kind_skin_and_budget(recommend: Recommend, shelf: Shelf) -> None:
    events, _ = await make.act(recommend, skin_kind="serum", skin_type="oily", skin_concern="acne", budget=25.0)
    matches = make.slots_of(events)["matches"]
    assert matches[0] == "SKN-302-30"
    for sku in matches:
        product, offer = shelf.get(sku)
        assert product.category == "skincare/serum"
        assert offer.to_pay <= 2500
        assert offer.stock > 0


async def test_sold_out_products_are_never_recommended(recommend: Recommend) -> None:
    """G5, B2: only what can be bought now."""
    events, _ = await make.act(recommend, skin_kind="toner", skin_type="sensitive", skin_concern="redness")
    assert "SKN-203-100" not in make.slots_of(events)["matches"]


async def test_nobody_who_reacts_to_perfume_is_offered_any(recommend: Recommend, shelf: Shelf) -> None:
    """Even when nothing else is left: it is given up last, that is never."""
    events, _ = await make.act(recommend, skin_kind="set", skin_type="oily", fragrance="free", budget=5.0)
    assert make.slots_of(events)["matches"] == ["SKN-952"]
    events, _ = await make.act(recommend, department="skincare", skin_type="sensitive", fragrance="free")
    found = [shelf.get(sku)[0] for sku in make.slots_of(events)["matches"]]
    assert found
    assert all(product.attributes["fragrance_free"] == ("yes",) for product in found)


async def test_what_was_given_up_is_told(recommend: Recommend) -> None:
    events, _ = await make.act(recommend, home_kind="lamp", home_style="calm", budget=10.0)
    slots = make.slots_of(events)
    assert slots["matches"]
    assert "price" in slots["relaxed"]


async def test_size_is_never_given_up(recommend: Recommend, shelf: Shelf) -> None:
    events, _ = await make.act(recommend, clothes_kind="tee", clothes_size="L", style="plain")
    matches = make.slots_of(events)["matches"]
    assert matches
    assert {shelf.get(sku)[1].options["size"] for sku in matches} == {"L"}


async def test_remembered_answers_count_only_where_they_belong(recommend: Recommend) -> None:
    """The size of the last jumper says nothing about a hand cream."""
    remembered = {"clothes_size": "M", "style": "plain", "skin_type": "oily", "skin_concern": "acne"}
    for slots in ({"skin_kind": "hand"}, {"home_kind": "mug"}, {"clothes_kind": "bag"}):
        events, _ = await make.act(recommend, **remembered, **slots)
        assert make.slots_of(events)["matches"]
        assert make.slots_of(events)["relaxed"] == ""
