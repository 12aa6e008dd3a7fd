"""The state as JSON and back: compact, versioned, and tolerant of what other releases wrote."""

from typing import Any

from flows.engine.replies import Button, Reply
from flows.engine.state import ConversationState, Frame, Option, Question

VERSION = 1


def dump_state(state: ConversationState) -> dict[str, Any]:
    """A JSON value; what is empty is left out."""
    data: dict[str, Any] = {"v": VERSION, "turn": state.turn}
    if state.stack:
        data["stack"] = [_dump_frame(frame) for frame in state.stack]
    if state.slots:
        data["slots"] = dict(state.slots)
    if state.question:
        data["question"] = dump_question(state.question)
    if state.paused:
        data["paused"] = True
    if state.misses:
        data["misses"] = state.misses
    if state.extra:
        data["extra"] = dict(state.extra)
    return data


def load_state(data: dict[str, Any]) -> ConversationState:
    """The inverse of `dump_state`; unknown fields are ignored, missing ones have their defaults."""
    question = data.get("question")
    return ConversationState(
        stack=tuple(_load_frame(frame) for frame in data.get("stack", ())),
        slots=dict(data.get("slots", {})),
        question=load_question(question) if question else None,
        paused=bool(data.get("paused", False)),
        turn=int(data.get("turn", 0)),
        misses=int(data.get("misses", 0)),
        extra=dict(data.get("extra", {})),
    )


def dump_reply(reply: Reply) -> dict[str, Any]:
    """A reply for “say that again”."""
    data = {name: getattr(reply, name) for name in _REPLY_FIELDS if getattr(reply, name)}
    if reply.buttons:
        data["buttons"] = [[button.title, button.payload, button.description] for button in reply.buttons]
    return data


def load_reply(data: dict[str, Any]) -> Reply:
    """The inverse of `dump_reply`."""
    known = {name: data[name] for name in _REPLY_FIELDS if name in data}
    return Reply(**known, buttons=tuple(Button(*button) for button in data.get("buttons", ())))


_REPLY_FIELDS = ("text", "image", "attachment", "list_label", "flow", "step", "utter", "metadata")


def _dump_frame(frame: Frame) -> list[Any]:
    return [frame.flow, frame.step, frame.frame_id, frame.kind, dict(frame.context)]


def _load_frame(data: list[Any]) -> Frame:
    flow, step, frame_id, kind, context = data[:5]
    return Frame(flow, step, frame_id, kind, dict(context))


def dump_question(question: Question) -> dict[str, Any]:
    """An open question; what is empty is left out."""
    data: dict[str, Any] = {
        "at": [question.flow, question.step, question.slot, question.frame_id],
        "options": [[o.title, o.payload, o.description] for o in question.options],
    }
    for name in ("page", "misses", "forced"):
        if value := getattr(question, name):
            data[name] = value
    return data


def load_question(data: dict[str, Any]) -> Question:
    """The inverse of `dump_question`."""
    flow, step, slot, frame_id = data["at"][:4]
    return Question(
        flow,
        step,
        slot,
        frame_id,
        options=tuple(Option(*option[:3]) for option in data.get("options", ())),
        page=int(data.get("page", 0)),
        misses=int(data.get("misses", 0)),
        forced=bool(data.get("forced", False)),
    )
