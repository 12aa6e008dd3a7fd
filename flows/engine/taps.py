"""Buttons that come back, perhaps months later: each finds its place, none is called wrong (G5, P19)."""

from dataclasses import replace
from typing import Any

from flows.engine.answers import collect_of, give
from flows.engine.commands import ShowPage, Tap
from flows.engine.flow import END, Flow, next_of
from flows.engine.limits import MAX_STEPS
from flows.engine.misses import refuse_start
from flows.engine.replies import Button, Reply
from flows.engine.speaking import pages_of, reply_for, say, words
from flows.engine.stack import begin, open_unit, raise_to_top, rewind
from flows.engine.state import Frame
from flows.engine.turn import Turn
from flows.engine.values import WrongValue, from_text


def tap(turn: Turn, command: Tap) -> None:
    """Answer, correct, come back to a flow or begin it: wherever the button was offered."""
    flow: Flow | None = turn.flows.flows.get(command.flow)
    step = flow.step_at(command.step) if flow else None
    values = _values(turn, command)
    if flow is None or step is None or values is None:
        turn.note("button.old", flow=command.flow, step=command.step)
        turn.repair("pattern_old_button", then_wait=not turn.stack)
        return
    question = turn.question
    if question and (question.flow, question.step) == (flow.id, step.id):
        _give_all(turn, values)
        return
    turn.must_speak = True
    if frame := _open_frame(turn, flow):
        _answer_there(turn, frame, step, values)
    elif flow.is_pattern or not values:
        _carry_on(turn, values)
    elif flow.guard is not None and not flow.guard({**turn.slots, **values}, {}):
        refuse_start(turn, flow.id)
    else:
        _begin_with(turn, flow, step, values)


def show_page(turn: Turn, command: ShowPage) -> None:
    """Say one page of the options that were offered there, asking the question again if need be."""
    question = turn.question
    flow: Flow | None = turn.flows.flows.get(command.flow)
    step: Any = flow.step_at(command.step) if flow else None
    if question and step and question.options and (question.flow, question.step) == (command.flow, step.id):
        options = tuple(Button(o.title, o.payload, o.description) for o in question.options)
        _say_buttons(turn, Reply(flow=question.flow, step=question.step, buttons=options), command.page)
        turn.question = replace(question, page=command.page)
    elif flow and step and str(getattr(step, "name", "")).startswith("utter_"):
        reply = reply_for(turn, step.name, Frame(flow.id, step.id, ""))
        _say_buttons(turn, reply or Reply(), command.page)
    elif flow and step and getattr(step, "slot", "") and not flow.is_pattern:
        turn.page = command.page
        _ask_there(turn, flow, step)
    else:
        tap(turn, Tap(command.flow, command.step, ()))


def _ask_there(turn: Turn, flow: Flow, step: Any) -> None:
    """Open a question again, in its open flow or in a new one."""
    turn.must_speak = True
    if frame := _open_frame(turn, flow):
        raise_to_top(turn, frame.frame_id)
        rewind(turn, frame.frame_id, step.id)
        turn.empty(step.slot)
    elif flow.guard is not None and not flow.guard(turn.slots, {}):
        refuse_start(turn, flow.id)
    else:
        _begin_with(turn, flow, step, {})


def _say_buttons(turn: Turn, reply: Reply, page: int) -> None:
    pages = pages_of(len(reply.buttons))
    page = min(max(page, 0), pages - 1)
    text = words(turn, "utter_options_page", page=page + 1, pages=pages)
    say(turn, Reply(text, reply.buttons, flow=reply.flow, step=reply.step, utter="utter_options_page"), page)
    turn.waiting = True


def _values(turn: Turn, command: Tap) -> dict[str, Any] | None:
    """The pairs as slot values; None when the shop no longer knows one of them."""
    values: dict[str, Any] = {}
    for name, text in command.slots:
        slot = turn.flows.slots.get(name)
        if slot is None:
            return None
        try:
            values[name] = from_text(slot, text)
        except WrongValue:
            return None
    return values


def _give_all(turn: Turn, values: dict[str, Any]) -> None:
    for name, value in values.items():
        give(turn, name, value)


def _open_frame(turn: Turn, flow: Flow) -> Frame | None:
    return next((frame for frame in reversed(turn.stack) if frame.flow == flow.id), None)


def _answer_there(turn: Turn, frame: Frame, step: Any, values: dict[str, Any]) -> None:
    """The flow is open, perhaps below others: bring it on top, then answer or correct."""
    raise_to_top(turn, frame.frame_id)
    frame = turn.find_frame(frame.frame_id) or frame
    if turn.question and turn.question.frame_id != frame.frame_id:
        turn.question = None
    if values and frame.step != step.id and turn.top != frame:
        rewind(turn, frame.frame_id, step.id)  # a flow that it has called gives way
    for name, value in values.items():
        if frame.step == step.id and getattr(step, "slot", "") == name:
            turn.fill(name, value, frame)
        else:
            give(turn, name, value)


def _carry_on(turn: Turn, values: dict[str, Any]) -> None:
    """A button outside of any question: take what it says, then go on with what is open, or show the menu."""
    _give_all(turn, values)
    if not open_unit(turn):
        turn.repair("pattern_menu", then_wait=True)


def _begin_with(turn: Turn, flow: Flow, step: Any, values: dict[str, Any]) -> None:
    """Begin the flow with these answers, at its first question that has none."""
    begin(turn, flow.id, {"given": list(values), "filled": [], "tapped": True})
    frame = turn.coming[-1]
    turn.arrive()
    for name, value in values.items():
        turn.fill(name, value, turn.find_frame(frame.frame_id) if collect_of(turn, frame, name) else None)
    turn.go_to(turn.find_frame(frame.frame_id) or frame, _first_unanswered(turn, flow, step))


def _first_unanswered(turn: Turn, flow: Flow, tapped: Any) -> str:
    """Walk from the start past what is answered; what was said and done on the way is not done again."""
    step: Any = flow.steps[flow.first]
    for _ in range(MAX_STEPS):
        slot = getattr(step, "slot", "")
        if step.id == tapped.id or (slot and turn.slots.get(slot) is None):
            return str(step.id)
        target = next_of(step, turn.slots, {})
        if target == END or target not in flow.steps:
            break
        step = flow.steps[target]
    return str(tapped.id)
