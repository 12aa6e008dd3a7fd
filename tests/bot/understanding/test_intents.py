"""Wishes, questions and small talk by their likeness to example phrases: act, ask back, or admit."""

# ruff: noqa: E501 (tables of phrases are read by row)

from typing import Any

import pytest

from bot.understanding.heard import Heard
from bot.understanding.understand import LexicalUnderstanding
from flows.engine.commands import (
    CannotHandle,
    ChitChat,
    Clarify,
    Command,
    HumanHandoff,
    KnowledgeAnswer,
    StartFlow,
)
from flows.engine.flowset import FlowSet, Trigger
from tests.bot.understanding.make import EXAMPLES, SKIN, asking, flow, flow_set, idle, languages, read

FINDER, COUPON = StartFlow("product_finder"), StartFlow("coupon")
SHIPPING, RETURNS, PAYMENT = KnowledgeAnswer("shipping"), KnowledgeAnswer("returns"), KnowledgeAnswer("payment")

ASKED: dict[Command, str] = {
    FINDER: """can you help me find a product|which product should i get|recommend me something|find products|help me choose|
        i'm looking for a moisturizer|제품 추천 해줘|추천해줘|나한테 맞는 화장품 추천|피부에 맞는 제품 찾아주세요""",
    COUPON: """coupon|cupon please|got any discount codes?|can I have a voucher|쿠폰|쿠폰 주실 수 있나요|할인쿠폰 있나요?|discount""",
    SHIPPING: """how long is shipping|shipping time?|when does my order arrive|delivery cost|how much does delivery cost|
        shippng|how long does shiping take|배송비가 얼마인가요|언제쯤 도착하나요?|배송 얼마나 걸리나요""",
    RETURNS: """return|refund|can i return this|how do returns work|i'd like to return my item|반품|환불해주세요|교환하고 싶어요|refund policy""",
    PAYMENT: """payment|can i pay by credit card|which cards do you accept|paypal?|카드로 결제 가능한가요|결제""",
    ChitChat("thanks"): "thanks!|Thank you so much|thank u|고마워요|감사합니다~",
}


@pytest.mark.parametrize(("intent", "phrases"), EXAMPLES.items())
def test_an_example_word_for_word_is_certain(intent: str, phrases: tuple[str, ...]) -> None:
    kind, _, topic = intent.partition("/")
    wanted: Any = {"faq": KnowledgeAnswer(topic), "chitchat": ChitChat(topic)}.get(kind)
    wanted = wanted or {"find_product": FINDER, "unlock_coupon": COUPON}[intent]
    for phrase in phrases:
        assert read(f"{phrase.upper()}!")[0] == wanted


@pytest.mark.parametrize(
    ("text", "command"), [(t.strip(), command) for command, texts in ASKED.items() for t in texts.split("|")]
)
def test_other_words_for_the_same_are_understood(text: str, command: Command) -> None:
    assert read(text)[0] == command


@pytest.mark.parametrize(
    "text",
    [
        *(
            "the weather is nice today",
            "my cat is cute",
            "who won the match",
            "i love you",
            "tell me a joke",
            "asdfghjkl",
        ),
        *("what is your name", "do you", "i want", "when will it rain", "lorem ipsum dolor sit amet", "see attached"),
        *(
            "점심 뭐 먹지",
            "오늘 날씨 어때",
            "너 몇 살이야",
            "노래 불러줘",
            "que hora es",
            "मौसम कैसा है",
            "كم الساعة",
            "😀😀",
            "...",
            "",
        ),
    ],
)
def test_what_the_shop_knows_nothing_of_is_admitted(text: str) -> None:
    assert read(text) == (CannotHandle("not_understood"),)
    assert read(text, asking("skin_type", SKIN)) == (CannotHandle("invalid_answer"),)


def small(examples: dict[str, tuple[str, ...]], **triggers: float) -> LexicalUnderstanding:
    """A shop that knows only these examples."""
    flows = FlowSet(
        "0", flow_set().slots, languages(), tuple(Trigger(f"{i}_flow", i, t) for i, t in triggers.items()), examples,
        {f"{intent}_flow": flow() for intent in triggers}, {},
    )  # fmt: skip
    return LexicalUnderstanding(flows)


def test_two_likely_intents_are_offered_best_first() -> None:
    shop = small({"track": ("track my order",), "change": ("change my order",)}, track=0.0, change=0.0)
    (clarify,) = shop.commands_for(Heard("my order"), idle())
    assert isinstance(clarify, Clarify)
    assert set(clarify.choices) == {"track_flow", "change_flow"}


def test_faqs_are_offered_by_their_names_and_small_talk_never() -> None:
    shop = small({"faq/a": ("opening hours of the shop",), "chitchat/b": ("opening lines of a shop",)})
    (command,) = shop.commands_for(Heard("shop opening"), idle())
    assert command in (Clarify(("faq/a",)), KnowledgeAnswer("a"))


def test_a_trigger_may_ask_for_more_certainty() -> None:
    examples = {"order": ("place an order for me",)}
    assert small(examples, order=0.0).commands_for(Heard("place order"), idle()) == (StartFlow("order_flow"),)
    assert small(examples, order=0.99).commands_for(Heard("place order"), idle()) == (Clarify(("order_flow",)),)
    assert small(examples, order=0.99).commands_for(Heard("Place an order for me!"), idle()) == (
        StartFlow("order_flow"),
    )


def test_examples_of_a_built_in_intent_are_obeyed() -> None:
    shop = small({"human": ("my lawyer will hear of this",)})
    assert shop.commands_for(Heard("My lawyer will hear of this"), idle()) == (HumanHandoff(),)


def test_examples_that_lead_nowhere_are_ignored() -> None:
    shop = small({"orphan": ("do something odd",)})
    assert shop.commands_for(Heard("do something odd"), idle()) == (CannotHandle("not_understood"),)


def test_a_shop_without_flows_languages_or_examples_still_answers() -> None:
    bare = LexicalUnderstanding(FlowSet("0", {}, {}, (), {}, {}, {}))
    for text in ("hello", "2", "", "stop"):
        assert bare.commands_for(Heard(text), idle()) == (CannotHandle("not_understood"),)
    assert bare.commands_for(Heard("stop", opt_out_type="STOP"), idle()) != ()


def test_the_flow_that_is_open_is_not_begun_again_by_a_vague_wish() -> None:
    assert read("product recommendation", asking("skin_type", SKIN)) == (CannotHandle("invalid_answer"),)
