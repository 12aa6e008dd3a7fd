"""Two bots that answer each other for ever (P38): noticed by their rhythm, and ended by silence.

Nobody types twenty messages a minute. Who does gets one answer that says so and then none until a quiet minute has
passed. Everything is still kept. Taps are not counted: people do play with buttons.
"""

from dataclasses import dataclass
from typing import Any

MINUTE = 60_000_000  # µs
MOST_A_MINUTE = 20


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How fast a contact has been writing. Moments in µs."""

    since: int = 0
    count: int = 0
    last: int = 0

    @classmethod
    def from_json(cls, data: Any) -> "Rhythm":
        """From `to_json`; anything else begins anew."""
        return cls(*data) if isinstance(data, list) and len(data) == 3 else cls()

    def to_json(self) -> list[int]:
        """Three numbers."""
        return [self.since, self.count, self.last]

    def beat(self, now: int) -> "Rhythm":
        """One more message. The count begins anew after a minute, but a flood counts on until it pauses.

        A clock that was set back tells nothing about a rhythm: then it begins anew, too.
        """
        too_fast = self.count > MOST_A_MINUTE
        start = self.last if too_fast else self.since
        if not 0 <= now - start <= MINUTE:
            return Rhythm(now, 1, now)
        return Rhythm(self.since, self.count + 1, now)

    @property
    def is_first_excess(self) -> bool:
        """This message is the first that was too much."""
        return self.count == MOST_A_MINUTE + 1

    @property
    def is_muted(self) -> bool:
        """Nothing is answered until a quiet minute has passed."""
        return self.count > MOST_A_MINUTE + 1
