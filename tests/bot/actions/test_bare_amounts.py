"""An amount alone, in answer to “what may it cost?”: as prices are read everywhere, in the shop's currency only."""

from dataclasses import replace

import pytest

from bot.actions.finding.live import LiveTake
from bot.actions.finding.narrow import NarrowTake
from bot.actions.finding.wanted import Wanted
from bot.actions.reads import Reads
from bot.clock import ManualClock
from bot.storage.database import Database
from catalog.shelf import Shelf
from catalog.wishes import PRICE
from tests.bot.actions import make

Told = tuple[str, str, int]
AMOUNTS: list[Told] = [
    ("USD", "40", 4_000),
    ("USD", "$40.", 4_000),
    ("USD", "1,500", 150_000),
    ("USD", "1.500", 150_000),
    ("USD", "49,90", 4_990),
    ("KRW", "5만원", 50_000),
    ("KRW", "30000", 30_000),
]


@pytest.fixture
def reads(shop_database: Database, shelf: Shelf, clock: ManualClock) -> Reads:
    return make.reads(shop_database, shelf, clock)


def _in(reads: Reads, currency: str) -> Reads:
    return replace(reads, shop=reads.shop.model_copy(update={"currency": currency}))


@pytest.mark.parametrize(("currency", "said", "most"), AMOUNTS)
async def test_finder_takes_the_amount(reads: Reads, currency: str, said: str, most: int) -> None:
    events, _ = await make.act(LiveTake(_in(reads, currency)), live_question=PRICE, live_answer=said)
    wish = Wanted.from_plain(make.slots_of(events)["live_wanted"]).wish_of(PRICE)
    assert wish is not None
    assert wish.at_most == most


@pytest.mark.parametrize(("currency", "said", "most"), AMOUNTS)
async def test_narrowing_takes_the_same_amount(reads: Reads, currency: str, said: str, most: int) -> None:
    events, _ = await make.act(NarrowTake(_in(reads, currency)), narrow_question=PRICE, narrow_pick=said)
    assert make.slots_of(events)["budget"] == most / (100 if currency == "USD" else 1)


async def test_another_currency_is_never_taken_for_the_shops(reads: Reads) -> None:
    """30 € are not 30 $; without a stated rate that is said."""
    events, said = await make.act(LiveTake(reads), live_question=PRICE, live_answer="€30")
    assert Wanted.from_plain(make.slots_of(events)["live_wanted"]).wish_of(PRICE) is None
    assert make.said(said) == ["utter_price_left_out"]
    events, _ = await make.act(NarrowTake(reads), narrow_question=PRICE, narrow_pick="€30")
    slots = make.slots_of(events)
    assert "budget" not in slots
    assert slots["narrow_words"] == "€30"
