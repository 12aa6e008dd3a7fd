"""One step as it was written, handed to the step's own `read`."""

from dataclasses import dataclass

from flows.engine.faults import Place
from flows.engine.flow import Branch
from flows.engine.flowset import Slot
from flows.engine.reading.book import Book
from flows.engine.yamltext import Map


@dataclass(frozen=True, slots=True)
class Known:
    """What steps may name: slots, responses, actions and readings (None: any)."""

    book: Book
    slots: dict[str, Slot]
    responses: frozenset[str]
    actions: frozenset[str] | None
    declared: frozenset[str]  # actions that are known to exist
    readings: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A step's body, its id and where it leads."""

    known: Known
    flow: str
    id: str
    body: Map
    next: tuple[Branch, ...]

    @property
    def place(self) -> Place:
        return self.body.place

    def error(self, key: str, message: str) -> None:
        """A fault at one of the step's properties."""
        self.known.book.faults.error(self.body.at(key), message)

    def name(self, key: str) -> str:
        """A property that is a name."""
        value = self.body.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self.error(key, f"`{key}` takes a name")
        return ""

    def flag(self, key: str) -> bool:
        """A property that is true or false."""
        value = self.body.get(key, False)
        if not isinstance(value, bool):
            self.error(key, f"`{key}` is true or false")
        return value is True
