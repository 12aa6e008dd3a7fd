"""A step that runs another flow and comes back."""

from dataclasses import dataclass
from typing import ClassVar

from flows.engine.faults import Place
from flows.engine.flow import Branch
from flows.engine.reading.part import Part
from flows.engine.state import Frame
from flows.engine.turn import Turn


@dataclass(frozen=True, slots=True)
class Call:
    """Run a flow as a child: it shares the slots, and they are reset with this one. Guards do not count."""

    id: str
    next: tuple[Branch, ...]
    place: Place
    flow: str

    KEYS: ClassVar[frozenset[str]] = frozenset({"call"})

    @classmethod
    def read(cls, part: Part) -> "Call":
        """`call: flow`."""
        flow = part.name("call")
        if flow and flow not in part.known.book.flows:
            part.error("call", f"there is no flow `{flow}`")
        if part.flow.startswith("pattern_"):
            part.error("call", "a pattern may not call a flow; `link` to it")
        return cls(part.id, part.next, part.place, flow)

    def run(self, turn: Turn, frame: Frame) -> None:
        """Where the way on depends on something, it is chosen when the called flow has come back."""
        if frame.context.get("called") == self.id:
            turn.move_on(turn.remember(frame, called=None), self)
            return
        if len(self.next) > 1:
            turn.remember(frame, called=self.id)
        else:
            turn.move_on(frame, self)
        turn.push(turn.new_frame(self.flow, "call"))
