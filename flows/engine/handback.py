"""The bot and the people: news for somebody who waits, and what becomes of the open flow when the bot is back."""

from collections.abc import Callable, Mapping
from typing import Any

from flows.engine.events import HandoffClosed, HandoffNews
from flows.engine.stack import drop, open_unit, resume, start_over
from flows.engine.turn import Turn

MAX_MEANWHILE = 10  # lines of what was said while a person had it
MEANWHILE, ANSWERED = "meanwhile", "answered_meanwhile"  # in `extra`: until the contact writes; in that turn


def hear_of_handoff(turn: Turn, event: HandoffClosed | HandoffNews) -> list[Any]:
    """Take it in; answers the reminders that were held back until now."""
    if isinstance(event, HandoffNews):
        turn.repair(event.pattern, then_wait=True)
        return []
    turn.extra.pop(MEANWHILE, None)
    if event.meanwhile:
        turn.extra[MEANWHILE] = [dict(line) for line in event.meanwhile[-MAX_MEANWHILE:]]
    was_silent = turn.paused or turn.question is None
    turn.paused = False
    _RESUMING.get(event.resume, _resume)(turn, was_silent)
    held: list[Any] = turn.extra.pop("held", [])
    return held


def said_meanwhile(extra: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was said to people before this turn, for its actions; nothing once the contact has been answered."""
    return list(extra.get(MEANWHILE) or extra.get(ANSWERED, ()))


def answer_meanwhile(turn: Turn) -> None:
    """The contact writes: this turn, with all its actions, is the last that knows what people were told."""
    if told := turn.extra.pop(MEANWHILE, None):
        turn.extra[ANSWERED] = told


def _resume(turn: Turn, was_silent: bool) -> None:
    """Where nobody had taken the chat over, the question stands."""
    turn.waiting = not was_silent
    if was_silent:
        resume(turn)


def _ask(turn: Turn, was_silent: bool) -> None:
    unit = open_unit(turn)
    flow = turn.flow_of(unit[0]) if unit else None
    if flow is None or flow.gives_way:
        _quiet(turn, was_silent)
        return
    turn.question = None
    name = turn.flows.name_of(flow.id, turn.language)
    turn.repair("pattern_handoff_closed", then_wait=True, flow=flow.id, flow_name=name)


def _quiet(turn: Turn, was_silent: bool) -> None:  # noqa: ARG001 (one signature for all)
    turn.waiting = True


def _skip(turn: Turn, was_silent: bool) -> None:
    drop(turn, turn.stack)
    turn.question = None
    _quiet(turn, was_silent)


def _restart(turn: Turn, was_silent: bool) -> None:  # noqa: ARG001 (one signature for all)
    start_over(turn)
    turn.waiting = not turn.coming


_RESUMING: dict[str, Callable[[Turn, bool], None]] = {
    "ask": _ask,
    "skip": _skip,
    "restart": _restart,
    "quiet": _quiet,
}
