"""Flows that use other flows: by `call`, and by an action that goes over to one."""

import pytest
from rasa_sdk.events import FollowupAction

from flows.engine.commands import GoBack, SetSlot, StartFlow
from tests.flows.engine.chat import Chat, flows_of

FLOWS = flows_of("""
slots:
  a: {type: text}
  state: {type: text}
actions: [action_look, action_over]
responses:
  utter_ask_a: [{text: "A?"}]
  utter_yes: [{text: "Yes."}]
  utter_no: [{text: "No."}]
  utter_other: [{text: "Other."}]
  utter_never: [{text: "Never."}]
flows:
  caller:
    description: Goes on by what the called flow has found.
    steps:
      - id: ask
        call: look
        next:
          - if: slots.state = "open"
            then: yes
          - else: no
      - {id: no, action: utter_no, next: END}
      - {id: yes, action: utter_yes}
  look:
    description: Looks.
    steps: [{id: it, action: action_look}]
  asker:
    description: Goes on by an answer that the called flow has asked for.
    steps:
      - id: ask
        call: question
        next: [{if: 'slots.a = "x"', then: yes}, {else: ask}]
      - {id: yes, action: utter_yes}
  question:
    description: Asks.
    steps: [{id: q, collect: a, ask_before_filling: true}]
  over:
    description: Goes over to another flow.
    steps: [{id: it, action: action_over}, {id: never, action: utter_never}]
  other:
    description: The other one.
    steps: [{id: say, action: utter_other}]
""")


def slot(name: str, value: str) -> dict[str, object]:
    return {"event": "slot", "name": name, "value": value}


@pytest.mark.parametrize(("state", "said"), [("open", "Yes."), ("has", "No.")])
def test_the_way_on_is_chosen_when_the_called_flow_is_back(state: str, said: str) -> None:
    """As in CALM: what it has found decides."""
    chat = Chat(FLOWS, {"action_look": lambda _: ([slot("state", state)], [])})
    assert chat.hears(StartFlow("caller")) == [said]
    assert chat.state.stack == ()


def test_a_call_in_a_loop_calls_every_time() -> None:
    chat = Chat(FLOWS)
    assert chat.hears(StartFlow("asker")) == ["A?"]
    assert chat.hears(SetSlot("a", "y")) == ["A?"]
    assert chat.hears(SetSlot("a", "x")) == ["Yes."]
    assert chat.state.stack == ()


def test_back_in_a_called_flow_asks_again() -> None:
    chat = Chat(FLOWS)
    chat.hears(StartFlow("asker"))
    chat.hears(SetSlot("a", "y"))
    assert chat.hears(GoBack())[-1:] == ["A?"]
    assert chat.hears(SetSlot("a", "x")) == ["Yes."]


def test_an_action_goes_over_to_another_flow() -> None:
    """CALM's `flow_<id>`: this flow ends there, the other one begins."""
    chat = Chat(FLOWS, {"action_over": lambda _: ([FollowupAction("flow_other")], [])})
    assert chat.hears(StartFlow("over")) == ["Other."]
    assert chat.state.stack == ()


def test_an_action_that_goes_over_to_nothing_goes_on() -> None:
    chat = Chat(FLOWS, {"action_over": lambda _: ([FollowupAction("flow_gone")], [])})
    assert chat.hears(StartFlow("over")) == ["Never."]
    assert chat.notes("action.unknown") == [{"action": "flow_gone"}]
