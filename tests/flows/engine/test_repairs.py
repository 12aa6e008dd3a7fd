"""Everything that may come between a question and its answer."""

import pytest

from flows.engine.commands import (
    CancelFlow,
    CannotHandle,
    ChitChat,
    Clarify,
    GoBack,
    HumanHandoff,
    KnowledgeAnswer,
    OptIn,
    OptOut,
    Repeat,
    SetSlot,
    ShowMenu,
    SkipQuestion,
    StartFlow,
    Tap,
)
from flows.engine.compile import Source
from flows.engine.effects import HandOff, Perform
from flows.engine.events import ActionFailed, HandoffClosed, TurnFailed, Understood
from tests.flows.engine.chat import Chat, flows_of
from tests.flows.engine.shop import ACTIONS, SHOP

FLOWS = flows_of(SHOP)


@pytest.fixture
def chat():
    return Chat(FLOWS, ACTIONS)


@pytest.fixture
def asked_for_age(chat):
    chat.hears(StartFlow("finder"))
    chat.hears(SetSlot("skin", "oily"))
    assert chat.asked == "age"
    return chat


def test_a_question_of_the_faq_is_answered_and_the_open_one_asked_again(asked_for_age):
    """C3: an FAQ may interrupt the quiz."""
    assert asked_for_age.hears(KnowledgeAnswer("shipping")) == ["Shipping is free.", "How old are you?"]
    assert asked_for_age.notes("faq.answered") == [{"topic": "shipping"}]
    assert asked_for_age.asked == "age"


def test_a_topic_without_an_answer_offers_a_person(chat):
    chat.hears(KnowledgeAnswer("unknown"))
    assert [button.payload for button in chat.replies[0].buttons] == ["/human", "/menu"]


def test_small_talk_does_not_lose_the_question(asked_for_age):
    assert asked_for_age.hears(ChitChat("thanks")) == ["You are welcome.", "How old are you?"]


def test_another_flow_interrupts_and_the_first_one_is_resumed(asked_for_age):
    assert asked_for_age.hears(StartFlow("money")) == ["What is your budget?"]
    assert asked_for_age.hears(SetSlot("budget", 30)) == ["Back to product finder.", "How old are you?"]


def test_a_flow_that_is_open_already_is_not_begun_twice(asked_for_age):
    assert asked_for_age.hears(StartFlow("finder")) == ["How old are you?"]
    assert len(asked_for_age.state.stack) == 1


def test_a_flow_below_comes_back_on_top(asked_for_age):
    asked_for_age.hears(StartFlow("money"))
    assert asked_for_age.hears(StartFlow("finder")) == ["How old are you?"]
    assert [frame.flow for frame in asked_for_age.state.stack] == ["money", "finder"]


def test_cancel_leaves_the_flow_and_forgets_its_answers(asked_for_age):
    assert asked_for_age.hears(CancelFlow()) == ["All right, I have stopped product finder."]
    assert asked_for_age.state.stack == ()
    assert asked_for_age.notes("flow.cancelled") == [{"flow": "finder", "step": "q_age"}]
    assert asked_for_age.state.slots["skin"] == "oily"  # persisted


def test_cancel_in_a_called_flow_leaves_the_caller_too(chat):
    chat.hears(StartFlow("order"))
    chat.hears(SetSlot("size", "M"))
    assert chat.asked == "email"
    chat.hears(CancelFlow())
    assert chat.state.stack == ()
    assert "size" not in chat.state.slots


def test_cancel_with_nothing_open_asks_what_is_meant(chat):
    """DESIGN section 4: CANCEL is not STOP."""
    chat.hears(CancelFlow())
    assert [button.payload for button in chat.replies[0].buttons] == ["/menu", "/human", "/stop"]
    assert chat.performs == []


def test_cancel_beside_something_else_asks_nothing(chat):
    """“Start over” cancels and shows the menu, also when nothing is open."""
    assert chat.hears(CancelFlow(), ShowMenu()) == ["What can I do for you?"]


