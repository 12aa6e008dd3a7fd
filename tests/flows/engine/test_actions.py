"""What actions answer: rasa-sdk's messages and events."""

import json
from datetime import UTC, datetime

import pytest
from rasa_sdk.events import (
    ActionReverted,
    AllSlotsReset,
    BotUttered,
    ConversationPaused,
    ConversationResumed,
    FollowupAction,
    ReminderCancelled,
    ReminderScheduled,
    Restarted,
    SessionEnded,
    SessionStarted,
    SlotSet,
)
from rasa_sdk.executor import CollectingDispatcher

from flows.engine.commands import KnowledgeAnswer, SetSlot, StartFlow
from flows.engine.effects import CancelTimer, HandOff, Perform, RunAction, SetTimer
from flows.engine.events import ActionDone, HandoffClosed, TimerFired
from tests.flows.engine.chat import Chat, flows_of

FLOWS = """
slots:
  a: {type: text}
  b: {type: float, initial_value: 1}
  language: {type: text}
actions: [action_it, action_next]
nlu:
  - {intent: nudge, examples: [nudge me]}
  - {intent: faq/shipping, examples: [shipping]}
responses:
  utter_ask_a: [{text: "A?"}]
  utter_after: [{text: "After {a}."}]
  utter_cards: [{text: "{count} cards for {a}.", image: "/img/{name}.png"}]
  utter_nudge: [{text: "Still there?"}]
  utter_faq/shipping: [{text: "Free."}]
flows:
  run:
    description: Runs the action.
    steps: [{id: it, action: action_it}, {id: after, action: utter_after}]
  nudge:
    description: Nudges.
    nlu_trigger: [{intent: nudge}]
    steps: [{id: say, action: utter_nudge}]
  ask:
    description: Asks.
    steps: [{id: q, collect: a}]
"""
COMPILED = flows_of(FLOWS)


def chat_with(events=(), **utter):
    """A chat whose action returns these events and utters this by rasa-sdk's own dispatcher."""

    def act(state):
        dispatcher = CollectingDispatcher()
        if utter:
            dispatcher.utter_message(**utter)
        return events, dispatcher.messages

    return Chat(COMPILED, {"action_it": act, "action_next": lambda state: ([], [{"text": "next"}])})


def run(chat):
    return chat.hears(StartFlow("run"))


def test_slots_set_by_actions_stay():
    chat = chat_with([SlotSet("a", "x")])
    assert run(chat) == ["After x."]
    assert chat.state.slots["a"] == "x"


def test_unknown_slots_and_wrong_values_are_told_and_ignored():
    chat = chat_with([SlotSet("gone", 1), SlotSet("b", "many")])
    run(chat)
    assert [note["slot"] for note in chat.notes("slot.refused")] == ["gone", "b"]


def test_all_slots_are_reset_but_the_language():
    chat = chat_with([AllSlotsReset()])
    chat.hears(SetSlot("language", "ko"), SetSlot("b", 9))
    run(chat)
    assert chat.state.slots == {"b": 1, "language": "ko"}


def test_a_followup_runs_before_the_flow_goes_on():
    assert run(chat_with([FollowupAction("action_next")])) == ["next", "After ."]
    assert run(chat_with([FollowupAction("utter_nudge")])) == ["Still there?", "After ."]


def test_a_followup_of_itself_for_ever_is_stopped():
    chat = chat_with([FollowupAction("action_it")])
    assert run(chat) == ["Sorry, something went wrong on our side."]
    assert chat.state.stack == ()


def test_pausing_hands_the_chat_to_a_person():
    chat = chat_with([ConversationPaused()], text="One moment.")
    assert run(chat) == ["One moment."]
    assert HandOff("action") in chat.effects
    assert chat.state.paused
    assert chat.happens(HandoffClosed()) == ["Back to run.", "After ."]


def test_resuming_gives_it_back():
    chat = chat_with([ConversationPaused(), ConversationResumed()])
    run(chat)
    assert not chat.state.paused


@pytest.mark.parametrize("event", [Restarted(), SessionEnded()])
def test_restart_and_end_close_what_is_open(event):
    chat = chat_with([event])
    assert run(chat) == []
    assert chat.state.stack == ()


