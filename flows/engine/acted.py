"""The answers of actions: rasa-sdk's messages (`dispatched.py`) are said, its events change the conversation."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from flows.engine.builtin import BUILTIN
from flows.engine.dispatched import cleaned, items, mapping, reply_of
from flows.engine.effects import CancelTimer, HandOff, Perform, SetTimer
from flows.engine.events import ActionDone, ActionFailed
from flows.engine.replies import Reply
from flows.engine.speaking import ask, say, utter
from flows.engine.stack import cancel, drop, leave, units
from flows.engine.state import Frame
from flows.engine.turn import Turn
from flows.engine.values import plain


def action_done(turn: Turn, event: ActionDone) -> None:
    """Say what the action says, do what it wants, and go on where it was called."""
    pending = _take_pending(turn, event.name)
    if pending is None:
        return
    frame = turn.find_frame(pending["frame"]) or Frame("", "", pending["frame"])
    changes = [plain(change) for change in event.events if isinstance(change, Mapping)]
    messages = [cleaned(message) for message in event.responses if isinstance(message, Mapping)]
    replies = [reply for message in messages if (reply := reply_of(turn, frame, message))]
    asks_itself = pending["for"] == "ask" and not any(change.get("event") == "followup" for change in changes)
    for reply in replies[:-1] if asks_itself else replies:
        say(turn, reply)
    if pending["for"] == "validate":
        turn.slots.setdefault(pending["slot"], None)
    for change in changes:
        _apply(turn, change)
    frame = turn.find_frame(pending["frame"]) or frame
    if followup := turn.extra.pop("followup", None):
        _follow_up(turn, frame, str(followup), pending)
    elif turn.find_frame(frame.frame_id):
        _go_on(turn, frame, pending, replies)


def action_failed(turn: Turn, event: ActionFailed) -> None:
    """Leave the flow whose action failed, apologise and offer a person."""
    pending = _take_pending(turn, event.name)
    if pending is None:
        return
    turn.note("action.failed", action=event.name, reason=event.reason)
    failing = [unit for unit in units(turn) if any(frame.frame_id == pending["frame"] for frame in unit)]
    cancel(turn, [frame.frame_id for unit in failing for frame in unit])
    turn.question = None
    turn.repair("pattern_internal_error", reason="action_failed")


def _take_pending(turn: Turn, name: str) -> dict[str, Any] | None:
    """What was waited for; None (and the conversation keeps waiting) when it was not this."""
    pending: dict[str, Any] | None = turn.extra.get("action")
    if pending is None or pending["name"] != name:
        turn.note("action.unexpected", action=name)
        turn.waiting = True
        return None
    del turn.extra["action"]
    turn.steps, turn.said, turn.muted = pending["steps"], frozenset(pending["said"]), pending["muted"]
    turn.must_speak = bool(pending.get("must_speak")) and not turn.said
    turn.page, turn.offered = pending["page"], bool(pending.get("offered"))
    return pending


def _go_on(turn: Turn, frame: Frame, pending: Mapping[str, Any], replies: list[Reply]) -> None:
    flow = turn.flow_of(frame)
    step: Any = flow.step_at(frame.step) if flow else None
    if step is None:
        return
    if pending["for"] == "step":
        turn.move_on(frame, step)
    elif pending["for"] == "ask":
        _open(turn, frame, step, replies)
    elif turn.slots.get(pending["slot"]) is None:
        step.ask_again(turn, turn.remember(frame, misses=int(frame.context.get("misses", 0)) + 1))
    else:
        turn.remember(frame, validated=step.id)


def _open(turn: Turn, frame: Frame, step: Any, replies: list[Reply]) -> None:
    """The action has asked: its last message is the question."""
    if turn.slots.get(step.slot) is not None:  # it has answered the question itself
        for reply in replies[-1:]:
            say(turn, reply)
        return
    ask(turn, frame, step.slot, replies[-1] if replies else Reply(), forced=step.forced)


def _follow_up(turn: Turn, frame: Frame, name: str, pending: Mapping[str, Any]) -> None:
    """FollowupAction: run another action before the flow goes on."""
    turn.count_step()
    if name.startswith("utter_"):
        utter(turn, name, frame)
    elif name in BUILTIN:
        BUILTIN[name](turn, frame)
    elif name in turn.flows.actions:
        turn.run_action(name, pending["for"], frame, slot=pending["slot"])
        return
    elif (flow := name.removeprefix("flow_")) != name and flow in turn.flows.flows:
        _go_over(turn, frame, flow)
        return
    else:
        turn.note("action.unknown", action=name)
    if now := turn.find_frame(frame.frame_id):
        _go_on(turn, now, pending, [])


def _go_over(turn: Turn, frame: Frame, flow: str) -> None:
    """CALM's `flow_<id>`: this flow ends and that one begins in its place, as after a `link`."""
    leave(turn, frame)
    turn.push(turn.new_frame(flow, "link", {"flow_open": len(turn.stack) > 0}))
    turn.note("flow.started", flow=flow)


