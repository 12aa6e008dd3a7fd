"""Flows that give way, and questions that wait in silence: a turn asks one thing only."""

import pytest

from flows.engine.commands import KnowledgeAnswer, SetSlot, ShowMenu, StartFlow
from flows.engine.compile import Source, check_flows
from tests.flows.engine.chat import Chat, flows_of

SHOP = """
flows:
  card:
    description: A product.
    gives_way: true
    steps: [{id: q, collect: choice, ask_before_filling: true}]
  quiz:
    description: Two questions.
    steps: [{id: age, collect: age}, {id: size, collect: size}]
  orders:
    description: Says where they are, and offers more.
    steps: [{id: say, action: utter_orders}]
  note:
    description: Says something without a button.
    steps: [{id: say, action: utter_note}]
slots:
  choice: {type: text, mappings: [{type: from_llm}]}
  age: {type: float, mappings: [{type: from_llm}]}
  size: {type: text, mappings: [{type: from_llm}]}
responses:
  utter_ask_choice: [{text: "The lamp?", buttons: [{title: Take it, payload: /SetSlots(choice=take)}]}]
  utter_ask_age: [{text: "How old?"}]
  utter_ask_size: [{text: "Which size?"}]
  utter_orders: [{text: "On its way.", buttons: [{title: Invoice, payload: /note}]}]
  utter_note: [{text: "Noted."}]
  utter_menu: [{text: "Menu", buttons: [{title: Orders, payload: /orders}]}]
  utter_faq/terms: [{text: "30 days.", buttons: [{title: Orders, payload: /orders}]}]
  utter_faq/odd: [{text: "Shall I ask somebody?", buttons: [{title: A person, payload: /human}]}]
intents: [note, orders, faq/terms, faq/odd]
"""


@pytest.fixture
def chat() -> Chat:
    return Chat(flows_of(SHOP))


@pytest.mark.parametrize("flow", ["orders", "note"])
def test_another_flow_ends_one_that_gives_way(chat: Chat, flow: str) -> None:
    chat.hears(StartFlow("card"))
    assert len(chat.hears(StartFlow(flow))) == 1
    assert chat.state.stack == ()
    assert chat.notes("flow.gave_way") == [{"flow": "card", "step": "q"}]


def test_the_menu_ends_one_that_gives_way_and_offers_no_way_back(chat: Chat) -> None:
    chat.hears(StartFlow("card"))
    chat.hears(ShowMenu())
    assert [button.title for button in chat.replies[0].buttons] == ["Orders"]
    assert [frame.flow for frame in chat.state.stack if frame.kind != "pattern"] == []


def test_a_quiz_is_asked_again_after_a_flow_that_offers_nothing(chat: Chat) -> None:
    chat.hears(StartFlow("quiz"))
    assert chat.hears(StartFlow("note")) == ["Noted.", "Back to quiz.", "How old?"]


def test_a_quiz_waits_in_silence_after_a_flow_that_offers_something(chat: Chat) -> None:
    chat.hears(StartFlow("quiz"))
    assert chat.hears(StartFlow("orders")) == ["On its way."]
    assert chat.hears(SetSlot("age", 30)) == ["Which size?"]


def test_an_answer_beside_a_quiz_has_no_buttons_of_its_own(chat: Chat) -> None:
    chat.hears(StartFlow("quiz"))
    assert chat.hears(KnowledgeAnswer("terms")) == ["30 days.", "How old?"]
    assert [reply.buttons for reply in chat.replies] == [(), ()]


def test_an_answer_that_asks_lets_the_quiz_wait(chat: Chat) -> None:
    chat.hears(StartFlow("quiz"))
    assert chat.hears(KnowledgeAnswer("odd")) == ["Shall I ask somebody?"]
    assert chat.hears(SetSlot("age", 30)) == ["Which size?"]


def test_an_answer_beside_a_card_keeps_its_buttons_and_the_card_still_hears(chat: Chat) -> None:
    chat.hears(StartFlow("card"))
    assert chat.hears(KnowledgeAnswer("terms")) == ["30 days."]
    assert chat.state.question is not None
    chat.hears(SetSlot("choice", "take"))
    assert chat.state.stack == ()


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("gives_way: sometimes", "`gives_way` is true or false"),
        ("gives_way: 1", "`gives_way` is true or false"),
    ],
)
def test_gives_way_is_checked(written: str, fault: str) -> None:
    faults = check_flows([Source("test.yml", SHOP.replace("gives_way: true", written))], [])
    assert [str(each) for each in faults if fault in str(each)]
