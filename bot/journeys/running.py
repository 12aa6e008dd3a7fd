"""Which journeys are switched on just now, and by which rules: messages of the others are not sent any more."""

from collections.abc import Mapping

from flows.engine.journeys.journey import Journey, Policy


class Running:
    """Ids of journeys; told anew whenever the flows are."""

    def __init__(self, journeys: Mapping[str, Journey]) -> None:
        self.use(journeys)

    def use(self, journeys: Mapping[str, Journey]) -> None:
        """These are the shop's journeys from now on."""
        self._running = {name: journey for name, journey in journeys.items() if not journey.off}

    def __contains__(self, name: object) -> bool:
        return name in self._running

    def policy_at(self, journey: str, step: str) -> Policy | None:
        """The rules of a step as they are now; None for what there is not any more."""
        found = self._running.get(journey)
        return found.policy_at(step) if found and found.step_at(step) else None