def _apply(turn: Turn, change: Mapping[str, Any]) -> None:
    handler = _EVENTS.get(str(change.get("event")))
    if handler is None:
        turn.note("action.event_ignored", event=str(change.get("event")))
    else:
        handler(turn, change)


def _slot(turn: Turn, change: Mapping[str, Any]) -> None:
    turn.fill(str(change.get("name")), change.get("value"))


def _reset_slots(turn: Turn, change: Mapping[str, Any]) -> None:  # noqa: ARG001
    language = turn.slots.get("language")
    turn.slots = dict(turn.flows.initial)
    if language is not None:
        turn.slots["language"] = language


def _followup(turn: Turn, change: Mapping[str, Any]) -> None:
    turn.extra["followup"] = str(change.get("name") or "")


def _pause(turn: Turn, change: Mapping[str, Any]) -> None:  # noqa: ARG001
    if not turn.paused:
        turn.paused = True
        turn.effects.append(HandOff("action"))


def _resume(turn: Turn, change: Mapping[str, Any]) -> None:  # noqa: ARG001
    turn.paused = False


def _restart(turn: Turn, change: Mapping[str, Any]) -> None:
    turn.stack = []
    turn.question = None
    _reset_slots(turn, change)


def _session_ended(turn: Turn, change: Mapping[str, Any]) -> None:  # noqa: ARG001
    drop(turn, turn.stack)
    turn.question = None


def _reminder(turn: Turn, change: Mapping[str, Any]) -> None:
    due_at = _moment(change.get("date_time"))
    intent = str(change.get("intent") or "")
    if due_at is None or not intent:
        turn.note("action.event_ignored", event="reminder")
        return
    name = str(change.get("name") or intent)
    turn.extra["n"] = number = int(turn.extra.get("n", 0)) + 1
    impatient = bool(change.get("kill_on_user_msg"))
    turn.extra["timers"] = {**turn.extra.get("timers", {}), name: [str(number), impatient]}
    data = {"intent": intent, "entities": items(change.get("entities"))}
    turn.effects.append(SetTimer(name, str(number), due_at, data))


def _cancel_reminder(turn: Turn, change: Mapping[str, Any]) -> None:
    """By name; without one, every reminder."""
    wanted = change.get("name") or change.get("intent")
    timers = turn.extra.get("timers", {})
    for name in [name for name in timers if not wanted or name == wanted]:
        turn.effects.append(CancelTimer(name))
    turn.extra["timers"] = {n: timer for n, timer in timers.items() if wanted and n != wanted}


def _perform(turn: Turn, change: Mapping[str, Any]) -> None:
    turn.effects.append(Perform(str(change.get("name")), dict(mapping(change.get("data")))))


def _nothing(turn: Turn, change: Mapping[str, Any]) -> None:
    """Only tells what has been said already."""


def _moment(value: Any) -> datetime | None:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


_EVENTS: dict[str, Callable[[Turn, Mapping[str, Any]], None]] = {
    "slot": _slot,
    "reset_slots": _reset_slots,
    "followup": _followup,
    "pause": _pause,
    "resume": _resume,
    "restart": _restart,
    "session_started": _nothing,
    "session_ended": _session_ended,
    "reminder": _reminder,
    "cancel_reminder": _cancel_reminder,
    "perform": _perform,
    "bot": _nothing,
    "agent": _nothing,
}
