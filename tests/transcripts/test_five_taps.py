"""The finder's promise: whatever is tapped, a product that is in stock and fits is there after five taps at most.

Every department is walked through every option, from the menu's row on: each answer that was tapped is true of the
product that comes first, or the bot has said that it gave it up.
"""

from collections.abc import AsyncIterator, Iterator
from copy import copy
from pathlib import Path

import pytest

from bot.actions.finding.wishes import NAMED
from bot.clock import ManualClock
from bot.storage.database import Database
from catalog.wishes import Offered, Shown
from tests.databases import make_stocked
from tests.transcripts.conversation import Conversation, Turn, begin

MOST_TAPS = 5
MORE = "More …"
DEPARTMENTS = {
    "🧴 Skin care": "skincare",
    "💄 Make-up": "makeup",
    "👕 Clothes": "clothes",
    "🏡 Home": "home",
    "🚲 Sport": "sport",
}


@pytest.fixture
async def shopper(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Conversation]:
    url = f"sqlite:///{tmp_path}/shop.db"
    await make_stocked(url)
    database = Database(url)
    yield await begin({"contact": "amina", "language": "en", "name": "Amina"}, database, clock)
    await database.close()


@pytest.mark.parametrize("department", DEPARTMENTS)
async def test_every_way_ends_with_a_fitting_product(shopper: Conversation, department: str) -> None:
    """B1: at most five taps from the menu, in stock, as asked."""
    await shopper.says("menu")
    await shopper.taps("🔎 Find a product")
    turn = await shopper.taps(department)
    ends = [end async for end in walk(shopper, turn, taps=2)]
    assert len(ends) > 8
    for way, taps, end in ends:
        assert taps <= MOST_TAPS, way
        product, offer = end.shelf.get(str(end.state.slots["sku"]))
        assert offer.stock > 0, way
        assert product.category.startswith(DEPARTMENTS[department]), way
        assert kinds_missed(product, way) == [], way
        assert unmet(product, offer, end) == [], way


async def test_a_gift_is_five_taps_away(shopper: Conversation) -> None:
    """The gift finder, by way of the product finder: three ideas, all in stock."""
    await shopper.says("menu")
    await shopper.taps("🔎 Find a product")
    turn = await shopper.taps("🎁 A gift")
    ends = [end async for end in walk(shopper, turn, taps=2)]
    assert len(ends) > 30
    for way, taps, end in ends:
        assert taps <= MOST_TAPS, way
        ideas = [end.shelf.get(sku) for sku in end.state.slots["matches"][:3]]
        assert len(ideas) == 3, way
        assert all(offer.stock > 0 for _, offer in ideas), way


async def walk(
    shopper: Conversation, turn: Turn, *, taps: int, way: tuple[str, ...] = ()
) -> AsyncIterator[tuple[tuple[str, ...], int, Conversation]]:
    """Every way of tapping on from here, until a product is shown."""
    if "card_choice" in str(turn.state.question.slot if turn.state.question else ""):
        yield way, taps, shopper
        return
    assert taps < MOST_TAPS + 3, f"no end: {way}"
    titles = [choice.title for choice in turn.bubbles[-1].choices]
    assert titles, f"a dead end: {way}"
    for title in titles:
        here = copy(shopper)
        here.sent = list(shopper.sent)
        then = await here.taps(title)
        async for end in walk(here, then, taps=taps + 1, way=(*way, title)):
            yield end


def kinds_missed(product: Shown, way: tuple[str, ...]) -> list[str]:
    """The kind is the first row that was tapped; its words are in the product's path where they are the same."""
    plain = {
        "Serum": "serum",
        "Cleanser": "cleanser",
        "Foundation": "foundation",
        "Dresses": "dress",
        "Bicycles": "bicycle",
    }
    first = next((title for title in way if title != MORE), "")
    return [first] if first in plain and not product.category.endswith(plain[first]) else []


def unmet(product: Shown, offer: Offered, end: Conversation) -> list[str]:
    """Answers of the search that are not true of the product and were not given up aloud."""
    searched = end.state.slots["searched"]
    relaxed = str(end.state.slots["relaxed"]).split(",")
    return [
        slot
        for slot, value in told(searched)
        if NAMED[slot] not in relaxed and not holds(product, offer, NAMED[slot], value)
    ]


def told(searched: dict) -> Iterator[tuple[str, str]]:
    asked = ("skin_type", "finish", "clothes_size", "wearer", "level", "ride", "activity")
    return ((slot, searched[slot]) for slot in asked if searched.get(slot) not in (None, "any"))


def holds(product: Shown, offer: Offered, name: str, value: str) -> bool:
    has = (offer.options[name],) if name in offer.options else product.attributes.get(name, ())
    return bool({value, "all", "unisex"} & set(has))
