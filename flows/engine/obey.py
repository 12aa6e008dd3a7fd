"""Commands change what lies open: one function per command, found by its type."""

from collections.abc import Callable, Sequence
from typing import Any

from flows.engine.answers import give, settle_ahead, settle_corrections, skip
from flows.engine.commands import (
    BackToBot,
    CancelFlow,
    CannotHandle,
    ChitChat,
    Clarify,
    Command,
    GoBack,
    HumanHandoff,
    KeepWaiting,
    KnowledgeAnswer,
    OptIn,
    OptOut,
    Repeat,
    SetSlot,
    ShowMenu,
    ShowPage,
    SkipQuestion,
    StartFlow,
    StartOver,
    Tap,
)
from flows.engine.effects import Perform
from flows.engine.flow import Flow
from flows.engine.misses import missed, not_understood, refuse_start
from flows.engine.stack import begin, give_way, open_unit, raise_to_top, rewind, start_over, units
from flows.engine.state import Question
from flows.engine.taps import show_page, tap
from flows.engine.turn import Turn

URGENT = (OptOut, OptIn, HumanHandoff)  # win over everything, also over a forced question
WHILE_PAUSED = (OptOut, OptIn, KeepWaiting, BackToBot)  # all that the bot hears while a person has the chat


def obey(turn: Turn, commands: Sequence[Command]) -> None:
    """Carry out what the contact wants; what cannot be done leads to a repair, never to silence."""
    heard, before = _heard(turn, commands), dict(turn.slots)
    if not any(isinstance(command, CannotHandle) for command in heard):
        turn.misses = 0
    for command in heard:
        if isinstance(command, CancelFlow) and not turn.stack and len(heard) > 1:
            continue  # what is meant is said beside it
        _OBEY[type(command)](turn, command)
    settle_corrections(turn)
    settle_ahead(turn, heard, before)


def _heard(turn: Turn, commands: Sequence[Command]) -> Sequence[Command]:
    if turn.paused:
        heard = [command for command in commands if isinstance(command, WHILE_PAUSED)][:1]
        turn.muted = not heard
        return heard
    urgent = [command for command in commands if isinstance(command, URGENT)][:1]
    if urgent:
        return urgent
    if turn.question and turn.question.forced:
        return [command for command in commands if _answers(turn.question, command)]
    return commands or (CannotHandle(),)


def _answers(question: Question, command: Command) -> bool:
    """All that a forced question takes notice of."""
    match command:
        case SetSlot(slot):
            return slot == question.slot
        case Tap(flow, step) | ShowPage(flow, step):
            return (flow, step) == (question.flow, question.step)
        case CannotHandle(reason):
            return reason != "not_understood"
        case _:
            return isinstance(command, Repeat)


def start(turn: Turn, command: StartFlow) -> None:
    """Begin a flow, or come back to it when it is open already."""
    flow: Flow | None = turn.flows.flows.get(command.flow)
    if flow is None or flow.is_pattern:
        turn.note("flow.unknown", flow=command.flow)
        not_understood(turn, "not_understood")
        return
    open_frame = next((frame for frame in turn.stack if frame.flow == flow.id and frame.kind != "call"), None)
    if open_frame is not None:
        raise_to_top(turn, open_frame.frame_id)
        _branch_anew(turn, flow, open_frame.frame_id)
    elif command.guarded and flow.guard is not None and not flow.guard(turn.slots, {}):
        refuse_start(turn, flow.id)
    else:
        begin(turn, flow.id)


def _branch_anew(turn: Turn, flow: Flow, frame_id: str) -> None:
    """Where nothing has been answered yet, what the repeated wish names may lead another way."""
    top, first = turn.top, flow.steps[flow.first]
    branches = len(first.next) > 1 and not hasattr(first, "name") and not hasattr(first, "slot")
    if branches and top and top.frame_id == frame_id and not top.context.get("filled"):
        turn.go_to(top, flow.first)


def _cancel(turn: Turn, command: CancelFlow) -> None:  # noqa: ARG001
    unit = open_unit(turn) or next(iter(reversed(units(turn))), [])
    if not unit:
        turn.repair("pattern_clarification", reason="nothing_to_cancel", choices=[])
        return
    name = turn.flows.name_of(unit[0].flow, turn.language)
    turn.question = None
    _drop_repairs(turn)
    frames = [frame.frame_id for frame in unit]
    turn.repair("pattern_cancel_flow", flow=unit[0].flow, flow_name=name, frames=frames)