def test_a_reminder_becomes_a_timer_that_triggers_its_intent():
    due = datetime(2026, 3, 1, 10, tzinfo=UTC)
    chat = chat_with([ReminderScheduled("nudge", due, name="n", kill_on_user_message=False)])
    run(chat)
    timer = next(effect for effect in chat.effects if isinstance(effect, SetTimer))
    assert (timer.name, timer.due_at) == ("n", due)
    assert chat.happens(TimerFired("n", "stale")) == []
    assert chat.happens(TimerFired("n", timer.token, timer.data)) == ["Still there?"]
    assert chat.happens(TimerFired("n", timer.token, timer.data)) == []  # once only


def test_a_reminder_may_answer_an_faq_and_asks_the_open_question_again():
    chat = chat_with([ReminderScheduled("faq/shipping", datetime(2026, 3, 1, tzinfo=UTC), name="n")])
    run(chat)
    timer = next(effect for effect in chat.effects if isinstance(effect, SetTimer))
    chat.state = type(chat.state)(extra={"timers": {"n": [timer.token, False]}})
    chat.hears(StartFlow("ask"))
    assert chat.happens(TimerFired("n", timer.token, timer.data)) == ["Free.", "A?"]


def test_a_stale_timer_leaves_the_open_question_alone():
    chat = chat_with()
    chat.hears(StartFlow("ask"))
    before = chat.state.question
    assert chat.happens(TimerFired("n", "1")) == []
    assert chat.state.question == before


def test_a_reminder_ends_when_the_contact_writes():
    due = datetime.fromisoformat("2026-03-01T10:00:00")  # naive: it is read as UTC
    chat = chat_with([ReminderScheduled("nudge", due, name="n", kill_on_user_message=True)])
    run(chat)
    assert next(e for e in chat.effects if isinstance(e, SetTimer)).due_at.tzinfo is UTC
    chat.hears(KnowledgeAnswer("shipping"))
    assert CancelTimer("n") in chat.effects


def test_a_reminder_is_cancelled_by_its_name():
    due = datetime(2026, 3, 1, tzinfo=UTC)
    chat = chat_with([ReminderScheduled("nudge", due, name="n"), ReminderCancelled("n")])
    run(chat)
    assert CancelTimer("n") in chat.effects
    assert chat.state.extra["timers"] == {}


def test_a_reminder_waits_while_a_person_has_the_chat():
    due = datetime(2026, 3, 1, tzinfo=UTC)
    chat = chat_with(
        [ReminderScheduled("nudge", due, name="n", kill_on_user_message=False), ConversationPaused()], text="Wait."
    )
    run(chat)
    timer = next(effect for effect in chat.effects if isinstance(effect, SetTimer))
    assert chat.happens(TimerFired("n", timer.token, timer.data)) == []
    assert "Still there?" in chat.happens(HandoffClosed())


def test_business_is_performed():
    """Decision 4: an action writes nothing itself."""
    chat = chat_with([{"event": "perform", "name": "issue_coupon", "data": {"pool": "spring"}}])
    run(chat)
    assert chat.performs == [Perform("issue_coupon", {"pool": "spring"})]


def test_events_of_the_old_days_are_told_and_ignored():
    chat = chat_with([ActionReverted(), {"event": "active_loop"}, {"no": "event"}])
    assert run(chat) == ["After ."]
    assert [note["event"] for note in chat.notes("action.event_ignored")] == ["undo", "active_loop", "None"]


def test_events_that_only_tell_are_passed_over():
    chat = chat_with([SessionStarted(), BotUttered("x")])
    assert run(chat) == ["After ."]
    assert chat.notes("action.event_ignored") == []


def test_texts_images_and_buttons_are_said():
    buttons = [{"title": "A", "payload": "/nudge"}, {"title": "B"}]
    chat = chat_with(text="Hello", image="/a.png", buttons=buttons)
    run(chat)
    reply = chat.replies[0]
    assert (reply.text, reply.image) == ("Hello", "/a.png")
    assert [(button.title, button.payload) for button in reply.buttons] == [("A", "/nudge"), ("B", "B")]
    assert (reply.flow, reply.step) == ("run", "it")


def test_a_response_is_filled_with_what_the_action_gives():
    chat = chat_with(response="utter_cards", count=3, name="red")
    run(chat)
    assert (chat.replies[0].text, chat.replies[0].image) == ("3 cards for .", "/img/red.png")


def test_what_an_action_gives_may_have_any_name():
    """Names of the engine's own parameters are no trap for the authors of actions."""
    chat = chat_with(response="utter_cards", turn=1, frame=2, utter=3, name="red", count=5)
    run(chat)
    assert chat.replies[0].text == "5 cards for ."


