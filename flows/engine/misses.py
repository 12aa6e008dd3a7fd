"""Answers that do not fit: counted, explained, and after two of them a person is offered."""

from typing import Any

from flows.engine.speaking import reply_for, utter
from flows.engine.state import Frame
from flows.engine.turn import Turn

COUNTED = frozenset({"not_understood", "unsupported", "media"})  # of CannotHandle's reasons


def missed(turn: Turn, frame: Frame, slot: str, *, refusal: str = "", refused: Any = None) -> None:
    """Count a wrong answer to this frame's question and let `pattern_invalid_answer` explain it.

    `refusal` is the response of the rejection, in which `{slot}` still shows what was `refused`.
    """
    misses = int(frame.context.get("misses", 0)) + 1
    options = [option.title for option in turn.question.options] if turn.question else []
    turn.remember(frame, misses=misses)
    turn.note("not_understood", reason="invalid_answer", flow=frame.flow, step=frame.step, misses=misses)
    context = {"slot": slot, "misses": misses, "utter": refusal, "options": options, slot: refused}
    turn.repair("pattern_invalid_answer", **context)


def explain(turn: Turn, frame: Frame) -> None:
    """Say what is wrong with the answer, as exactly as anybody has written it down."""
    slot, options = str(frame.context.get("slot", "")), frame.context.get("options", [])
    named = (str(frame.context.get("utter", "")), f"utter_invalid/{slot}")
    name = next((name for name in named if name in turn.flows.responses), "")
    if not name:
        name = "utter_invalid_answer" if options else "utter_invalid_text"
    utter(turn, name, frame, options=options)


def not_understood(turn: Turn, reason: str) -> None:
    """Count a message that means nothing here and let `pattern_cannot_handle` answer."""
    if reason in COUNTED:
        turn.misses += 1
    turn.note("not_understood", reason=reason, misses=turn.misses)
    turn.repair("pattern_cannot_handle", reason=reason, misses=turn.misses, first=turn.number == 1)


def refuse_start(turn: Turn, flow: str) -> None:
    """A guard does not let the contact into a flow: say so."""
    name = turn.flows.name_of(flow, turn.language)
    turn.note("flow.refused", flow=flow)
    turn.repair("pattern_cannot_handle", reason="guard", flow=flow, flow_name=name, misses=0)


def explain_guard(turn: Turn, frame: Frame) -> None:
    """`utter_guard/<flow>` when somebody wrote it."""
    own = f"utter_guard/{frame.context.get('flow', '')}"
    reply = reply_for(turn, own if own in turn.flows.responses else "utter_not_now", frame)
    if reply is not None:
        turn.say(reply)
