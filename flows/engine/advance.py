"""The heart: state and event in, state and effects out. Pure: no clock, no chance, no outside world."""

from dataclasses import dataclass
from datetime import datetime

from flows.engine.effects import Effect, RunAction, Say
from flows.engine.events import Event
from flows.engine.flow import END, Flow
from flows.engine.flowset import FlowSet
from flows.engine.handback import ANSWERED
from flows.engine.limits import FlowLoopsForever
from flows.engine.receive import receive
from flows.engine.speaking import utter
from flows.engine.stack import end
from flows.engine.state import ConversationState, Frame
from flows.engine.turn import Turn


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn leads to. The last effect is `RunAction` when an action has to be run first."""

    state: ConversationState
    effects: tuple[Effect, ...] = ()


def advance(flows: FlowSet, state: ConversationState, event: Event, now: datetime, seed: int) -> Outcome:
    """Run from where the conversation stands until it waits for somebody or ends. Never raises."""
    turn = Turn(flows, state, now, seed)
    try:
        receive(turn, event)
        run(turn)
        if turn.must_speak and not turn.muted and not any(isinstance(e, Say | RunAction) for e in turn.effects):
            turn.repair("pattern_menu", then_wait=True)
            turn.waiting = False
            run(turn)
    except FlowLoopsForever as loop:
        _recover(turn, str(loop))
    if "action" not in turn.extra:
        turn.extra.pop(ANSWERED, None)
    return Outcome(turn.close(), tuple(turn.effects))


def run(turn: Turn) -> None:
    """Take steps until the conversation waits, ends, or a person has it."""
    turn.arrive()
    while turn.stack and not turn.waiting:
        frame = turn.stack[-1]
        if turn.paused and frame.kind != "pattern":
            return
        turn.count_step()
        _take_step(turn, frame)
        if turn.coming:
            turn.arrive()


def _take_step(turn: Turn, frame: Frame) -> None:
    flow = turn.flow_of(frame)
    if flow is None:
        _leave_lost_flow(turn, frame)
    elif frame.step == END:
        end(turn, frame)
    elif (step := flow.step_at(frame.step)) is not None:
        if step.id != frame.step:
            turn.go_to(frame, step.id)
            frame = turn.stack[-1]
        step.run(turn, frame)
    else:
        turn.go_to(frame, _first_question(turn, flow))


def _first_question(turn: Turn, flow: Flow) -> str:
    """Where to go on when a step was taken out of the flow: its first question without an answer."""
    turn.note("flow.step_lost", flow=flow.id)
    unanswered = (s.id for s in flow.steps.values() if (n := getattr(s, "slot", "")) and turn.slots.get(n) is None)
    return next(unanswered, END)


def _leave_lost_flow(turn: Turn, frame: Frame) -> None:
    """The flow itself is gone: say so if it was the one that was open."""
    turn.forget(frame)
    turn.stack.pop()
    turn.note("flow.lost", flow=frame.flow)
    if frame.kind in ("regular", "interrupt", "link") and not any(isinstance(e, Say) for e in turn.effects):
        turn.repair("pattern_old_button", then_wait=not turn.stack)


def _recover(turn: Turn, flow: str) -> None:
    """A flow goes round in circles: clear the table and apologise."""
    turn.note("flow.loops", flow=flow)
    turn.stack, turn.coming, turn.question = [], [], None
    turn.extra.pop("action", None)
    turn.steps, turn.waiting = 0, False
    turn.repair("pattern_internal_error", reason="loop")
    try:
        run(turn)
    except FlowLoopsForever:
        turn.stack, turn.coming = [], []
        utter(turn, "utter_internal_error", Frame("pattern_internal_error", "say", ""))
