"""A step that says a response or runs an action."""

from dataclasses import dataclass
from typing import ClassVar

from flows.engine.builtin import BUILTIN
from flows.engine.faults import Place
from flows.engine.flow import Branch
from flows.engine.reading.part import Part
from flows.engine.speaking import utter
from flows.engine.state import Frame
from flows.engine.turn import Turn


@dataclass(frozen=True, slots=True)
class Action:
    """Say `utter_…`, do one of the engine's own actions, or let the shell run it."""

    id: str
    next: tuple[Branch, ...]
    place: Place
    name: str

    KEYS: ClassVar[frozenset[str]] = frozenset({"action"})

    @classmethod
    def read(cls, part: Part) -> "Action":
        """`action: utter_…` or the name of an action."""
        name = part.name("action")
        if name.startswith("utter_"):
            if name not in part.known.responses:
                part.error("action", f"there is no response `{name}`")
        elif name and part.known.actions is not None and name not in part.known.actions | BUILTIN.keys():
            part.error("action", f"there is no action `{name}`")
        return cls(part.id, part.next, part.place, name)

    def run(self, turn: Turn, frame: Frame) -> None:
        if self.name.startswith("utter_"):
            utter(turn, self.name, frame)
            turn.move_on(frame, self)
        elif self.name in BUILTIN:
            BUILTIN[self.name](turn, frame)
            if now := turn.find_frame(frame.frame_id):
                turn.move_on(now, self)
        else:
            turn.run_action(self.name, "step", frame)
