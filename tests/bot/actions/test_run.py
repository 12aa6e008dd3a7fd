"""Actions run in this process; whatever they do, the flow goes on."""

import asyncio
import sys
import threading
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


class Recall(Action):
    """Says what was said before."""

    def name(self) -> str:
        return "action_recall"

    async def run(self, dispatcher, tracker, domain):
        told = [(event["event"], event["text"], event.get("metadata", {}).get("from")) for event in tracker.events]
        dispatcher.utter_message(text=str(told))
        return []


RUNNER = ActionRunner({a.name(): a for a in (Echo(), Slow(), Broken(), Recall())}, timeout=0.05)


async def test_action_sees_slots_text_and_stack() -> None:
    state = ConversationState(stack=(Frame("quiz", "q1", "1"),), slots={"a": "b"})
    done = await RUNNER.run("action_echo", state, "hello", 7)
    assert isinstance(done, ActionDone)
    assert done.responses[0]["text"] == "7 hello b"
    assert done.events == ({"event": "slot", "name": "a", "value": "quiz"},)


async def test_action_sees_what_was_said_to_people_meanwhile() -> None:
    """G6: after a hand-back, the newest message last."""
    at = "2026-01-05T09:30:00+00:00"
    said = [{"from": "contact", "text": "my ring?", "at": at}, {"from": "agent", "text": "On Friday.", "at": at}]
    done = await RUNNER.run("action_recall", ConversationState(extra={"meanwhile": said}), "thanks", 7)
    assert isinstance(done, ActionDone)
    heard = [("user", "my ring?", None), ("bot", "On Friday.", "agent"), ("user", "thanks", None)]
    assert done.responses[0]["text"] == str(heard)


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


def acting(behaviour, *, plainly: bool = False, timeout: float = 1) -> ActionRunner:
    """A runner with one action that does this when it is run, in the loop or (`plainly`) as a plain function."""

    class Doing(Action):
        def name(self) -> str:
            return "action_doing"

        async def run(self, dispatcher, tracker, domain):
            return await behaviour()

    class DoingPlainly(Doing):
        def run(self, dispatcher, tracker, domain):
            return behaviour()

    action = DoingPlainly() if plainly else Doing()
    return ActionRunner({action.name(): action}, timeout=timeout)


async def _answers_a_number():
    return 7


async def _answers_true():
    return True


async def _ends_the_program():
    sys.exit(3)


async def _waits_for_what_is_cancelled():
    other = asyncio.create_task(asyncio.sleep(5))
    asyncio.get_running_loop().call_soon(other.cancel)
    await other


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (_answers_a_number, "TypeError"),
        (_answers_true, "TypeError"),
        (_ends_the_program, "SystemExit"),
        (_waits_for_what_is_cancelled, "CancelledError"),
    ],
)
async def test_whatever_an_action_does_it_fails_alone(behaviour, reason: str) -> None:
    """P14: the contact gets an apology in this turn, not after four attempts."""
    failed = await acting(behaviour).run("action_doing", make.state(), "", 1)
    assert isinstance(failed, ActionFailed)
    assert reason in failed.reason


async def test_a_plain_action_may_end_the_program_in_vain() -> None:
    failed = await acting(lambda: sys.exit(3), plainly=True).run("action_doing", make.state(), "", 1)
    assert isinstance(failed, ActionFailed)


async def test_our_own_cancellation_goes_through() -> None:
    """A process that ends does not wait for its actions."""
    running = asyncio.create_task(RUNNER.run("action_slow", make.state(), "", 1))
    await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_plain_action_that_blocks_holds_up_nobody() -> None:
    """It gets a thread of its own, and the same limit."""
    released = threading.Event()
    runner = acting(lambda: released.wait(5), plainly=True, timeout=0.05)
    beats = 0
    running = asyncio.create_task(runner.run("action_doing", make.state(), "", 1))
    while not running.done():
        await asyncio.sleep(0.005)
        beats += 1
    released.set()
    failed = running.result()
    assert isinstance(failed, ActionFailed)
    assert "took longer" in failed.reason
    assert beats > 1
