"""The last step of a flow that goes over into another one."""

from dataclasses import dataclass
from typing import ClassVar

from flows.engine.faults import Place
from flows.engine.flow import Branch
from flows.engine.reading.part import Part
from flows.engine.stack import leave
from flows.engine.state import Frame
from flows.engine.turn import Turn


@dataclass(frozen=True, slots=True)
class Link:
    """End this flow and start that one in its place. Guards do not count."""

    id: str
    next: tuple[Branch, ...]
    place: Place
    flow: str

    KEYS: ClassVar[frozenset[str]] = frozenset({"link"})

    @classmethod
    def read(cls, part: Part) -> "Link":
        """`link: flow`, with nothing after it."""
        flow = part.name("link")
        if flow and flow not in part.known.book.flows:
            part.error("link", f"there is no flow `{flow}`")
        if "next" in part.body:
            part.error("next", "a `link` is the last step: it has no `next`")
        return cls(part.id, (), part.place, flow)

    def run(self, turn: Turn, frame: Frame) -> None:
        leave(turn, frame)
        kind = "pattern" if self.flow.startswith("pattern_") else "link"
        turn.push(turn.new_frame(self.flow, kind, {"flow_open": len(turn.stack) > 0}))
        if kind == "link":
            turn.note("flow.started", flow=self.flow)
