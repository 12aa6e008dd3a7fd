"""Yes and no to what was offered, numbers of orders, and what is said instead of yes or no."""

from typing import Any

import pytest

from bot.actions.buying.amounts import find_amount
from bot.understanding.heard import Heard
from bot.understanding.understand import LexicalUnderstanding
from flows.engine.commands import CannotHandle, ChitChat, Command, HumanHandoff, SetSlot, ShowMenu, StartFlow
from flows.engine.compile import compile_flows
from flows.engine.state import ConversationState, Option, Question
from flows.shipped import list_shipped_sources

OFFER = {"text": "Shall we look?", "buttons": [["🔎 Find", "/find_product", ""], ["Menu", "/menu", ""]]}
EQUALS = {**OFFER, "text": "What shall it be?", "metadata": {"equals": True}}
TOLD = {**OFFER, "text": "You have 30 days."}
ONE = {"text": "You have 30 days.", "buttons": [["A person", "/human", ""]]}
MANY = {"text": "How can I help?", "buttons": [[f"{n}", "/menu", ""] for n in "abcd"]}
QUIZ = Question("product_finder", "q_style", "style", "f", (Option("Plain", "/SetSlots(style=plain)"),))
SAME = Question("product_finder", "q_same_skin", "same_skin", "f", (Option("Yes", "/SetSlots(same_skin=same)"),))
BUDGET = Question("product_finder", "q_budget", "budget", "f")
WHICH = CannotHandle("which")


@pytest.fixture(scope="module")
def shop() -> LexicalUnderstanding:
    return LexicalUnderstanding(compile_flows(list_shipped_sources()))


def after(*last: dict[str, Any], question: Question | None = None, **slots: Any) -> ConversationState:
    return ConversationState(slots={"language": "en", **slots}, question=question, extra={"last": list(last)})


@pytest.mark.parametrize(
    ("offer", "typed", "wanted"),
    [
        (OFFER, "yes", StartFlow("product_finder", guarded=False)),
        (OFFER, "ok", StartFlow("product_finder", guarded=False)),
        (OFFER, "sure", StartFlow("product_finder", guarded=False)),
        (OFFER, "yes please", StartFlow("product_finder", guarded=False)),
        (OFFER, "👍", StartFlow("product_finder", guarded=False)),
        (OFFER, "네", StartFlow("product_finder", guarded=False)),
        (OFFER, "no", ChitChat("no")),
        (OFFER, "아니요", ChitChat("no")),
        (OFFER, "no thanks", ChitChat("no")),
        (EQUALS, "yes", WHICH),
        (MANY, "yes", WHICH),
        (TOLD, "yes", WHICH),
        (ONE, "yes", HumanHandoff()),
        (ONE, "ok", ChitChat("ok")),
        (TOLD, "👍", ChitChat("ok")),
    ],
)
def test_a_yes_takes_what_was_offered(
    shop: LexicalUnderstanding, offer: dict[str, Any], typed: str, wanted: Command
) -> None:
    """Of several equals it is asked which; an “ok” to what asked nothing has only taken notice."""
    assert shop.commands_for(Heard(typed), after(offer))[0] == wanted


def test_a_yes_to_nothing_shows_the_menu(shop: LexicalUnderstanding) -> None:
    assert shop.commands_for(Heard("yes"), after()) == (ShowMenu(),)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("yes", StartFlow("product_finder", guarded=False)),
        ("no", ChitChat("no")),
        ("Menu", ShowMenu()),
        ("the second one", ShowMenu()),
    ],
)
def test_an_offer_comes_before_a_question_that_waits_in_silence(
    shop: LexicalUnderstanding, typed: str, wanted: Command
) -> None:
    assert shop.commands_for(Heard(typed), after(OFFER, question=QUIZ))[0] == wanted


def test_the_question_that_waits_in_silence_hears_its_answer(shop: LexicalUnderstanding) -> None:
    assert shop.commands_for(Heard("plain"), after(OFFER, question=QUIZ)) == (SetSlot("style", "plain"),)


@pytest.mark.parametrize(
    "typed", ["#1042", "1042", "order 1042", "order number: 1042", "주문번호 1042", "주문번호 1042번이요"]
)
def test_a_number_alone_is_an_order(shop: LexicalUnderstanding, typed: str) -> None:
    """F9: whatever else is open, unless numbers answer it."""
    order = (StartFlow("order_status"), SetSlot("order_number", "1042"))
    assert shop.commands_for(Heard(typed), after()) == order
    assert shop.commands_for(Heard(typed), after(question=QUIZ)) == order


def test_a_number_answers_a_question_for_one(shop: LexicalUnderstanding) -> None:
    assert shop.commands_for(Heard("1042"), after(question=BUDGET)) == (SetSlot("budget", 1042.0),)


@pytest.mark.parametrize("typed", ["oily", "no, oily now", "it's oily now", "지성이에요"])
def test_another_value_answers_whether_the_remembered_one_holds(shop: LexicalUnderstanding, typed: str) -> None:
    state = after(question=SAME, skin_type="dry")
    assert set(shop.commands_for(Heard(typed), state)) == {SetSlot("skin_type", "oily"), SetSlot("same_skin", "same")}


@pytest.mark.parametrize("typed", ["my birthday is May 3", "my birthday is 3 May", "제 생일은 5월 3일이에요"])
def test_a_birthday_is_taken_with_the_wish(shop: LexicalUnderstanding, typed: str) -> None:
    taken = (StartFlow("change_birthday"), SetSlot("birthday", typed))
    assert shop.commands_for(Heard(typed), after()) == taken


@pytest.mark.parametrize(
    ("words", "quantity", "counted"),
    [
        ("2 of them please", 2, True),
        ("two", 2, False),
        ("just one", 1, True),
        ("두 개요", 2, True),
        ("3개로", 3, True),
        ("열 장", 10, True),
        ("a dozen", 12, False),
    ],
)
def test_amounts_in_digits_and_words(words: str, quantity: int, counted: bool) -> None:
    amount = find_amount(words.split())
    assert amount is not None
    assert (amount.quantity, amount.counted) == (quantity, counted)


@pytest.mark.parametrize("words", ["the blue one", "", "two or three", "medium please"])
def test_what_is_no_amount(words: str) -> None:
    assert find_amount(words.split()) is None
