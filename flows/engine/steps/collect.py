"""A step that asks a question and waits until its slot is filled with something acceptable."""

from dataclasses import dataclass, field
from typing import ClassVar

from flows.engine.faults import Place
from flows.engine.flow import Branch
from flows.engine.misses import missed
from flows.engine.reading.part import Part
from flows.engine.reading.rejections import Rejection, read_rejections, validation_of
from flows.engine.speaking import ask, reply_for
from flows.engine.state import Frame
from flows.engine.turn import Turn


@dataclass(frozen=True, slots=True)
class Collect:
    """Ask by `utter` or by `ask_action` unless the slot is filled already.

    The frame remembers `asking` (this step has asked), `given` (slots that a tap brought along), `skipped`,
    `validated` (the step whose `validate_<slot>` has agreed) and `misses`.
    """

    id: str
    next: tuple[Branch, ...]
    place: Place
    slot: str
    utter: str
    ask_action: str = ""
    validate_action: str = ""
    refill_utter: str = ""
    ask_first: bool = False
    forced: bool = False
    rejections: tuple[Rejection, ...] = field(default=())
    persists: bool = False
    description: str = ""
    also: tuple[str, ...] = ()  # further slots that may be filled while this question is open

    KEYS: ClassVar[frozenset[str]] = frozenset(
        {
            "collect",
            "utter",
            "also",
            "ask_before_filling",
            "force_slot_filling",
            "rejections",
            "reset_after_flow_ends",
            "description",
            "silence_timeout",
            "dtmf",
        }
    )

    @classmethod
    def read(cls, part: Part) -> "Collect":
        """`collect: slot`, asked by `utter_ask_<slot>`, another `utter:`, or the action `action_ask_<slot>`."""
        slot = part.name("collect")
        declared = part.known.slots.get(slot)
        if slot and declared is None:
            part.error("collect", f"there is no slot `{slot}`")
        if "reset_after_flow_ends" in part.body and "persisted_slots" in part.known.book.flows[part.flow].value:
            part.error("reset_after_flow_ends", "use this or the flow's `persisted_slots`, not both")
        utter, ask_action = _asked_by(part, slot)
        validation = validation_of(part.known.book, slot)
        return cls(
            part.id,
            part.next,
            part.place,
            slot,
            utter,
            ask_action,
            validate_action=name if (name := f"validate_{slot}") in part.known.declared else "",
            refill_utter=validation.refill_utter,
            ask_first=part.flag("ask_before_filling"),
            forced=part.flag("force_slot_filling"),
            rejections=(*read_rejections(part.known.book, part.body), *validation.rejections),
            persists=part.body.get("reset_after_flow_ends") is False,
            description=str(part.body.get("description") or ""),
            also=_also(part),
        )

    def run(self, turn: Turn, frame: Frame) -> None:
        asking = frame.context.get("asking") == self.id
        if self.ask_first and not asking and self.slot not in frame.context.get("given", ()):
            turn.empty(self.slot)
        if turn.slots.get(self.slot) is None:
            self._without_answer(turn, frame)
        elif rejection := self._rejection(turn, frame):
            self.refuse(turn, frame, rejection.utter)
        elif self.validate_action and frame.context.get("validated") != self.id:
            turn.run_action(self.validate_action, "validate", frame, slot=self.slot)
        else:
            self._accept(turn, frame)

    def ask_again(self, turn: Turn, frame: Frame) -> None:
        """Ask, whatever the slot holds."""
        frame = turn.remember(frame, asking=self.id, validated=None)
        if self.ask_action:
            turn.run_action(self.ask_action, "ask", frame, slot=self.slot)
            return
        name = self.refill_utter if self.refill_utter and frame.context.get("misses") else self.utter
        reply = reply_for(turn, name, frame)
        if reply is not None:
            ask(turn, frame, self.slot, reply, forced=self.forced)
        turn.waiting = True

    def refuse(self, turn: Turn, frame: Frame, utter: str) -> None:
        """Take the answer back and say why; the question is asked again afterwards."""
        refused = turn.empty(self.slot)
        frame = turn.remember(frame, asking=self.id, validated=None)
        missed(turn, frame, self.slot, refusal=utter, refused=refused)

    def _without_answer(self, turn: Turn, frame: Frame) -> None:
        if self.id in frame.context.get("skipped", ()):
            self._accept(turn, frame)
        else:
            self.ask_again(turn, frame)

    def _rejection(self, turn: Turn, frame: Frame) -> Rejection | None:
        return next((r for r in self.rejections if r.condition(turn.slots, frame.context)), None)

    def _accept(self, turn: Turn, frame: Frame) -> None:
        asked = frame.context.get("asked", [])
        if frame.context.get("asking") == self.id or self.slot in frame.context.get("filled", ()):
            asked = [*(step for step in asked if step != self.id), self.id]
        given = [name for name in frame.context.get("given", ()) if name != self.slot]
        frame = turn.remember(
            frame, asked=asked or None, given=given or None, asking=None, validated=None, misses=None
        )
        turn.question = None
        turn.move_on(frame, self)


def _also(part: Part) -> tuple[str, ...]:
    """`also: [budget, colour]`: what may be said here, too, though another flow asks for it."""
    names = part.body.get("also") or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        part.error("also", "`also` is a list of slots")
        return ()
    for name in names:
        if name not in part.known.slots:
            part.error("also", f"there is no slot `{name}`")
    return tuple(names)


def _asked_by(part: Part, slot: str) -> tuple[str, str]:
    """The response or the action that asks; naming both, or having neither, is a fault."""
    utter, action = f"utter_ask_{slot}", f"action_ask_{slot}"
    if "utter" in part.body:
        utter = part.name("utter")
        if utter and utter not in part.known.responses:
            part.error("utter", f"there is no response `{utter}`")
        return utter, ""
    if utter in part.known.responses and action in part.known.declared:
        part.error("collect", f"both `{utter}` and `{action}` could ask this: keep one")
    elif slot and utter not in part.known.responses and action not in part.known.declared:
        part.error("collect", f"nobody asks this: there is neither `{utter}` nor `{action}`")
    return (utter, "") if utter in part.known.responses else ("", action)
