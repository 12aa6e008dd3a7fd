"""Answers: to the open question, ahead of a question, or instead of an earlier answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from flows.engine.commands import Command, SetSlot, SkipQuestion, StartFlow
from flows.engine.misses import missed, not_understood
from flows.engine.state import Frame
from flows.engine.turn import Turn
from flows.engine.values import WrongValue, fit


def give(turn: Turn, slot: str, value: Any) -> None:
    """Take a value for a slot: the answer that is waited for, a correction, or one for later."""
    question = turn.question
    if question and question.slot == slot and (frame := turn.find_frame(question.frame_id)):
        if not turn.fill(slot, value, frame):
            missed(turn, frame, slot)
        return
    owner = owner_of(turn, slot)
    if owner and slot in owner.context.get("filled", []) and turn.slots.get(slot) is not None:
        _correct(turn, owner, slot, value)
    else:
        turn.fill(slot, value, owner)


def owner_of(turn: Turn, slot: str) -> Frame | None:
    """The open flow that asks for this slot, the topmost first, those about to begin before all."""
    for frame in [*turn.coming, *reversed(turn.stack)]:
        if frame.kind != "pattern" and collect_of(turn, frame, slot):
            return frame
    return None


def collect_of(turn: Turn, frame: Frame, slot: str) -> str:
    """The step of the frame's flow that asks for the slot; empty when none does."""
    flow = turn.flow_of(frame)
    steps = flow.steps.values() if flow else ()
    return next((step.id for step in steps if getattr(step, "slot", "") == slot), "")


def settle_corrections(turn: Turn) -> None:
    """Let one `pattern_correction` take back whatever was corrected in this turn."""
    corrected = turn.corrected
    if not corrected:
        return
    turn.corrected = []
    turn.question = None
    rewind: dict[str, str] = {}
    for slot, _, frame_id in corrected:
        frame = turn.find_frame(frame_id)
        if frame:
            rewind[frame_id] = _earliest(frame, rewind.get(frame_id), collect_of(turn, frame, slot))
    names = [slot.replace("_", " ") for slot, _, _ in corrected]
    turn.repair("pattern_correction", corrected=corrected, rewind=rewind, slot_names=names)


def settle_ahead(turn: Turn, commands: Sequence[Command], before: Mapping[str, Any]) -> None:
    """What was said for a later question is acknowledged before the open one comes again."""
    question = turn.question
    told = [command.slot for command in commands if isinstance(command, SetSlot)]
    others = [command for command in commands if not isinstance(command, SetSlot)]
    if question is None or turn.coming or any(other != StartFlow(question.flow) for other in others):
        return
    frame = turn.find_frame(question.frame_id)
    flow = turn.flow_of(frame) if frame else None
    expected = {question.slot, *getattr(flow.step_at(question.step) if flow else None, "also", ())}
    heard = [name for name in told if not _is_aside(turn, name)]
    if not expected & set(told) and any(turn.slots.get(name) not in (None, before.get(name)) for name in heard):
        turn.repair("pattern_answer_ahead", slot_names=[name.replace("_", " ") for name in heard])


def _is_aside(turn: Turn, name: str) -> bool:
    """Whether an action tells what comes of it: `aside: true` in the slot's metadata."""
    slot = turn.flows.slots.get(name)
    return slot is not None and bool(slot.metadata.get("aside"))


def skip(turn: Turn, command: SkipQuestion) -> None:  # noqa: ARG001 (one signature for all commands)
    """Go on without an answer where the slot allows it: by its initial value, or empty when `optional`."""
    question = turn.question
    frame = turn.find_frame(question.frame_id) if question else None
    if question is None or frame is None:
        not_understood(turn, "not_understood")
        return
    slot = turn.flows.slots.get(question.slot)
    if slot is not None and slot.initial_value is not None:
        turn.fill(slot.name, slot.initial_value, frame)
    elif slot is not None and slot.metadata.get("optional"):
        turn.remember(frame, skipped=[*frame.context.get("skipped", []), question.step])
        turn.note("question.skipped", slot=slot.name)
    else:
        turn.repair("pattern_skip_question", slot=question.slot)


def _correct(turn: Turn, owner: Frame, slot: str, value: Any) -> None:
    try:
        fitted = fit(turn.flows.slots[slot], value)
    except WrongValue as wrong:
        turn.note("slot.refused", slot=slot, reason=str(wrong))
        return
    if fitted != turn.slots.get(slot):
        turn.corrected.append([slot, fitted, owner.frame_id])


def _earliest(frame: Frame, one: str | None, other: str) -> str:
    """Of two questions, the one that was asked first; a question never asked comes before all."""
    asked = list(frame.context.get("asked", []))
    if one is None:
        return other
    return min((one, other), key=lambda step: asked.index(step) if step in asked else -1)
