"""Understanding on the flows that are really shipped, compiled by the real compiler."""

from typing import Any

import pytest

from bot.understanding.heard import Heard
from bot.understanding.understand import LexicalUnderstanding
from flows.engine.commands import (
    CannotHandle,
    ChitChat,
    HumanHandoff,
    KnowledgeAnswer,
    OptOut,
    SetSlot,
    ShowMenu,
    StartFlow,
    Tap,
)
from flows.engine.compile import compile_flows
from flows.engine.flowset import FlowSet
from flows.engine.state import ConversationState, Option
from flows.shipped import list_shipped_sources
from tests.bot.understanding.make import asking, idle


@pytest.fixture(scope="module")
def shipped() -> FlowSet:
    return compile_flows(list_shipped_sources())


@pytest.fixture(scope="module")
def shop(shipped: FlowSet) -> LexicalUnderstanding:
    return LexicalUnderstanding(shipped)


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("find me a product", "en", StartFlow("product_finder")),
        ("제품 추천해줘", "ko", StartFlow("product_finder")),
        ("do you have a coupon code", "en", StartFlow("unlock_coupon")),
        ("쿠폰 주세요", "ko", StartFlow("unlock_coupon")),
        ("where's my order?", "en", StartFlow("order_status")),
        ("can I exchange this", "en", KnowledgeAnswer("returns")),
        ("환불 가능한가요", "ko", KnowledgeAnswer("returns")),
        ("thank you so much!", "en", ChitChat("thanks")),
        ("menu", "en", ShowMenu()),
        ("안녕하세요", "ko", ShowMenu()),
        ("상담원 연결해주세요", "ko", HumanHandoff()),
        ("구독 취소", "en", OptOut()),
    ],
)
def test_a_shopper_is_understood(shop: LexicalUnderstanding, text: str, language: str, first: Any) -> None:
    assert shop.commands_for(Heard(text), idle(language))[0] == first


def test_a_wish_fills_the_finders_slots(shop: LexicalUnderstanding) -> None:
    said = shop.commands_for(Heard("I need a moisturizer for dry skin under 30"), idle())
    assert said[0] == StartFlow("product_finder")
    assert {SetSlot("skin_kind", "moisturiser"), SetSlot("skin_type", "dry"), SetSlot("budget", 30.0)} <= set(said)


def test_every_value_of_every_shipped_slot_can_be_typed(shipped: FlowSet, shop: LexicalUnderstanding) -> None:
    for slot in shipped.slots.values():
        for value in slot.values:
            said = shop.commands_for(Heard(value), asking(slot.name))
            assert said[0] == SetSlot(slot.name, value), (slot.name, value)


def test_every_shipped_example_does_what_its_intent_says(shipped: FlowSet, shop: LexicalUnderstanding) -> None:
    triggers = {trigger.intent: trigger.flow for trigger in shipped.triggers}
    wrong = []
    for intent, phrases in shipped.examples.items():
        kind, _, topic = intent.partition("/")
        wanted: Any = {"faq": KnowledgeAnswer(topic), "chitchat": ChitChat(topic)}.get(kind)
        shown = ConversationState(slots={"language": "en", "sku": "A-1"}) if kind == "card_choice" else idle()
        wanted = Tap("browse", "card", ((kind, topic),)) if kind == "card_choice" else wanted
        wanted = StartFlow(triggers[intent]) if intent in triggers else wanted or StartFlow(intent)
        said = [(phrase, shop.commands_for(Heard(phrase), shown)[0]) for phrase in phrases]
        wrong += [(p, first) for p, first in said if first not in (wanted, ShowMenu(), HumanHandoff())]
    assert wrong == []


@pytest.mark.parametrize("text", ["still wrong", "that's still wrong", "-5"])
def test_a_grumble_or_a_minus_in_the_quiz_is_no_answer_and_no_other_wish(
    shop: LexicalUnderstanding, text: str
) -> None:
    """Not `where is my order`, and not the fifth option."""
    titles = ("Oily", "Dry", "Combination", "Sensitive", "Normal")
    options = [Option(title, f"/SetSlots(skin_type={title.lower()})") for title in titles]
    state = asking("skin_type", options)
    assert shop.commands_for(Heard(text), state) == (CannotHandle("invalid_answer"),)