def test_an_endless_text_is_cut():
    chat = chat_with(text="x" * 10_000)
    run(chat)
    assert len(chat.replies[0].text) == 4096


def test_an_unknown_response_is_told():
    chat = chat_with(response="utter_gone")
    assert run(chat) == ["After ."]
    assert chat.notes("response.unknown") == [{"utter": "utter_gone"}]


@pytest.mark.parametrize("attachment", ["https://x/a.pdf", {"type": "file", "payload": {"src": "https://x/a.pdf"}}])
def test_an_attachment_is_its_address(attachment):
    chat = chat_with(attachment=attachment)
    run(chat)
    assert chat.replies[0].attachment == "https://x/a.pdf"


def test_custom_data_travels_as_metadata():
    chat = chat_with(json_message={"catalog": 1})
    run(chat)
    assert chat.replies[0].metadata == {"custom": {"catalog": 1}}


def test_an_answer_that_nobody_asked_for_changes_nothing():
    chat = chat_with()
    chat.hears(StartFlow("ask"))
    before = chat.state
    chat.happens(ActionDone("action_it", (SlotSet("a", "x"),), ({"text": "hi"},)))
    assert (chat.texts, chat.state) == ([], before)


def _endless():
    endless: list = []
    endless.append(endless)
    return endless


ODD = [10**400, 10**5000, -(2**63), float("nan"), b"\xff", "\ud800", "a\0b", {1: {2: 3}}, {"a": object()}, _endless()]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: type(odd).__name__)
@pytest.mark.parametrize("kind", ["slot", "followup", "perform", "reminder", "cancel_reminder", 7])
def test_an_event_with_anything_in_it_breaks_nothing(kind, odd):
    """An action may be anybody's code: what JSON cannot carry is left out, and the conversation goes on."""
    reminder = {"event": "reminder", "intent": "nudge", "date_time": "2026-01-06", "name": "r", "entities": odd}
    events = [
        {**dict.fromkeys(("data", "entities", "date_time", "kill_on_user_msg"), odd), "event": kind, "name": name}
        for name in ("a", "b", odd)
    ]
    given = [{"event": "slot", "name": name, "value": odd} for name in ("a", "b")]
    chat = Chat(COMPILED, {"action_it": lambda _: ([*events, *given, reminder], [])})
    run(chat)
    json.dumps([perform.data for perform in chat.performs]).encode()
    [timer] = [each for each in chat.effects if isinstance(each, SetTimer) and each.name == "r"]
    assert chat.happens(TimerFired(timer.name, timer.token, json.loads(json.dumps(timer.data)))) == ["Still there?"]


@pytest.mark.parametrize("odd", [5, *ODD], ids=lambda odd: type(odd).__name__)
def test_a_message_with_anything_in_it_breaks_nothing(odd):
    keys = ("text", "buttons", "image", "attachment", "custom", "elements", "metadata", "response", "count")
    messages = [{key: odd} for key in keys] + [{"response": "utter_cards", key: odd} for key in keys[1:]]
    messages += [{"text": "Pick", "buttons": [odd, {"title": odd, "payload": odd}]}, {"attachment": {"payload": odd}}]
    chat = Chat(COMPILED, {"action_it": lambda _: ([], messages)})
    assert run(chat)[-1] == "After ."
    "".join(repr(reply) + reply.text for reply in chat.replies).encode()


def test_the_same_twice_in_a_turn_is_said_once():
    def act(state):
        return [], [{"text": "After ."}, {"text": "After ."}]

    assert run(Chat(COMPILED, {"action_it": act})) == ["After ."]


def test_an_action_is_the_last_effect_of_its_part():
    outcome = chat_with().step(type(HandoffClosed())())
    assert outcome.effects == ()
    from flows.engine.events import Understood

    outcome = chat_with().step(Understood((StartFlow("run"),)))
    assert outcome.effects[-1] == RunAction("action_it")


def test_buttons_and_image_beside_a_response_extend_and_replace_it():
    """As in Rasa: buttons are added, what else is given replaces what the response has."""
    menu = [{"title": "Menu", "payload": "/menu"}]
    chat = chat_with(response="utter_cards", count=2, name="x", image="/own.png", buttons=menu)
    run(chat)
    assert (chat.replies[0].text[:7], chat.replies[0].image) == ("2 cards", "/own.png")
    assert [button.payload for button in chat.replies[0].buttons] == ["/menu"]
