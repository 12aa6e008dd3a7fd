"""Runs an action in this process: directly, with a time limit, and without ever raising."""

import asyncio
import inspect
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.actions.sdk import Action, CollectingDispatcher, Tracker
from bot.log import get_log
from flows.engine.events import ActionDone, ActionFailed
from flows.engine.handback import said_meanwhile
from flows.engine.state import ConversationState, Frame

log = get_log(__name__)

TIMEOUT = 8.0  # seconds


class ActionRunner:
    """Answers what the engine asks of actions. Each runs alone, with a tracker of its own."""

    def __init__(self, actions: Mapping[str, Action], timeout: float = TIMEOUT) -> None:
        self._actions = dict(actions)
        self._timeout = timeout

    def names(self) -> frozenset[str]:
        """What can be run: the flows' check asks for it."""
        return frozenset(self._actions)

    async def run(self, name: str, state: ConversationState, text: str, contact_id: int) -> ActionDone | ActionFailed:
        """The answer of one action; `text` is what the contact wrote. Never raises."""
        action = self._actions.get(name)
        if action is None:
            return ActionFailed(name, "there is no such action")
        try:
            async with asyncio.timeout(self._timeout):
                return await _run(action, name, _tracker(state, text, contact_id))
        except TimeoutError:
            return _failed(name, f"took longer than {self._timeout:g} s")
        except asyncio.CancelledError:
            if _are_we_cancelled():
                raise
            return _failed(name, "CancelledError: something that it waited for was cancelled")
        except (Exception, SystemExit) as error:  # noqa: BLE001 - an action may be anybody's code: the flow goes on
            return _failed(name, f"{type(error).__name__}: {error}")


async def _run(action: Action, name: str, tracker: Tracker) -> ActionDone:
    """Run it in this loop, or in a thread when its `run` is a plain function that may block."""
    dispatcher = CollectingDispatcher()
    if inspect.iscoroutinefunction(action.run):
        events = await action.run(dispatcher, tracker, {})
    else:
        events = await asyncio.to_thread(action.run, dispatcher, tracker, {})
        events = await events if inspect.isawaitable(events) else events
    return ActionDone(name, tuple(_valid(events)), tuple(dispatcher.messages))


def _are_we_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _failed(name: str, reason: str) -> ActionFailed:
    log.warning("action.failed", action=name, kind=reason.partition(":")[0])
    return ActionFailed(name, reason)


def _valid(events: Any) -> Iterator[dict[str, Any]]:
    """rasa-sdk's own rule: an event is a mapping that names its kind; anything else is dropped."""
    return (dict(event) for event in events or () if isinstance(event, Mapping) and event.get("event"))


def _tracker(state: ConversationState, text: str, contact_id: int) -> Tracker:
    message = _parsed(text)
    return Tracker(
        sender_id=str(contact_id),
        slots=dict(state.slots),
        latest_message=message,
        events=[*map(_said, said_meanwhile(state.extra)), _heard(text)],
        paused=state.paused,
        followup_action=None,
        active_loop={},
        latest_action_name=None,
        stack=[_frame(frame) for frame in state.stack],
    )


def _parsed(text: str) -> dict[str, Any]:
    return {"text": text, "intent": {"name": None, "confidence": 0.0}, "entities": []}


def _heard(text: str) -> dict[str, Any]:
    return {"event": "user", "text": text, "parse_data": _parsed(text), "input_channel": "whatsapp"}


def _said(line: Mapping[str, Any]) -> dict[str, Any]:
    """A line of what was said while people had the conversation, as rasa-sdk tells it."""
    text, at = str(line.get("text", "")), datetime.fromisoformat(line["at"]).timestamp() if "at" in line else None
    if line.get("from") == "contact":
        return {**_heard(text), "timestamp": at}
    return {"event": "bot", "text": text, "data": {}, "metadata": {"from": "agent"}, "timestamp": at}


def _frame(frame: Frame) -> dict[str, Any]:
    return {
        **frame.context,
        "flow_id": frame.flow,
        "step_id": frame.step,
        "frame_id": frame.frame_id,
        "type": frame.kind,
    }
