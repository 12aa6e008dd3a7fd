"""Which journeys are switched on just now: messages of the others are not sent any more."""

from collections.abc import Mapping

from flows.engine.journeys.journey import Journey


class Running:
    """Ids of journeys; told anew whenever the flows are."""

    def __init__(self, journeys: Mapping[str, Journey]) -> None:
        self.use(journeys)

    def use(self, journeys: Mapping[str, Journey]) -> None:
        """These are the shop's journeys from now on."""
        self._ids = frozenset(name for name, journey in journeys.items() if not journey.off)

    def __contains__(self, name: object) -> bool:
        return name in self._ids
