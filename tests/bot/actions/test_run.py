"""Actions run in this process; whatever they do, the flow goes on."""

import asyncio
from pathlib import Path

import pytest
from rasa_sdk import Action

from bot.actions.registry import list_actions
from bot.actions.run import ActionRunner
from bot.errors import SettingsWrong
from flows.engine.events import ActionDone, ActionFailed
from flows.engine.state import ConversationState, Frame
from tests.bot.actions import make


class Echo(Action):
    """Says what the tracker knows."""

    def name(self) -> str:
        return "action_echo"

    def run(self, dispatcher, tracker, domain):  # not async: rasa-sdk allows that
        dispatcher.utter_message(text=f"{tracker.sender_id} {tracker.latest_message['text']} {tracker.get_slot('a')}")
        return [{"event": "slot", "name": "a", "value": tracker.stack[0]["flow_id"]}, {"nonsense": 1}, "nonsense"]


class Slow(Action):
    def name(self) -> str:
        return "action_slow"

    async def run(self, dispatcher, tracker, domain):
        await asyncio.sleep(5)
        return []


class Broken(Action):
    def name(self) -> str:
        return "action_broken"

    async def run(self, dispatcher, tracker, domain):
        raise KeyError("price")


RUNNER = ActionRunner({a.name(): a for a in (Echo(), Slow(), Broken())}, timeout=0.05)


async def test_action_sees_slots_text_and_stack() -> None:
    state = ConversationState(stack=(Frame("quiz", "q1", "1"),), slots={"a": "b"})
    done = await RUNNER.run("action_echo", state, "hello", 7)
    assert isinstance(done, ActionDone)
    assert done.responses[0]["text"] == "7 hello b"
    assert done.events == ({"event": "slot", "name": "a", "value": "quiz"},)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("action_slow", "took longer than 0.05 s"), ("action_broken", "KeyError"), ("action_unknown", "no such action")],
)
async def test_failure_is_an_answer_with_a_reason(name: str, reason: str) -> None:
    """The engine leads a failed action to `pattern_internal_error`; nothing is raised into the turn."""
    failed = await RUNNER.run(name, make.state(), "", 1)
    assert isinstance(failed, ActionFailed)
    assert reason in failed.reason


async def test_action_cannot_change_the_state() -> None:
    state = make.state(a=1)

    class Rude(Echo):
        def run(self, dispatcher, tracker, domain):
            tracker.slots["a"] = 2
            return []

    await ActionRunner({"action_rude": Rude()}).run("action_rude", state, "", 1)
    assert state.slots["a"] == 1


OWN = """
from rasa_sdk import Action
from bot.actions.base import ShopAction

class Greet(Action):
    def name(self): return "action_greet"
    def run(self, dispatcher, tracker, domain): dispatcher.utter_message(text="hi"); return []

class AddToCart(ShopAction):
    called = "action_add_to_cart"
    async def act(self, talk): talk.say("utter_own"); return []
"""


def test_own_actions_join_and_win(tmp_path: Path) -> None:
    """The shop's `actions.py` beside its flows needs no registration."""
    (tmp_path / "actions.py").write_text(OWN)
    actions = list_actions(None, tmp_path)
    assert "action_greet" in actions
    assert "action_recommend" in actions
    assert type(actions["action_add_to_cart"]).__module__ == "shop_actions"


@pytest.mark.parametrize("text", ["import nothing_of_this_name", "def (", "1 / 0"])
def test_own_actions_that_cannot_be_loaded_stop_the_start(tmp_path: Path, text: str) -> None:
    (tmp_path / "actions.py").write_text(text)
    with pytest.raises(SettingsWrong, match=r"actions\.py"):
        list_actions(None, tmp_path)


def test_folder_without_actions_is_fine(tmp_path: Path) -> None:
    assert set(list_actions(None, tmp_path)) == set(list_actions(None))
