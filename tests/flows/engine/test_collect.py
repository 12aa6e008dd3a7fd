"""Questions, answers, and what a flow remembers when it ends."""

import pytest

from flows.engine.commands import SetSlot, StartFlow
from flows.engine.compile import Source, check_flows
from flows.engine.events import Understood
from flows.engine.values import MAX_TEXT
from tests.flows.engine.chat import Chat, flows_of
from tests.flows.engine.shop import ACTIONS, SHOP

FLOWS = flows_of(SHOP)


@pytest.fixture
def chat():
    return Chat(FLOWS, ACTIONS)


def test_a_flow_from_its_first_word_to_its_last(chat):
    """B1: the quiz asks, branches, calls an action and tells."""
    assert chat.hears(StartFlow("finder")) == ["Let us look.", "What is your skin like?"]
    assert chat.hears(SetSlot("skin", "oily")) == ["How old are you?"]
    assert chat.hears(SetSlot("age", 30)) == ["Is it a gift?"]
    assert chat.hears(SetSlot("gift", False)) == ["For oily skin at 30: 30 things."]
    assert chat.notes("flow.completed") == [{"flow": "finder", "answers": {"skin": "oily", "age": 30, "gift": False}}]


def test_answers_are_forgotten_at_the_end_except_persisted_ones_and_what_actions_set(chat):
    """Reference section 3: slots of collect and set_slots are reset, slots of actions stay."""
    chat.hears(StartFlow("finder"), SetSlot("skin", "oily"), SetSlot("age", 30), SetSlot("gift", False))
    assert chat.state.stack == ()
    assert chat.state.slots == {"skin": "oily", "found": 30, "budget": 50}


def test_what_is_known_is_not_asked(chat):
    chat.hears(StartFlow("finder"), SetSlot("skin", "oily"), SetSlot("age", 30))
    assert chat.asked == "gift"


def test_ask_before_filling_asks_in_spite_of_a_value(chat):
    assert chat.hears(StartFlow("money")) == ["What is your budget?"]
    chat.hears(SetSlot("budget", 99))
    assert chat.state.slots["budget"] == 50  # back to its initial value


def test_a_rejection_says_why_and_asks_again(chat):
    chat.hears(StartFlow("finder"), SetSlot("skin", "oily"))
    assert chat.hears(SetSlot("age", 9)) == ["9 is too young.", "How old are you?"]
    assert chat.state.question.misses == 1
    assert "age" not in chat.state.slots


def test_a_slot_refuses_by_its_own_validation_too(chat):
    chat.hears(StartFlow("order"), SetSlot("size", "M"))
    assert chat.hears(SetSlot("email", "nobody")) == ["That is no e-mail address.", "Your e-mail?"]
    assert chat.hears(SetSlot("email", "a@b.c")) == ["Ordered for a@b.c."]


def test_validate_action_may_refuse_an_answer(chat):
    chat.hears(StartFlow("finder"), SetSlot("skin", "oily"))
    assert chat.hears(SetSlot("age", 130)) == ["Nobody is that old.", "How old are you?"]
    assert chat.asked == "age"
    assert chat.hears(SetSlot("age", 30)) == ["Is it a gift?"]


def test_an_action_may_ask_the_question(chat):
    """The buttons of `action_ask_<slot>` become the question's options."""
    assert chat.hears(StartFlow("order")) == ["Sizes:", "Which size?"]
    assert [option.payload for option in chat.state.question.options] == [f"/SetSlots(size={s})" for s in "SML"]


def test_a_called_flow_shares_slots_and_comes_back(chat):
    chat.hears(StartFlow("order"), SetSlot("size", "M"))
    assert chat.hears(SetSlot("email", "a@b.c")) == ["Ordered for a@b.c."]
    assert "email" not in chat.state.slots  # reset with the caller


LINKED = """
slots: {a: {type: text}, b: {type: text}}
responses: {utter_ask_a: [{text: "A?"}], utter_ask_b: [{text: "B?"}]}
flows:
  one:
    description: First.
    steps: [{id: q, collect: a}, {id: on, link: two}]
  two:
    description: Second.
    if: false
    steps: [{id: q, collect: b}]
  hand:
    description: To a person.
    steps: [{id: q, collect: a}, {id: on, link: pattern_human_handoff}]
"""


def test_a_link_ends_one_flow_and_begins_another():
    """Guards do not count, the first flow's slots are reset."""
    chat = Chat(flows_of(LINKED))
    chat.hears(StartFlow("one"))
    assert chat.hears(SetSlot("a", "x")) == ["B?"]
    assert "a" not in chat.state.slots
    assert [frame.flow for frame in chat.state.stack] == ["two"]


def test_a_link_may_lead_to_a_person():
    chat = Chat(flows_of(LINKED))
    chat.hears(StartFlow("hand"))
    chat.hears(SetSlot("a", "x"))
    assert chat.state.paused


