"""A step that deals contacts to arms: an experiment. Who is dealt what is the same however often it is asked."""

from dataclasses import dataclass
from typing import ClassVar

from flows.engine.faults import Place
from flows.engine.flow import Branch
from flows.engine.journeys.effects import Exposed
from flows.engine.journeys.enrollment import Happening
from flows.engine.journeys.walk import Walk
from flows.engine.reading.part import Part
from flows.engine.yamltext import Map


@dataclass(frozen=True, slots=True)
class Split:
    """`context.arm` is the arm; `context.arms.<step id>` that of every split so far."""

    id: str
    next: tuple[Branch, ...]
    place: Place
    arms: tuple[tuple[str, float], ...] = ()

    KEYS: ClassVar[frozenset[str]] = frozenset({"split"})

    @classmethod
    def read(cls, part: Part) -> "Split":
        """`split: {plain: 50, incentive: 50}`: arms with their weights."""
        body = part.body.get("split")
        weights = dict(body) if isinstance(body, Map) else {}
        good = all(isinstance(weight, int | float) and weight >= 0 for weight in weights.values())
        if len(weights) < 2 or not good or not sum(weights.values()):
            part.error("split", "`split` deals to two arms or more, each with a weight: `{plain: 50, gift: 50}`")
            weights = {}
        return cls(part.id, part.next, part.place, tuple((str(arm), float(w)) for arm, w in weights.items()))

    def enter(self, walk: Walk) -> None:
        arm = self._deal(walk.chance(self.id))
        arms = {**walk.enrollment.context.get("arms", {}), self.id: arm}
        walk.remember(arm=arm, arms=arms)
        walk.effects.append(Exposed(walk.enrollment, self.id, arm))
        walk.move_on(self)

    def hear(self, walk: Walk, happening: Happening) -> None:  # noqa: ARG002 - as every step
        """It never waits: whoever does has stood here when the step was another kind."""
        self.enter(walk)

    def _deal(self, chance: float) -> str:
        left = chance * sum(weight for _, weight in self.arms)
        for arm, weight in self.arms:
            left -= weight
            if left < 0:
                return arm
        return self.arms[-1][0]