def test_a_correction_goes_back_and_on_again(asked_for_age):
    asked_for_age.hears(SetSlot("age", 30))
    assert asked_for_age.hears(SetSlot("skin", "dry")) == ["I have changed that.", "Is it a gift?"]
    assert asked_for_age.state.slots["skin"] == "dry"


def test_a_correction_is_checked_like_an_answer(asked_for_age):
    asked_for_age.hears(SetSlot("age", 30))
    texts = asked_for_age.hears(SetSlot("age", 5))
    assert texts == ["I have changed that.", "5 is too young.", "How old are you?"]


def test_the_same_value_again_corrects_nothing(asked_for_age):
    assert asked_for_age.hears(SetSlot("skin", "oily")) == ["How old are you?"]


def test_several_corrections_are_announced_once(asked_for_age):
    asked_for_age.hears(SetSlot("age", 30))
    texts = asked_for_age.hears(SetSlot("skin", "dry"), SetSlot("age", 40))
    assert texts == ["I have changed that.", "Is it a gift?"]
    assert asked_for_age.state.slots["age"] == 40


def test_back_asks_the_question_before(asked_for_age):
    texts = asked_for_age.hears(GoBack())
    assert texts == ["What is your skin like?"]
    assert asked_for_age.hears(SetSlot("skin", "dry")) == ["How old are you?"]


def test_back_out_of_a_called_flow(chat):
    chat.happens(Understood((StartFlow("order"),)))
    chat.hears(SetSlot("size", "M"))
    chat.hears(GoBack())
    assert chat.asked == "size"


def test_back_at_the_first_question_asks_it_again(chat):
    chat.hears(StartFlow("money"))
    assert chat.hears(GoBack()) == ["What is your budget?"]


def test_skip_takes_the_initial_value(chat):
    chat.hears(StartFlow("money"))
    chat.hears(SkipQuestion())
    assert chat.notes("flow.completed") == [{"flow": "money", "answers": {"budget": 50}}]


def test_skip_leaves_an_optional_slot_empty(asked_for_age):
    asked_for_age.hears(SetSlot("age", 30))
    asked_for_age.hears(SetSlot("gift", True))
    assert asked_for_age.asked == "remark"
    assert asked_for_age.hears(SkipQuestion()) == ["For oily skin at 30: 30 things."]


def test_skip_explains_why_not(asked_for_age):
    assert asked_for_age.hears(SkipQuestion()) == ["I need this answer to go on.", "How old are you?"]


def test_the_menu_leaves_the_flow_resumable(asked_for_age):
    """“Menu” in the middle of a quiz shows the menu and nothing else."""
    assert asked_for_age.hears(ShowMenu()) == ["What can I do for you?"]
    assert [b.payload for b in asked_for_age.replies[0].buttons] == ["/continue"]
    assert asked_for_age.asked == ""
    assert asked_for_age.hears(Tap("pattern_menu", "show", ())) == ["How old are you?"]


def test_clarify_offers_flows_and_faqs(chat):
    chat.hears(Clarify(("finder", "faq/shipping", "club", "gone", "order")))
    titles = [(b.title, b.payload) for b in chat.replies[0].buttons]
    assert titles == [("Product finder", "/find"), ("Shipping", "/faq/shipping"), ("Order", "/order")]


def test_repeat_says_the_last_thing_again(chat):
    assert chat.hears(Repeat()) == ["I have not said anything yet."]
    chat.hears(KnowledgeAnswer("shipping"))
    assert chat.hears(Repeat()) == ["Shipping is free."]


def test_repeat_asks_the_open_question_again(asked_for_age):
    assert asked_for_age.hears(Repeat()) == ["How old are you?"]


