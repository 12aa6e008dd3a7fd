"""A handful of what a source told, made ready to be written together."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from catalog.items import Gone, Item, Mark, Note, Quote, Refused, StockLevel, Told
from catalog.sync.rows import Draft, Origin, draft_of, fingerprint

MOST_TOLD = 1000
MOST_VARIANTS = 3000


@dataclass(slots=True)
class Group:
    """What is written in one transaction: no product is in it twice."""

    items: list[tuple[Item, str]] = field(default_factory=list)  # with their fingerprints
    gones: list[Gone] = field(default_factory=list)
    levels: list[StockLevel] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    mark: Mark | None = None
    told: int = 0
    variants: int = 0
    ids: set[str] = field(default_factory=set)
    drafts: dict[str, Draft] = field(default_factory=dict)  # made ahead where it was clear that they are needed

    @property
    def is_full(self) -> bool:
        return self.told >= MOST_TOLD or self.variants >= MOST_VARIANTS

    def takes(self, told: Told) -> bool:
        """Whether this may be written together with what is there already."""
        return not (isinstance(told, (Item, Gone)) and told.external_id in self.ids)

    def add(self, told: Told, origin: Origin) -> None:
        """Put it beside the others."""
        self.told += not isinstance(told, Mark)
        if isinstance(told, (Item, Gone)):
            self.ids.add(told.external_id)
        match told:
            case Item():
                self.items.append((told, fingerprint(told, origin)))
                self.variants += len(told.variants)
            case Mark():
                self.mark = told
            case _:
                self._beside(told)

    def _beside(self, told: Gone | StockLevel | Quote | Refused | Note) -> None:
        match told:
            case Gone():
                self.gones.append(told)
            case StockLevel():
                self.levels.append(told)
            case Quote():
                self.quotes.append(told)
            case Refused():
                self.refused.append(told)
            case Note():
                self.notes.append(told)

    def prepare(self, known: dict[str, str], origin: Origin, when: Callable[[Item], datetime]) -> None:
        """Make the drafts of items that differ from what is `known` (fingerprints by id): the work of a thread."""
        for item, said in self.items:
            if known.get(item.external_id) != said:
                try:
                    self.drafts[item.external_id] = draft_of(item, origin, when(item))
                except Exception:  # noqa: BLE001, S112 - whatever it is, it is told when its turn to be written comes
                    continue


def groups_of(told: Iterable[Told], origin: Origin) -> Iterator[Group]:
    """The same values in their order, in groups."""
    group = Group()
    for each in told:
        if group.is_full or not group.takes(each):
            yield group
            group = Group()
        group.add(each, origin)
    if group.told or group.mark:
        yield group


def known_fingerprints(rows: Sequence[dict[str, object]]) -> dict[str, str]:
    """By external id, of what is not gone."""
    return {str(row["external_id"]): str(row["fingerprint"]) for row in rows if row["gone_at"] is None}
