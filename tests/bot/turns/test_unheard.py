"""What no journey listens to costs nothing: not even a look at the database."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from sqlite3 import OperationalError

import pytest

from bot.journeys.parts import JourneyParts
from bot.storage.database import Database
from bot.turns.claims import Claim
from bot.turns.journeys import TurnOfJourneys
from flows.engine.effects import Effect
from flows.engine.events import Event
from flows.engine.journeys.enrollment import Happening
from flows.engine.state import ConversationState
from tests.stories.shop import Shop

CLAIM = Claim(1, "k", "shop", 1, "", "", "{}", 0, 0, 0, 0, "bot", "{}", "", "", "{}", "Amina", "en", "US", None)


@pytest.fixture
async def blind(shop: Shop, tmp_path: Path) -> AsyncIterator[JourneyParts]:
    """The shop's journeys on a database that has no tables: a look at it fails."""
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    assert shop.wiring.turns.journeys is not None
    yield replace(shop.wiring.turns.journeys, database=empty)
    await empty.close()


async def advance(state: ConversationState, _event: Event) -> tuple[ConversationState, list[Effect]]:
    return state, []


async def test_news_that_begin_nothing_are_not_looked_at(blind: JourneyParts) -> None:
    """An order that has changed a little, told of somebody for whom nothing is under way."""
    turn = TurnOfJourneys(CLAIM, blind, advance)
    state = ConversationState()
    assert await turn.after(state, [], Happening("order.updated", {"order_id": 1})) == (state, [])
    assert not turn.close().performs


@pytest.mark.parametrize(
    ("claim", "name"),
    [(CLAIM, "order.placed"), (replace(CLAIM, journeys=1), "order.updated"), (CLAIM, "send.again_anew")],
)
async def test_whatever_may_matter_is(blind: JourneyParts, claim: Claim, name: str) -> None:
    """A journey begins by it, or one is under way, or a message is to be written anew."""
    turn = TurnOfJourneys(claim, blind, advance)
    with pytest.raises(OperationalError):
        await turn.after(ConversationState(), [], Happening(name, {"order_id": 1}))
