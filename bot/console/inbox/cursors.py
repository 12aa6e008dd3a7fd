"""Where one is in a list or a thread: short words that pages hand back as they got them.

A thread is four sources in one order: by moment, then by source, then by id. `1764230400000000.i7` is the message 7.
"""

import re
from dataclasses import dataclass

from bot.console.faults import Fault

#: Sources of a thread in the order in which they stand at the same moment.
SOURCES = ("in", "out", "note", "line")
BIGGEST = 2**62
_THREAD = re.compile(r"(\d{1,17})\.([ionl])(\d{1,17})", re.ASCII)
_LIST = re.compile(r"(\d{1,17})\.(\d{1,17})\.(\d{1,17})", re.ASCII)


class WrongCursor(Fault):
    """It is none of ours."""

    code = "cursor"


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in a thread. `at` in µs; `rank` is the source's place in SOURCES."""

    at: int
    rank: int
    id: int

    def __str__(self) -> str:
        return f"{self.at}.{SOURCES[self.rank][0]}{self.id}"

    def bound(self, rank: int) -> tuple[int, int]:
        """`(at, id)` of a source: all before this spot is smaller, and all after it greater."""
        if rank == self.rank:
            return self.at, self.id
        return (self.at, BIGGEST) if rank < self.rank else (self.at, -1)


END = Spot(BIGGEST, len(SOURCES) - 1, BIGGEST)


def read_spot(text: str) -> Spot:
    """The inverse of `str`. Raises WrongCursor."""
    found = _THREAD.fullmatch(text)
    if found is None:
        raise WrongCursor("this cursor is none of ours")
    return Spot(int(found[1]), "ionl".index(found[2]), int(found[3]))


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a list: the row's rank, its moment (µs) and its contact."""

    rank: int
    at: int
    contact_id: int

    def __str__(self) -> str:
        return f"{self.rank}.{self.at}.{self.contact_id}"


def read_mark(text: str) -> Mark:
    """The inverse of `str`. Raises WrongCursor."""
    found = _LIST.fullmatch(text)
    if found is None:
        raise WrongCursor("this cursor is none of ours")
    return Mark(int(found[1]), int(found[2]), int(found[3]))
