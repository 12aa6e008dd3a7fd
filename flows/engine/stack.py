"""What lies open: flows begin, are interrupted, end, are cancelled and come back on top."""

from collections.abc import Iterable, Mapping
from typing import Any

from flows.engine.state import Frame
from flows.engine.statejson import dump_question, load_question
from flows.engine.turn import Turn


def units(turn: Turn) -> list[list[Frame]]:
    """The stack as wholes: a flow with the flows that it has called; patterns are wholes of their own."""
    found: list[list[Frame]] = []
    for frame in turn.stack:
        if frame.kind == "call" and found:
            found[-1].append(frame)
        else:
            found.append([frame])
    return found


def open_unit(turn: Turn) -> list[Frame]:
    """The topmost conversation, without the repairs above it; empty when nothing is open."""
    return next((unit for unit in reversed(units(turn)) if unit[0].kind != "pattern"), [])


def begin(turn: Turn, flow: str, context: Mapping[str, Any] | None = None, *, step: str = "") -> None:
    """Begin a flow above whatever is open and does not give way."""
    give_way(turn)
    frame = turn.new_frame(flow, "interrupt" if turn.stack or turn.coming else "regular", context)
    if step:
        frame = Frame(frame.flow, step, frame.frame_id, frame.kind, frame.context)
    turn.coming.append(frame)
    turn.note("flow.started", flow=flow)


def give_way(turn: Turn) -> None:
    """End the flows that give way to another; of the others, the open question is remembered."""
    for unit in units(turn):
        flow = turn.flow_of(unit[0])
        if flow is not None and flow.gives_way:
            drop(turn, unit)
            turn.note("flow.gave_way", flow=flow.id, step=unit[-1].step)
    _keep_question(turn)


def _keep_question(turn: Turn) -> None:
    """Let the flow whose question is open remember it while another one has the word."""
    question = turn.question
    frame = next((frame for frame in turn.stack if question and frame.frame_id == question.frame_id), None)
    if question and frame and frame.kind != "pattern":
        turn.remember(frame, held=dump_question(question))


def raise_to_top(turn: Turn, frame_id: str) -> None:
    """Bring a flow that lies open below back on top; repairs that wait above it are dropped."""
    _keep_question(turn)
    raised = next(unit for unit in units(turn) if any(frame.frame_id == frame_id for frame in unit))
    others = [unit for unit in units(turn) if unit != raised and unit[0].kind != "pattern"]
    turn.stack = [frame for unit in (*others, raised) for frame in unit]


def rewind(turn: Turn, frame_id: str, step: str) -> None:
    """Stand at an earlier step of a flow again; what it has called meanwhile is dropped."""
    unit = next(unit for unit in units(turn) if any(frame.frame_id == frame_id for frame in unit))
    place = [frame.frame_id for frame in unit].index(frame_id)
    drop(turn, unit[place + 1 :])
    frame = unit[place]
    asked = list(frame.context.get("asked", []))
    if step in asked:
        asked = asked[: asked.index(step)]
    skipped = [name for name in frame.context.get("skipped", []) if name != step]
    frame = turn.remember(
        frame, asked=asked or None, skipped=skipped or None, asking=None, validated=None, called=None
    )
    turn.go_to(frame, step)


def drop(turn: Turn, frames: Iterable[Frame]) -> None:
    """Take frames off the stack and reset what they have gathered."""
    for frame in list(frames):
        turn.forget(frame)
        turn.stack = [other for other in turn.stack if other.frame_id != frame.frame_id]


def start_over(turn: Turn) -> None:
    """Forget what the open conversation has gathered and begin it again, if there is one."""
    unit = open_unit(turn)
    if unit and turn.flow_of(unit[0]) is not None:
        turn.stack = [frame for frame in turn.stack if frame.kind != "pattern"]
        turn.question = None
        drop(turn, unit)
        turn.reset(name for frame in unit for name in frame.context.get("filled", []))  # what it persists, too
        begin(turn, unit[0].flow)


def cancel(turn: Turn, frame_ids: Iterable[str]) -> None:
    """Leave flows unfinished."""
    leaving = set(frame_ids)
    frames = [frame for frame in turn.stack if frame.frame_id in leaving]
    drop(turn, frames)
    for frame in frames:
        if frame.kind not in ("pattern", "call"):
            turn.note("flow.cancelled", flow=frame.flow, step=frame.step)


def leave(turn: Turn, frame: Frame) -> None:
    """A flow has come to its end: take it off and reset its slots, or hand them to its caller."""
    turn.stack = [other for other in turn.stack if other.frame_id != frame.frame_id]
    if frame.kind == "call" and turn.top is not None:
        _hand_over(turn, frame, turn.top)
        return
    answers = turn.forget(frame)
    if frame.kind != "pattern":
        turn.note("flow.completed", flow=frame.flow, answers=answers)


def end(turn: Turn, frame: Frame) -> None:
    """A flow has come to its end, and what lies below goes on."""
    leave(turn, frame)
    if frame.kind == "call":
        return
    if frame.kind == "pattern":
        turn.waiting = turn.waiting or bool(frame.context.get("then_wait")) or _is_held(turn)
        return
    resume(turn)
    flow = turn.flow_of(frame)
    if not turn.stack and flow is not None and flow.completes:
        turn.push(turn.new_frame("pattern_completed", "pattern", {"flow": frame.flow}))


def resume(turn: Turn) -> None:
    """Let `pattern_continue_interrupted` lead back to the flow that lies open, if any.

    Where this turn has offered something already, the open question stands without being asked again.
    """
    unit = open_unit(turn)
    if _is_held(turn):
        turn.waiting = True
    elif unit and turn.top is not None and turn.top.kind != "pattern":
        name = turn.flows.name_of(unit[0].flow, turn.language)
        context = {"flow": unit[0].flow, "flow_name": name, "flow_open": True}
        turn.push(turn.new_frame("pattern_continue_interrupted", "pattern", context))


def _is_held(turn: Turn) -> bool:
    """Whether the question on top waits in silence, because something else has just been offered."""
    top, question = turn.top, turn.question
    if top is None or top.kind == "pattern" or not turn.offered or not top.context.get("asking"):
        return False
    if question is None or question.frame_id != top.frame_id:
        question = load_question(top.context["held"]) if top.context.get("held") else None
    if question is not None and turn.slots.get(question.slot) is not None:
        return False
    turn.question = question if question and question.step == top.step else None
    return True


def _hand_over(turn: Turn, child: Frame, parent: Frame) -> None:
    flow = turn.flow_of(child)
    kept = flow.persisted if flow else frozenset()
    filled = list(parent.context.get("filled", []))
    filled += [name for name in child.context.get("filled", []) if name not in kept and name not in filled]
    turn.remember(parent, filled=filled or None)
