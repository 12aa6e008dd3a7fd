"""What was offered without a question may be typed, and what is said beside a question counts."""

from typing import Any

import pytest

from bot.understanding.heard import Heard
from bot.understanding.understand import LexicalUnderstanding
from flows.engine.commands import (
    ChitChat,
    Clarify,
    Command,
    HumanHandoff,
    KnowledgeAnswer,
    SetSlot,
    ShowMenu,
    StartFlow,
)
from flows.engine.compile import compile_flows
from flows.engine.state import ConversationState, Option, Question
from flows.shipped import list_shipped_sources

FINDER = StartFlow("product_finder")
PERSON = {"text": "A person?", "buttons": [["Yes, a person", "/human", ""], ["Menu", "/menu", ""]]}
CARD = Question("browse", "card", "card_choice", "f", (Option("Get it", "/SetSlots(card_choice=take_it)"),))


@pytest.fixture(scope="module")
def shop() -> LexicalUnderstanding:
    return LexicalUnderstanding(compile_flows(list_shipped_sources()))


def idle(*last: dict[str, Any], language: str = "en") -> ConversationState:
    return ConversationState(slots={"language": language}, extra={"last": list(last)})


@pytest.mark.parametrize("typed", ["yes", "Yes, a person", "1", "the first one", "yes please"])
def test_buttons_of_the_last_message_may_be_typed(shop: LexicalUnderstanding, typed: str) -> None:
    assert shop.commands_for(Heard(typed), idle(PERSON)) == (HumanHandoff(),)


@pytest.mark.parametrize(
    ("language", "typed", "first"),
    [
        ("en", "yes", ShowMenu()),
        ("en", "no", ChitChat("no")),
        ("en", "👍", ChitChat("ok")),
        ("en", "❤️", ChitChat("compliment")),
        ("en", "how much is delivery", KnowledgeAnswer("shipping_cost")),
        ("en", "how long does shipping take", KnowledgeAnswer("delivery_time")),
        ("en", "do you ship to germany", KnowledgeAnswer("abroad")),
        ("en", "how much does it cost", KnowledgeAnswer("price")),
        ("en", "red dress", StartFlow("search")),
        ("en", "Find me a serum", FINDER),
        ("en", "find me something for dry skin", FINDER),
        ("en", "do you have candles", FINDER),
        ("en", "do you have vitamin c serum", FINDER),
        ("ko", "건성 피부에 좋은 거 추천해줘", FINDER),
        ("ko", "빨간 원피스 있어요?", StartFlow("search")),
        ("ko", "얼마예요?", KnowledgeAnswer("price")),
        ("en", "I want to return my shoes", StartFlow("return_item")),
        ("en", "cancel my order", StartFlow("cancel_order")),
        ("en", "can I change the delivery address", StartFlow("change_order")),
        ("en", "how much is shipping to Korea", KnowledgeAnswer("abroad")),
        ("en", "how much is shipping", KnowledgeAnswer("shipping_cost")),
        ("en", "do you gift wrap", KnowledgeAnswer("ask_colleague")),
        ("en", "any sales right now?", StartFlow("search")),
        ("en", "what bike size for a child 120cm", StartFlow("size_guide")),
        ("ko", "주문 취소해 주세요", StartFlow("cancel_order")),
        ("ko", "해외 배송 되나요", KnowledgeAnswer("abroad")),
        ("ko", "선물 포장 되나요", KnowledgeAnswer("ask_colleague")),
        ("ko", "환불은 언제 돼요", StartFlow("order_status")),
        ("ko", "지금 세일하는 거 있나요", StartFlow("search")),
        ("ko", "아니요 괜찮아요", ChitChat("no")),
        ("ko", "ㄴㄴ", ChitChat("no")),
    ],
)
def test_what_shoppers_say_first(shop: LexicalUnderstanding, language: str, typed: str, first: Command) -> None:
    assert shop.commands_for(Heard(typed), idle(language=language))[0] == first


def test_one_word_that_two_topics_share_is_asked_about(shop: LexicalUnderstanding) -> None:
    assert isinstance(shop.commands_for(Heard("money"), idle())[0], Clarify)


@pytest.mark.parametrize(
    ("language", "typed", "commands"),
    [
        ("en", "under 20", (SetSlot("budget", 20),)),
        ("en", "No, under 50", (SetSlot("budget", 50),)),
        ("en", "in rich texture", (SetSlot("texture", "rich"),)),
        ("en", "for oily skin instead", (SetSlot("skin_type", "oily"),)),
        ("en", "cheaper", (SetSlot("card_choice", "cheaper"),)),
        ("en", "no", (SetSlot("card_choice", "not_this"),)),
        ("en", "yes", (SetSlot("card_choice", "take_it"),)),
        ("en", "I need a lamp", (FINDER, SetSlot("home_kind", "lamp"))),
        ("ko", "아니, 40달러 이하", (SetSlot("budget", 40),)),
        ("ko", "지성용으로", (SetSlot("skin_type", "oily"),)),
        ("ko", "너무 비싸요", (SetSlot("card_choice", "cheaper"),)),
    ],
)
def test_what_is_said_at_a_card(
    shop: LexicalUnderstanding, language: str, typed: str, commands: tuple[Command, ...]
) -> None:
    """The quiz has ended; its answers can still be changed."""
    state = ConversationState(slots={"language": language}, question=CARD)
    assert shop.commands_for(Heard(typed), state) == commands
