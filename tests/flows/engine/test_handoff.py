"""Waiting for a person and coming back from one, as the engine sees it."""

import pytest

from flows.engine.commands import BackToBot, HumanHandoff, KeepWaiting, SetSlot, StartFlow, StartOver
from flows.engine.effects import HandOff, Perform
from flows.engine.events import HandoffClosed, HandoffNews
from flows.engine.handback import said_meanwhile
from tests.flows.engine.test_repairs import asked_for_age, chat

__all__ = ["asked_for_age", "chat"]

SAID = ({"from": "agent", "text": "It comes on Friday."},)


def test_a_rule_says_why_it_hands_over(chat):
    """G6: the reason goes along with the conversation."""
    chat.hears(HumanHandoff("angry"))
    assert HandOff("angry") in chat.effects


def test_who_waits_is_told_and_may_choose(asked_for_age):
    """P17: the bot is silent but for this."""
    asked_for_age.hears(HumanHandoff())
    asked_for_age.happens(HandoffNews("pattern_handoff_waiting"))
    assert [button.payload for button in asked_for_age.replies[0].buttons] == ["/keep_waiting", "/back_to_bot"]
    assert asked_for_age.state.paused
    assert len(asked_for_age.hears(KeepWaiting())) == 1
    assert asked_for_age.performs == [Perform("keep_waiting")]
    assert asked_for_age.hears(SetSlot("age", 30)) == []
    texts = asked_for_age.hears(BackToBot())
    assert asked_for_age.performs == [Perform("handoff_back", {"outcome": "returned"})]
    assert texts == ["Here I am again.", "How old are you?"]


def test_with_nothing_open_coming_back_shows_the_menu(chat):
    """P28: never silence."""
    chat.hears(HumanHandoff())
    assert chat.hears(BackToBot()) == ["Here I am again.", "What can I do for you?"]


def test_late_taps_mean_what_they_say(chat):
    """G5: a button works for months."""
    assert chat.hears(BackToBot()) == ["Here I am again.", "What can I do for you?"]
    chat.hears(KeepWaiting())
    assert HandOff("asked") in chat.effects


def test_the_contact_chooses_what_becomes_of_the_open_flow(asked_for_age):
    """G6: go on, skip, or start again."""
    asked_for_age.hears(HumanHandoff())
    asked_for_age.happens(HandoffClosed("ask", SAID))
    assert [button.payload for button in asked_for_age.replies[0].buttons] == ["/continue", "/cancel", "/start_over"]
    assert said_meanwhile(asked_for_age.state.extra) == list(SAID)
    assert asked_for_age.hears(StartOver())[-1].startswith("What is your skin")


def test_what_people_said_is_known_until_the_contact_has_been_answered(asked_for_age):
    """G6: actions of that turn find it; then the state forgets it, as it does when people had nothing to say."""
    known = []
    asked_for_age.actions = {
        **asked_for_age.actions,
        "action_find": lambda state: (known.append(said_meanwhile(state.extra)) or [], []),
    }
    asked_for_age.hears(HumanHandoff())
    asked_for_age.happens(HandoffClosed("quiet", SAID))
    asked_for_age.hears(SetSlot("age", 30), SetSlot("gift", False))
    assert known[0] == list(SAID)
    assert said_meanwhile(asked_for_age.state.extra) == []
    assert "It comes on Friday." not in str(asked_for_age.state)
    asked_for_age.hears(HumanHandoff())
    asked_for_age.happens(HandoffClosed("quiet", SAID))
    asked_for_age.hears(HumanHandoff())
    asked_for_age.happens(HandoffClosed("quiet"))
    assert said_meanwhile(asked_for_age.state.extra) == []


@pytest.mark.parametrize("resume", ["ask", "resume", "skip", "restart", "quiet"])
def test_nothing_open_is_nothing_to_ask(chat, resume):
    """Whoever was only talking to a person is not talked to about flows."""
    chat.hears(HumanHandoff())
    assert chat.happens(HandoffClosed(resume)) == []
    assert not chat.state.paused


def test_skipped_is_over_without_a_word(asked_for_age):
    """Resolved by the person: what was open is closed."""
    asked_for_age.hears(HumanHandoff())
    assert asked_for_age.happens(HandoffClosed("skip")) == []
    assert asked_for_age.state.stack == ()


def test_quiet_waits_for_the_contact(asked_for_age):
    """The flow goes on where it was once they write."""
    asked_for_age.hears(HumanHandoff())
    assert asked_for_age.happens(HandoffClosed("quiet")) == []
    assert asked_for_age.hears(SetSlot("age", 30)) != []


def test_restart_asks_from_the_beginning(asked_for_age):
    """What was answered before is forgotten."""
    asked_for_age.hears(HumanHandoff())
    assert asked_for_age.happens(HandoffClosed("restart"))[-1].startswith("What is your skin")


def test_starting_over_with_nothing_open_shows_the_menu(chat):
    """A tap on an old button is never silence."""
    assert chat.hears(StartOver()) == ["What can I do for you?"]
    chat.hears(StartFlow("finder"))
