"""Events change what lies open: one function per event."""

from typing import Any

from flows.engine.acted import action_done, action_failed
from flows.engine.commands import OptOut, StartFlow
from flows.engine.effects import CancelTimer
from flows.engine.events import (
    ActionDone,
    ActionFailed,
    Event,
    HandoffClosed,
    HandoffNews,
    Happened,
    TimerFired,
    TurnFailed,
    Understood,
)
from flows.engine.handback import ANSWERED, answer_meanwhile, hear_of_handoff
from flows.engine.obey import obey
from flows.engine.payloads import commands_for
from flows.engine.turn import Turn

MAX_HELD = 5  # reminders that wait until a person gives the chat back


def receive(turn: Turn, event: Event) -> None:
    """Take an event in. An action's answer goes on with its turn; everything else begins a new one."""
    if isinstance(event, ActionDone | ActionFailed):
        _answered(turn, event)
        return
    turn.number += 1
    turn.extra.pop("action", None)  # an action whose answer never came is asked for again by its step
    turn.extra.pop(ANSWERED, None)
    match event:
        case Understood(commands):
            _understood(turn, commands)
        case TimerFired():
            _timer_fired(turn, event)
        case Happened():
            _happened(turn, event)
        case HandoffClosed() | HandoffNews():
            for data in hear_of_handoff(turn, event):
                _remind(turn, data)
        case TurnFailed():
            turn.muted = turn.paused
            turn.repair("pattern_internal_error", reason="turn_failed")


def _answered(turn: Turn, event: ActionDone | ActionFailed) -> None:
    if isinstance(event, ActionDone):
        action_done(turn, event)
    else:
        action_failed(turn, event)


def _understood(turn: Turn, commands: Any) -> None:
    answer_meanwhile(turn)
    _cancel_impatient_timers(turn)
    greets = turn.flows.flows["pattern_session_start"].origin > 0  # ours does nothing
    if turn.number == 1 and greets and not turn.paused and not any(isinstance(c, OptOut) for c in commands):
        turn.repair("pattern_session_start")
    obey(turn, commands)


def _cancel_impatient_timers(turn: Turn) -> None:
    """Reminders with `kill_on_user_msg` are void once the contact writes."""
    timers = turn.extra.get("timers", {})
    for name in [name for name, (_, impatient) in timers.items() if impatient]:
        turn.effects.append(CancelTimer(name))
        turn.extra["timers"] = {n: timer for n, timer in turn.extra["timers"].items() if n != name}


def _timer_fired(turn: Turn, event: TimerFired) -> None:
    timers = turn.extra.get("timers", {})
    turn.muted = turn.paused
    turn.waiting = turn.question is not None or turn.paused  # a stale timer changes nothing
    if timers.get(event.name, [""])[0] != event.token:
        turn.note("timer.stale", timer=event.name)
        turn.waiting = True
        return
    turn.extra["timers"] = {name: timer for name, timer in timers.items() if name != event.name}
    if turn.paused:
        turn.extra["held"] = [*turn.extra.get("held", []), dict(event.data)][-MAX_HELD:]
        turn.note("timer.held", timer=event.name)
        return
    _remind(turn, event.data)


def _happened(turn: Turn, event: Happened) -> None:
    """Begin the flow that tells it, above whatever is open."""
    entities = [{"entity": name, "value": value} for name, value in event.slots.items()]
    data = {"intent": event.flow, "entities": entities}
    if turn.paused:
        turn.muted = turn.waiting = True
        turn.extra["held"] = [*turn.extra.get("held", []), data][-MAX_HELD:]
        turn.note("event.held", flow=event.flow)
        return
    turn.waiting = turn.question is not None
    _remind(turn, data)


def _remind(turn: Turn, data: Any) -> None:
    """Do what the reminder's intent stands for."""
    intent = str(data.get("intent", "")).lstrip("/")
    commands = commands_for("", "", f"/{intent}", turn.flows) or ()
    starts = [StartFlow(c.flow) if isinstance(c, StartFlow) else c for c in commands]
    turn.waiting = False
    if not starts or _is_lost(starts):
        turn.note("timer.without_flow", intent=intent)
        turn.waiting = True
        return
    entities = [entity for entity in data.get("entities", ()) if isinstance(entity, dict)]
    obey(turn, starts)
    for entity in entities:
        turn.fill(str(entity.get("entity", "")), entity.get("value"), turn.coming[-1] if turn.coming else None)


def _is_lost(commands: list[Any]) -> bool:
    return all(getattr(command, "flow", None) == "" for command in commands)
