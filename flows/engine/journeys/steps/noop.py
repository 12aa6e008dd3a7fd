"""A step that only branches."""

from dataclasses import dataclass
from typing import ClassVar

from flows.engine.faults import Place
from flows.engine.flow import Branch
from flows.engine.journeys.enrollment import Happening
from flows.engine.journeys.walk import Walk
from flows.engine.reading.part import Part


@dataclass(frozen=True, slots=True)
class Noop:
    """Do nothing and go on."""

    id: str
    next: tuple[Branch, ...]
    place: Place

    KEYS: ClassVar[frozenset[str]] = frozenset({"noop"})

    @classmethod
    def read(cls, part: Part) -> "Noop":
        """`noop: true` with a `next`."""
        if "next" not in part.body:
            part.error("noop", "a `noop` step needs a `next`")
        return cls(part.id, part.next, part.place)

    def enter(self, walk: Walk) -> None:
        walk.move_on(self)

    def hear(self, walk: Walk, happening: Happening) -> None:  # noqa: ARG002 - as every step
        """It never waits: whoever does has stood here when the step was another kind."""
        self.enter(walk)
