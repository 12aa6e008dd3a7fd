"""The finder over any catalog, through the front door: a shop of tents and tools without a quiz (G10; P36)."""

from pathlib import Path

import pytest

from tests.outdoors import stock_outdoors
from tests.stories.shop import Shop, on_both_databases

FILE = """
name = "Outdoors"
languages = ["en", "ko"]

[finder]
quizzes = []
[finder.attributes]
"camping/tents" = ["sleeps", "season"]
[finder.questions.sleeps]
en = "How many people sleep in it?"
ko = "몇 명이 주무시나요?"

[[ads]]
source_id = "77"
flow = "live_finder"
slots = {live_words = "blue tents"}
"""


@pytest.fixture
async def outdoors(shop: Shop, tmp_path: Path) -> Shop:
    """Only tents, drills and lamps, and a shop's file that says what matters of a tent."""
    await stock_outdoors(shop.wiring.database)
    (tmp_path / "shop.toml").write_text(FILE, "utf-8")
    await shop.opens(shop_file=str(tmp_path / "shop.toml"))
    return shop


@on_both_databases
async def test_a_synced_catalog_is_asked_about_without_a_quiz(outdoors: Shop) -> None:
    """G10: kinds, then what the merchant lists, each answer in stock; the result says why it fits."""
    amina = outdoors.phone()
    await outdoors.hears(amina, "hi")
    await outdoors.taps(amina, "🔎 Find a product")
    assert outdoors.offered(amina) == ["Tents", "Drills", "Lamps", "Anything"]
    assert "How many people sleep in it?" in (await outdoors.taps(amina, "Tents"))[-1]
    answers = await outdoors.taps(amina, "4 persons")
    assert "4 persons" in answers[-1]
    assert "🛒 Add to cart" in outdoors.offered(amina)


@on_both_databases
async def test_wishes_that_contradict_end_at_something_and_it_is_said(outdoors: Shop) -> None:
    """G10: six people and under $100 do not go together: the budget is firm, the rest is named."""
    amina = outdoors.phone()
    await outdoors.walks(amina, "help me choose a tent", "6 persons")
    answers = await outdoors.hears(amina, "no, under 100")
    assert "left out: 6 persons" in answers[0].replace("leave out", "left out")
    shelf = outdoors.wiring.shelves.newest()
    found = [shelf.get(sku)[1] for sku in (await outdoors.slots(amina))["matches"]]
    assert found
    assert all(offer.stock > 0 and offer.to_pay < 10_000 for offer in found)


async def test_what_sells_out_meanwhile_is_not_offered(outdoors: Shop) -> None:
    """G10, P36: the question asked again, and the results, are of now."""
    amina = outdoors.phone()
    await outdoors.hears(amina, "help me choose a tent")
    for sku in ("T30", "T40", "T41"):
        await outdoors.sells(sku, stock=0)
    await outdoors.hears(amina, "not orange")
    assert "3 persons" not in outdoors.offered(amina)
    await outdoors.taps(amina, "3 persons")  # the old list is still there
    assert await outdoors.rows("select count(*) from inbox_event where state <> 1") == [(0,)]
    assert outdoors.offered(amina)


async def test_an_ad_says_what_is_looked_for(outdoors: Shop) -> None:
    """G10: what the ad says is not asked again, and it gives way before anything that she says."""
    amina = outdoors.phone()
    answers = await outdoors.hears(amina, "Hi!", referral={"source_id": "77"})
    assert "How many people sleep in it?" in answers[-1]
    answers = await outdoors.hears(amina, "4 persons")
    assert "blue" not in answers[0]
    assert "🛒 Add to cart" in outdoors.offered(amina)


async def test_a_written_quiz_wins(shop: Shop) -> None:
    """G10, B1: in the demo shop the authored quizzes ask."""
    amina = shop.phone()
    await shop.walks(amina, "hi", "help me choose one")
    assert "🧴 Skin care" in shop.offered(amina)
