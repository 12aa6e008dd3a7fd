"""What is wrong with flow files: every fault with its file and line."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to mend. `severity` is `error` (nothing is compiled) or `warning`."""

    path: str
    line: int
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        mark = "warning: " if self.severity == "warning" else ""
        return f"{self.path}:{self.line}: {mark}{self.message}"


class FlowFaults(Exception):
    """The sources cannot be compiled; `faults` says why, in the order of files and lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was written."""

    path: str
    line: int


class FaultList:
    """Gathers faults while reading goes on, so that one run reports all of them."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def error(self, place: Place, message: str) -> None:
        """Something that cannot work."""
        self.found.append(Fault(place.path, place.line, message))

    def warn(self, place: Place, message: str) -> None:
        """Something that works but will surprise."""
        self.found.append(Fault(place.path, place.line, message, "warning"))

    def in_order(self) -> tuple[Fault, ...]:
        """By file and line, each once."""
        return tuple(sorted(set(self.found)))