def test_wrong_answers_are_explained_twice_then_a_person_is_offered(chat):
    """Issue 2, part 5: re-ask helpfully, twice, then offer a person."""
    chat.hears(StartFlow("finder"))
    again = ["Sorry, please choose one of these: Oily, Dry, Normal.", "What is your skin like?"]
    assert chat.hears(CannotHandle("invalid_answer")) == again
    assert chat.hears(CannotHandle("invalid_answer")) == again
    chat.hears(CannotHandle("invalid_answer"))
    assert [bool(reply.buttons) for reply in chat.replies] == [False, True]  # one bubble: the offer and the question
    assert "/human" in [button.payload for button in chat.replies[-1].buttons]
    assert chat.asked == "skin"
    chat.hears(SetSlot("skin", "oily"))
    chat.hears(CannotHandle("invalid_answer"))
    assert chat.state.question.misses == 1  # counted for each question anew


def test_a_value_of_the_wrong_type_is_a_wrong_answer(chat):
    chat.hears(StartFlow("finder"))
    assert chat.hears(SetSlot("skin", "purple"))[0].startswith("Sorry, please choose")
    assert chat.asked == "skin"


def test_not_understood_thrice_offers_a_person(chat):
    for _ in range(2):
        assert chat.hears(CannotHandle()) == ["Sorry, I did not understand that."]
    assert "a person" in chat.hears(CannotHandle())[0]
    chat.hears(ChitChat("thanks"))
    assert chat.hears(CannotHandle()) == ["Sorry, I did not understand that."]


@pytest.mark.parametrize(("reason", "text"), [("unsupported", "this kind of message"), ("media", "files")])
def test_what_nobody_can_read_is_answered_as_such(chat, reason, text):
    assert text in chat.hears(CannotHandle(reason))[0]


def test_no_commands_at_all_are_not_understood(chat):
    assert chat.hears() == ["Sorry, I did not understand that."]


def test_a_guard_keeps_people_out_and_says_why(chat):
    assert chat.hears(StartFlow("club")) == ["The club is for VIPs."]
    assert chat.notes("flow.started") == []


def test_a_guard_is_bypassed_by_an_explicit_payload(chat):
    assert chat.hears(StartFlow("club", guarded=False)) == ["Hello, VIP."]


def test_a_guard_opens_when_its_condition_holds(chat):
    chat.hears(SetSlot("vip", True))
    assert chat.hears(StartFlow("club")) == ["Hello, VIP."]


def test_a_refused_flow_without_words_of_its_own_names_itself():
    flows = flows_of(SHOP.replace("utter_guard/club", "utter_elsewhere"))
    assert Chat(flows).hears(StartFlow("club")) == ["Sorry, club is not possible right now."]


def test_a_forced_question_hears_nothing_else(chat):
    chat.hears(StartFlow("secret"))
    for command in (CancelFlow(), KnowledgeAnswer("shipping"), StartFlow("money"), SkipQuestion(), ShowMenu()):
        assert chat.hears(command) == ["Is it a gift?"]
    chat.hears(SetSlot("gift", False))
    assert chat.state.stack == ()


@pytest.mark.parametrize(("command", "name"), [(OptOut(), "opt_out"), (OptIn(), "opt_in")])
def test_consent_wins_over_a_forced_question(chat, command, name):
    """DESIGN section 4: STOP always works."""
    chat.hears(StartFlow("secret"))
    assert len(chat.hears(SetSlot("gift", True), command)) == 1
    assert chat.performs == [Perform(name)]


def test_opting_out_closes_what_is_open(asked_for_age):
    asked_for_age.hears(OptOut())
    assert asked_for_age.state.stack == ()
    assert asked_for_age.asked == ""


def test_a_person_takes_over_and_the_bot_falls_silent(asked_for_age):
    """F9: the bot waits until the conversation is given back."""
    assert len(asked_for_age.hears(HumanHandoff())) == 1
    assert HandOff("asked") in asked_for_age.effects
    assert asked_for_age.state.paused
    for command in (SetSlot("age", 30), CannotHandle(), ShowMenu(), HumanHandoff(), Tap("finder", "q_skin", ())):
        assert asked_for_age.hears(command) == []
        assert not any(isinstance(effect, HandOff) for effect in asked_for_age.effects)
    assert asked_for_age.happens(HandoffClosed()) == ["Back to product finder.", "How old are you?"]
    assert not asked_for_age.state.paused


