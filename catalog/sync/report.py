"""What came of reading a source: counts, and the first of what was refused or noted."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

KEPT = 200  # refusals and notes that are kept in words; all are counted


@dataclass(slots=True)
class Report:
    """Products by what became of them. `late`: an older update than what is known. `why`: why it ended early.

    `done` counts what was told, `total` is the source's guess of all, `version` the catalog's after the last change.
    """

    added: int = 0
    changed: int = 0
    gone: int = 0
    same: int = 0
    late: int = 0
    refused: int = 0
    unread: int = 0  # of those, what the source itself could not read: nobody knows which products they were
    done: int = 0
    total: int | None = None
    refusals: list[list[str]] = field(default_factory=list)
    notes: list[list[str]] = field(default_factory=list)
    events: int = 0
    version: int = 0
    cursor: str = ""
    why: str = ""
    may_pass: bool = False

    def refuse(self, where: str, why: str) -> None:
        """Something could not be taken."""
        self.refused += 1
        if len(self.refusals) < KEPT:
            self.refusals.append([where[:200], why[:500]])

    def note(self, where: str, what: str) -> None:
        """Something was taken, but not as it stood."""
        if len(self.notes) < KEPT:
            self.notes.append([where[:200], what[:500]])

    def copy(self) -> "Report":
        """Another with the same content: what a transaction counts holds only once it is committed."""
        return replace(self, refusals=list(self.refusals), notes=list(self.notes))

    def columns(self) -> dict[str, Any]:
        """What a run's row keeps of it."""
        return {name: value for name, value in asdict(self).items() if name in _KEPT_COLUMNS}

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Report":
        """A run's report so far, to go on with."""
        known = {each.name for each in fields(cls)} & _KEPT_COLUMNS
        return cls(**{name: row[name] for name in known})


_KEPT_COLUMNS = frozenset(
    {
        "added",
        "changed",
        "gone",
        "same",
        "late",
        "refused",
        "unread",
        "done",
        "total",
        "refusals",
        "notes",
        "cursor",
        "why",
    }
)
