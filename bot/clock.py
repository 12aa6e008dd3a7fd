"""Time is handed in: nothing but this file asks the machine what time it is."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where every timer, window, lease and expiry reads the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ManualClock:
    """A clock that stands still until it is moved: tests and simulations."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        """Jump to `moment`, forwards or backwards."""
        self._now = moment


class ShiftedClock:
    """Another clock, ahead of it by a shift that only ever grows: the demo's, in which weeks pass at a tap."""

    def __init__(self, behind: Clock, shift: timedelta = timedelta(0)) -> None:
        self.behind = behind
        self.shift = max(shift, timedelta(0))

    def now(self) -> datetime:
        return self.behind.now() + self.shift

    def reach(self, moment: datetime) -> timedelta:
        """Go on to `moment` if it still lies ahead; answers the shift from then on."""
        self.shift = max(self.shift, moment - self.behind.now())
        return self.shift