def test_opting_out_is_confirmed_even_while_a_person_has_the_chat(chat):
    chat.hears(HumanHandoff())
    assert len(chat.hears(OptOut())) == 1
    assert chat.state.paused
    assert chat.happens(HandoffClosed()) == []


def test_a_forced_question_lets_a_person_in(chat):
    chat.hears(StartFlow("secret"))
    chat.hears(HumanHandoff())
    assert chat.state.paused


def test_a_failed_action_apologises_and_leaves_the_flow(chat):
    """P28: never silence, always a way to a person."""
    texts = chat.hears(StartFlow("breaks"))
    assert texts == ["Sorry, something went wrong on our side."]
    assert "/human" in [button.payload for button in chat.replies[0].buttons]
    assert chat.notes("action.failed")[0]["action"] == "action_broken"
    assert chat.state.stack == ()


def test_a_failure_below_leaves_the_flow_beneath_open(asked_for_age):
    texts = asked_for_age.hears(StartFlow("breaks"))
    assert texts == ["Sorry, something went wrong on our side.", "How old are you?"]


def test_a_turn_set_aside_is_apologised_for(asked_for_age):
    assert asked_for_age.happens(TurnFailed()) == ["Sorry, something went wrong on our side.", "How old are you?"]


def test_a_failure_that_nobody_waits_for_changes_nothing(asked_for_age):
    before = asked_for_age.state
    asked_for_age.happens(ActionFailed("action_find", "late"))
    assert asked_for_age.replies == []
    assert asked_for_age.state.question == before.question


LOOP = """
slots: {a: {type: bool}}
flows:
  round:
    description: Never ends.
    steps:
      - {id: one, set_slots: [{a: true}]}
      - {id: two, noop: true, next: [{if: slots.a, then: one}, {else: END}]}
"""


def test_a_flow_that_goes_round_in_circles_is_stopped():
    """100 steps a turn; the table is cleared, nothing is raised."""
    chat = Chat(flows_of(LOOP))
    assert chat.hears(StartFlow("round")) == ["Sorry, something went wrong on our side."]
    assert chat.notes("flow.loops") == [{"flow": "round"}]
    assert chat.state.stack == ()


def test_a_pattern_that_goes_round_in_circles_is_stopped_too():
    pattern = LOOP.replace("round:", "pattern_internal_error:").replace("Never ends.", "Worse.")
    chat = Chat(flows_of(LOOP + pattern.split("flows:")[1]))
    assert chat.hears(StartFlow("round")) == ["Sorry, something went wrong on our side."]
    assert chat.state.stack == ()


def test_digressions_beyond_ten_drop_the_oldest():
    flows = "".join(
        f"  f{n}: {{description: d, steps: [{{id: q, collect: s{n}, utter: utter_ask}}]}}\n" for n in range(12)
    )
    slots = "".join(f"  s{n}: {{type: text}}\n" for n in range(12))
    chat = Chat(flows_of(f"slots:\n{slots}responses: {{utter_ask: [{{text: '?'}}]}}\nflows:\n{flows}"))
    for number in range(12):
        assert chat.hears(StartFlow(f"f{number}")) == ["?"]
    assert [frame.flow for frame in chat.state.stack] == [f"f{number}" for number in range(2, 12)]


def test_a_pattern_is_overridden_by_its_name():
    own = """
flows:
  pattern_completed: {description: d, steps: [{id: s, action: utter_more}]}
  pattern_session_start: {description: d, steps: [{id: s, action: utter_first}]}
responses: {utter_more: [{text: More?}], utter_first: [{text: Welcome.}]}
"""
    chat = Chat(flows_of(SHOP, Source("own.yml", own, own=True)), ACTIONS)
    assert chat.hears(StartFlow("money")) == ["Welcome.", "What is your budget?"]
    assert chat.hears(SetSlot("budget", 3)) == ["More?"]
    assert len(Chat(chat.flows).hears(OptOut())) == 1  # STOP is not greeted