def test_the_refill_utter_asks_the_second_time():
    text = """
slots: {a: {type: float, validation: {rejections: [{if: slots.a < 1, utter: utter_no}], refill_utter: utter_again}}}
responses: {utter_ask_a: [{text: "A?"}], utter_no: [{text: "No."}], utter_again: [{text: "A please?"}]}
flows: {f: {description: d, steps: [{id: q, collect: a}]}}
"""
    chat = Chat(flows_of(text))
    chat.hears(StartFlow("f"))
    assert chat.hears(SetSlot("a", 0)) == ["No.", "A please?"]


def test_an_explanation_written_for_the_slot_is_used():
    text = """
slots: {a: {type: float}}
responses: {utter_ask_a: [{text: "A?"}], utter_invalid/a: [{text: "A number, such as 3."}]}
flows: {f: {description: d, steps: [{id: q, collect: a}]}}
"""
    chat = Chat(flows_of(text))
    chat.hears(StartFlow("f"))
    assert chat.hears(SetSlot("a", "many")) == ["A number, such as 3.", "A?"]


def test_nested_steps_run_where_their_branch_leads():
    text = """
slots: {a: {type: bool}}
responses:
  utter_ask_a: [{text: "A?"}]
  utter_yes: [{text: "Yes."}]
  utter_no: [{text: "No."}]
  utter_end: [{text: "End."}]
flows:
  f:
    description: d
    steps:
      - id: q
        collect: a
        next:
          - if: slots.a
            then:
              - {action: utter_yes}
              - {noop: true, next: last}
          - else: [{action: utter_no, next: END}]
      - {id: last, action: utter_end}
"""
    chat = Chat(flows_of(text))
    chat.hears(StartFlow("f"))
    assert chat.hears(SetSlot("a", True)) == ["Yes.", "End."]
    chat.hears(StartFlow("f"))
    assert chat.hears(SetSlot("a", False)) == ["No."]


def test_steps_without_an_id_get_a_stable_one():
    """A position survives an edit that only adds steps elsewhere."""
    steps = "[{action: utter_a}, {action: utter_a}]"
    text = f"responses: {{utter_a: [{{text: a}}]}}\nflows: {{f: {{description: d, steps: {steps}}}}}"
    assert list(flows_of(text).flows["f"].steps) == ["action_utter_a", "action_utter_a_2"]


def test_long_texts_are_cut_and_too_many_are_refused():
    """Text 4 KB, all slots 64 KB."""
    slots = "".join(f"  s{n}: {{type: text}}\n" for n in range(30))
    chat = Chat(flows_of(f"slots:\n{slots}"))
    chat.hears(SetSlot("s0", "x" * 9999))
    assert len(chat.state.slots["s0"]) == MAX_TEXT
    for number in range(1, 30):
        chat.hears(SetSlot(f"s{number}", "x" * 9999))
    assert sum(len(value) for value in chat.state.slots.values()) <= 64 * 1024
    assert chat.notes("slot.refused")


@pytest.mark.parametrize(
    ("slot", "value", "kept"),
    [
        ("gift", "true", True),
        ("age", "30.5", 30.5),
        ("skin", "OILY", "oily"),
        ("remark", 5, "5"),
        ("age", float("nan"), None),
        ("age", True, None),
        ("gift", 1, None),
        ("unknown", 1, None),
    ],
)
def test_values_are_kept_in_the_type_of_their_slot(chat, slot, value, kept):
    chat.hears(SetSlot(slot, value))
    assert chat.state.slots.get(slot) == kept


def test_a_turn_that_was_cut_off_in_the_middle_of_an_action_asks_for_it_again(chat):
    """A crash between effect and answer loses nothing."""
    from flows.engine.effects import RunAction

    chat.hears(StartFlow("finder"), SetSlot("skin", "oily"), SetSlot("age", 30))
    outcome = chat.step(Understood((SetSlot("gift", False),)))
    assert outcome.effects[-1] == RunAction("action_find")
    assert chat.happens(Understood(())) == [
        "Sorry, I did not understand that.",
        "For oily skin at 30: 30 things.",
    ]


def test_what_may_be_said_beside_a_question_is_checked_when_the_flows_are_read():
    """`also` names slots that exist."""
    text = "slots: {a: {type: text}}\nresponses: {utter_ask_a: [{text: A?}]}\nflows:\n  f:\n    description: d\n"
    steps = "    steps: [{{id: q, collect: a, also: {also}}}]\n"
    told = [str(fault) for fault in check_flows([Source("x.yml", text + steps.format(also="[b]"))])]
    assert any("there is no slot `b`" in fault for fault in told)
    told = [str(fault) for fault in check_flows([Source("x.yml", text + steps.format(also="a"))])]
    assert any("`also` is a list of slots" in fault for fault in told)
