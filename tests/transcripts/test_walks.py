"""No dead end anywhere: random walks over every button of the shipped flows, new, old and repeated (P19, G5)."""

import random
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.actions.registry import list_actions
from bot.clock import ManualClock
from bot.outbox.content import Choice
from bot.storage.database import Database
from bot.understanding.heard import Heard
from bot.understanding.references import Reference, read
from catalog.shelf import Shelf
from flows.engine.compile import Source, compile_flows
from flows.shipped import list_shipped_sources
from tests.databases import make_stocked
from tests.transcripts.conversation import KEY, Conversation, Turn, begin
from tests.transcripts.manners import assert_mannerly

STEPS = 45
WALKS = {"en": "amina", "ko": "minji"}
SEEDS = range(12)
NEVER = (
    "utter_internal_error",
    "utter_not_understood",
    "utter_invalid_answer",
    "utter_invalid_text",
    "utter_not_now",
)
NOISE = ("???", "asdf ghjk", "ㅋㅋㅋㅋ", "-5", "🙂🙂", "the blue one please", "아무거나", "1" * 40, "no", "yes", "2")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    url = f"sqlite:///{tmp_path}/shop.db"
    await make_stocked(url)
    opened = Database(url)
    yield opened
    await opened.close()


async def tap(conversation: Conversation, choice: Choice) -> Turn:
    """Tap one button, however old; it is answered, and never called wrong."""
    reference = read(choice.id, [KEY])
    assert reference is not None, choice
    turn = await conversation._hear(Heard(choice.title, "button", reference))
    await _look(conversation, turn, (choice.title, reference))
    return turn


async def _look(conversation: Conversation, turn: Turn, tapped: object, never: tuple[str, ...] = NEVER) -> None:
    utters = [utter for bubble in turn.bubbles for utter in bubble.utter.split("+")]
    assert any(bubble.text or bubble.media for bubble in turn.bubbles), ("silence", tapped, turn.state.stack)
    assert not set(utters) & set(never), (utters, tapped, [bubble.text for bubble in turn.bubbles])
    assert_mannerly(turn.bubbles, tapped)
    assert all("{" not in bubble.text for bubble in turn.bubbles), [bubble.text for bubble in turn.bubbles]
    if turn.state.paused or "hand_off" in turn.performed:
        await conversation.is_released()


def edit_catalog(conversation: Conversation, chance: random.Random) -> None:
    """Something sells out, comes back, changes its price or is gone."""
    shelf: Shelf = conversation.shelf
    product = chance.choice(list(shelf.products.values()))
    variant = chance.choice(product.variants)
    edits = ({"stock": 0}, {"stock": 3}, {"price": variant.price + 700, "sale_price": None}, {"gone": True})
    conversation.change(variant.sku, **chance.choice(edits))


async def walk(conversation: Conversation, chance: random.Random) -> None:
    await conversation.says("hi" if conversation.given["language"] == "en" else "안녕하세요")
    newest = list(conversation.sent)
    examples = [phrase for phrases in conversation.flows.examples.values() for phrase in phrases]
    for _ in range(STEPS):
        before = len(conversation.sent)
        match chance.random():
            case dice if dice < 0.62 and newest:
                await tap(conversation, chance.choice(newest))
            case dice if dice < 0.85:
                await tap(conversation, chance.choice(conversation.sent))
            case dice if dice < 0.93:
                said = chance.choice(examples)
                await _look(conversation, await conversation.says(said), said, NEVER[:1])
            case _:
                edit_catalog(conversation, chance)
                said = chance.choice(NOISE)
                await _look(conversation, await conversation.says(said), said, NEVER[:1])
        newest = conversation.sent[before:] or newest


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("language", WALKS)
async def test_no_walk_ends_in_silence(database: Database, clock: ManualClock, language: str, seed: int) -> None:
    """P19, G5: forward, back, twice, beside words and noise, while the catalog changes under the shopper."""
    conversation = await begin({"contact": WALKS[language], "language": language, "name": "Amina"}, database, clock)
    await walk(conversation, random.Random(f"{language}{seed}"))


def shipped_buttons(conversation: Conversation) -> Iterator[tuple[str, str, str]]:
    """Every button that the library's responses hold: (flow, step, payload)."""
    for flow in conversation.flows.flows.values():
        for step in flow.steps.values():
            asked = getattr(step, "utter", None) or f"utter_ask_{getattr(step, 'slot', '')}"
            for name in (asked, getattr(step, "name", "")):
                response = conversation.flows.responses.get(str(name))
                for variation in response.variations if response else ():
                    for button in variation.buttons:
                        if "{" not in button.key:
                            yield flow.id, step.id, button.key


@pytest.mark.parametrize("language", WALKS)
async def test_every_shipped_button_is_answered(database: Database, clock: ManualClock, language: str) -> None:
    """G5: also by a contact who has never been in that flow, and in whatever order they come."""
    given = {"contact": WALKS[language], "language": language, "name": "Amina"}
    conversation = await begin(given, database, clock)
    await conversation.says("hi" if language == "en" else "안녕하세요")
    buttons = sorted(set(shipped_buttons(conversation)))
    random.Random(11).shuffle(buttons)
    assert len(buttons) > 100
    for flow, step, payload in buttons:
        turn = await conversation._hear(Heard("…", "button", Reference(flow, step, payload)))
        await _look(conversation, turn, (flow, step, payload))


def without_a_step(sources: tuple[Source, ...], step: str) -> list[Source]:
    """The library after an edit that renames one step: whoever stands there has lost the place."""
    named = re.compile(rf"\b(id|next|then|else): {step}\b")
    return [replace(source, text=named.sub(rf"\1: {step}_anew", source.text)) for source in sources]


@pytest.mark.parametrize("step", ["q_department", "q_need", "q_restock", "q_for", "topics"])
async def test_edited_flows_leave_no_dead_buttons(database: Database, clock: ManualClock, step: str) -> None:
    """G5, P18, P24: a walk, an edit of the flows, and then every button that was ever sent, in random order."""
    chance = random.Random(step)
    conversation = await begin({"contact": "tom", "language": "en", "name": "Tom"}, database, clock)
    await walk(conversation, chance)
    sources = without_a_step(list_shipped_sources(), step)
    renamed = [source for source, old in zip(sources, list_shipped_sources(), strict=True) if source != old]
    assert renamed, step
    conversation.use(compile_flows(sources, list_actions(None)))
    choices = list({choice.id: choice for choice in conversation.sent}.values())
    chance.shuffle(choices)
    for choice in choices:
        await tap(conversation, choice)