def _drop_repairs(turn: Turn) -> None:
    """A repair that waits for an answer above the flow gives way."""
    while turn.stack and turn.stack[-1].kind == "pattern" and open_unit(turn):
        turn.stack.pop()


def _cannot_handle(turn: Turn, command: CannotHandle) -> None:
    frame = turn.find_frame(turn.question.frame_id) if turn.question else None
    if turn.question and frame and command.reason == "invalid_answer":
        missed(turn, frame, turn.question.slot)
    else:
        not_understood(turn, command.reason)


def _go_back(turn: Turn, command: GoBack) -> None:  # noqa: ARG001
    for frame in reversed(open_unit(turn)):
        flow = turn.flow_of(frame)
        asked = [step for step in frame.context.get("asked", []) if flow and flow.step_at(step)]
        if flow and asked:
            step: Any = flow.step_at(asked[-1])
            _drop_repairs(turn)
            rewind(turn, frame.frame_id, asked[-1])
            turn.empty(step.slot)
            return
    if not turn.stack:
        not_understood(turn, "not_understood")


def _repeat(turn: Turn, command: Repeat) -> None:  # noqa: ARG001
    if turn.question is None:
        turn.repair("pattern_repeat_bot_messages")


def _opt_out(turn: Turn, command: OptOut) -> None:
    if command.offers:
        turn.repair("pattern_offers_stopped")
    else:
        turn.repair("pattern_opted_out", then_wait=True)


def _opt_in(turn: Turn, command: OptIn) -> None:  # noqa: ARG001
    turn.repair("pattern_opted_in", then_wait=True)


def _hand_off(turn: Turn, command: HumanHandoff) -> None:
    _drop_repairs(turn)
    turn.repair("pattern_human_handoff", reason=command.reason)


def _keep_waiting(turn: Turn, command: KeepWaiting) -> None:  # noqa: ARG001
    """Tapped late, when nobody waits any more, it is a new wish for a person."""
    if not turn.paused:
        _hand_off(turn, HumanHandoff())
        return
    turn.effects.append(Perform("keep_waiting"))
    turn.repair("pattern_handoff_kept", then_wait=True)


def _back_to_bot(turn: Turn, command: BackToBot) -> None:  # noqa: ARG001
    if turn.paused:
        turn.paused = False
        turn.effects.append(Perform("handoff_back", {"outcome": "returned"}))
    turn.repair("pattern_handoff_back")


def _start_over(turn: Turn, command: StartOver) -> None:  # noqa: ARG001
    start_over(turn)
    if not turn.coming:
        turn.repair("pattern_menu", then_wait=True)


def _search(turn: Turn, command: KnowledgeAnswer) -> None:
    turn.repair("pattern_search", topic=command.topic)


def _chitchat(turn: Turn, command: ChitChat) -> None:
    turn.repair("pattern_chitchat", topic=command.topic)


def _clarify(turn: Turn, command: Clarify) -> None:
    turn.repair("pattern_clarification", choices=list(command.choices), then_wait=True)


def _menu(turn: Turn, command: ShowMenu) -> None:
    _drop_repairs(turn)
    give_way(turn)
    turn.question = None
    turn.repair("pattern_menu", then_wait=True, greeting=command.greeting)


def _set_slot(turn: Turn, command: SetSlot) -> None:
    give(turn, command.slot, command.value)


def _skip(turn: Turn, command: SkipQuestion) -> None:
    """The button of an earlier question does not skip the one that is open now: it leads back to its own."""
    question = turn.question
    if command.step and (question is None or (question.flow, question.step) != (command.flow, command.step)):
        tap(turn, Tap(command.flow, command.step, ()))
    else:
        skip(turn, command)


_OBEY: dict[type, Callable[[Turn, Any], None]] = {
    StartFlow: start,
    SetSlot: _set_slot,
    Tap: tap,
    ShowPage: show_page,
    CancelFlow: _cancel,
    Clarify: _clarify,
    ChitChat: _chitchat,
    KnowledgeAnswer: _search,
    HumanHandoff: _hand_off,
    KeepWaiting: _keep_waiting,
    BackToBot: _back_to_bot,
    StartOver: _start_over,
    SkipQuestion: _skip,
    GoBack: _go_back,
    Repeat: _repeat,
    ShowMenu: _menu,
    OptOut: _opt_out,
    OptIn: _opt_in,
    CannotHandle: _cannot_handle,
}
