"""Whatever happens in whatever order: the engine does not raise, loop, repeat itself or forget."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.engine import commands as c
from flows.engine.effects import RunAction, Say
from flows.engine.events import ActionDone, ActionFailed, HandoffClosed, TimerFired, TurnFailed, Understood
from flows.engine.limits import MAX_DEPTH
from flows.engine.payloads import SetSlots, commands_for, parse_payload
from tests.flows.engine.chat import Chat, flows_of
from tests.flows.engine.shop import SHOP

FLOWS = flows_of(SHOP)
PLACES = [(flow.id, step) for flow in FLOWS.flows.values() for step in flow.steps] + [
    ("gone", "x"),
    ("finder", "gone"),
]
NAMES = [*FLOWS.slots, "unknown"]
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 200),
    st.floats(),
    st.sampled_from(["oily", "dry", "S", "a@b.c", "pt-BR", "", "x" * 5000]),
    st.lists(st.sampled_from(["a", "b"]), max_size=2),
    st.sampled_from([10**400, 10**5000, -(2**63), b"\xff", "\ud800", "a\0b", {1: {2: 3}}, {"a": object()}]),
    st.recursive(st.just([]), lambda inner: st.lists(inner, min_size=1, max_size=1), max_leaves=200),
)
WORDS = st.sampled_from(["oily", "true", "30", "S", "null", "nonsense"])
COMMANDS: st.SearchStrategy[c.Command] = st.one_of(
    st.builds(c.StartFlow, st.sampled_from([*FLOWS.flows, "gone"]), st.booleans()),
    st.builds(c.SetSlot, st.sampled_from(NAMES), VALUES),
    st.builds(
        lambda place, pairs: c.Tap(*place, tuple(pairs)),
        st.sampled_from(PLACES),
        st.lists(st.tuples(st.sampled_from(NAMES), WORDS), max_size=3),
    ),
    st.builds(lambda place, page: c.ShowPage(*place, page), st.sampled_from(PLACES), st.integers(-1, 5)),
    st.builds(
        lambda ids: c.Clarify(tuple(ids)), st.lists(st.sampled_from(["finder", "faq/shipping", "no"]), max_size=4)
    ),
    st.builds(c.ChitChat, st.sampled_from(["thanks", "what"])),
    st.builds(c.KnowledgeAnswer, st.sampled_from(["shipping", "what"])),
    st.builds(c.CannotHandle, st.sampled_from(["not_understood", "invalid_answer", "unsupported", "media", "new"])),
    st.sampled_from(
        [
            c.CancelFlow(),
            c.HumanHandoff(),
            c.SkipQuestion(),
            c.GoBack(),
            c.Repeat(),
            c.ShowMenu(),
            c.OptOut(),
            c.OptIn(),
        ]
    ),
)
CHANGES = st.one_of(
    st.builds(lambda name, value: {"event": "slot", "name": name, "value": value}, st.sampled_from(NAMES), VALUES),
    st.builds(lambda name: {"event": "followup", "name": name}, st.sampled_from(["action_find", "utter_vip", "no"])),
    st.sampled_from(
        [
            {"event": "reset_slots"},
            {"event": "pause"},
            {"event": "resume"},
            {"event": "restart"},
            {"event": "session_ended"},
            {"event": "reminder", "intent": "find", "date_time": "2026-02-01T10:00:00", "name": "r"},
            {"event": "reminder", "intent": "faq/shipping", "date_time": "x"},
            {"event": "cancel_reminder", "name": "r"},
            {"event": "perform", "name": "issue_coupon", "data": {"a": (1, 2)}},
            {"event": "undo"},
            {},
        ]
    ),
)
ODD_CHANGES = st.builds(
    lambda kind, odd: {
        **dict.fromkeys(("name", "value", "data", "entities", "date_time", "kill_on_user_msg"), odd),
        "event": kind,
        "intent": "find",
    },
    st.sampled_from(["slot", "followup", "perform", "reminder", "cancel_reminder", 7]),
    VALUES,
)
REMINDERS = st.builds(
    lambda odd: {"event": "reminder", "intent": "find", "date_time": "2026-02-01", "name": "r", "entities": odd},
    VALUES,
)
ODD_MESSAGES = st.builds(
    lambda keys, odd: dict.fromkeys(keys, odd),
    st.sets(
        st.sampled_from(["text", "buttons", "image", "attachment", "custom", "metadata", "response", "found"]),
        min_size=1,
    ),
    VALUES,
)
ODD_BUTTONS = st.builds(lambda odd: {"text": "Pick", "buttons": [odd, {"title": odd, "payload": odd}]}, VALUES)
MESSAGES = st.sampled_from(
    [
        {"text": "Hello"},
        {"response": "utter_result", "found": 3},
        {"response": "utter_gone"},
        {"text": "Pick", "buttons": [{"title": "A", "payload": "oily"}, {"title": "B"}]},
        {"custom": {"a": 1}},
        {"attachment": {"payload": {"src": "https://x/y.pdf"}}},
        {},
    ]
)
ANSWERS = st.tuples(
    st.lists(st.one_of(CHANGES, ODD_CHANGES, REMINDERS), max_size=3),
    st.lists(st.one_of(MESSAGES, ODD_MESSAGES, ODD_BUTTONS), max_size=3),
)
EVENTS = st.one_of(
    st.builds(lambda heard: Understood(tuple(heard)), st.lists(COMMANDS, max_size=3)),
    st.builds(lambda heard: Understood((heard,)), COMMANDS),
    st.builds(TimerFired, st.sampled_from(["r", "find"]), st.sampled_from(["1", "2", "9"])),
    st.sampled_from([HandoffClosed(), TurnFailed(), ActionDone("action_find"), ActionFailed("action_find", "late")]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(EVENTS, max_size=14), st.lists(st.one_of(st.none(), ANSWERS), max_size=30))
def test_no_sequence_of_events_breaks_a_conversation(events, answers):
    """Never raises, loops or says a reply twice; `Chat` checks JSON round trips and that inputs stay as they were."""
    chat, answers = Chat(FLOWS), list(answers)
    for event in events:
        was_paused = chat.state.paused
        outcome = chat.step(event)
        said = list(outcome.effects)
        for _ in range(150):
            if not said or not isinstance(said[-1], RunAction):
                break
            asked = said.pop()
            answer = answers.pop() if answers else ([], [])
            outcome = chat.step(
                ActionDone(asked.name, tuple(answer[0]), tuple(answer[1]))
                if answer
                else ActionFailed(asked.name, "x")
            )
            said += outcome.effects
        else:
            pytest.fail("an action is asked for again and again")
        assert not any(isinstance(effect, RunAction) for effect in said)
        replies = [repr(effect.reply) for effect in said if isinstance(effect, Say)]
        assert len(replies) == len(set(replies)), "said the same twice"
        assert len(chat.state.stack) <= MAX_DEPTH
        if was_paused and isinstance(event, Understood) and not _opts(event):
            assert not replies, "spoke while a person has the chat"


def _opts(event):
    return any(isinstance(command, c.OptOut | c.OptIn) for command in event.commands)


@settings(max_examples=100, deadline=None)
@given(st.lists(EVENTS, max_size=10), st.sampled_from(PLACES), st.data())
def test_no_button_ever_leaves_silence(events, place, data):
    """G5, P19: whatever went before, a tap of any button ever offered gets an answer that is not “invalid”."""
    chat = Chat(FLOWS, {})
    for event in events:
        chat.happens(event)
    if chat.state.paused:
        return
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(NAMES), WORDS), max_size=2))
    chat.hears(c.Tap(*place, tuple(pairs)))
    answered = chat.notes("flow.completed")  # the flow's author may end it without a word
    assert chat.replies or chat.state.paused or answered
    assert all(note["reason"] != "invalid_answer" for note in chat.notes("not_understood")) or _was_rejected(chat)


def _was_rejected(chat):
    return any("too young" in text or "e-mail" in text for text in chat.texts)


@given(st.text(max_size=60))
def test_any_payload_is_read_as_something(text):
    """A payload is pairs, an intent or free text; nothing makes the parser raise, and pairs are at most ten."""
    read = parse_payload(text)
    assert not isinstance(read, SetSlots) or len(read.pairs) <= 10
    commands_for("finder", "q_skin", text, FLOWS)
