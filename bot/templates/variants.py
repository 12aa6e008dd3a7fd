"""A wording as the provider knows it, and the words for where it stands."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.storage.transactions import Row
from bot.templates.places import PAYLOAD, Place
from flows.engine.templates import TemplateContract, Wording


class VariantStatus(StrEnum):
    """Where a wording stands at the provider."""

    NEW = "new"  #: not yet created there
    UNSUBMITTED = "unsubmitted"  #: created; nobody has asked for approval
    RECEIVED = "received"  #: Twilio has the request
    PENDING = "pending"  #: WhatsApp reviews it
    APPROVED = "approved"  #: may be sent
    REJECTED = "rejected"  #: `reason` says why
    PAUSED = "paused"  #: too many complaints; WhatsApp lifts it after hours
    DISABLED = "disabled"  #: for good
    GONE = "gone"  #: deleted at the provider


@dataclass(frozen=True, slots=True)
class Variant:
    """The columns of `queries.COLUMNS`, in order. Moments in µs."""

    id: int
    name: str
    language: str
    mark: str
    sid: str
    places: tuple[Place, ...]
    category: str
    billed_as: str
    status: VariantStatus
    reason: str
    quality: str
    paused_until: int | None
    doubt: int | None
    checked_at: int | None

    @classmethod
    def from_row(cls, row: Row) -> "Variant":
        """From the columns of `queries.COLUMNS`."""
        id_, name, language, mark, sid, places, category, billed_as, status, *rest = row
        given = (tuple(Place(*each) for each in json.loads(places)), category, billed_as, VariantStatus(status))
        return cls(id_, name, language, mark, sid, *given, *rest)

    @property
    def is_usable(self) -> bool:
        """Whether it may be sent now, as far as is known."""
        return self.status is VariantStatus.APPROVED and self.doubt is None

    @property
    def counts_as(self) -> str:
        """The category that is charged."""
        return self.billed_as or self.category

    @property
    def was_recategorised(self) -> bool:
        """Whether WhatsApp takes it for marketing although it was submitted as something else."""
        return self.counts_as == "marketing" and self.category != "marketing"

    @property
    def needs(self) -> set[str]:
        """The variables that a send has to bring."""
        return {place.name for place in self.places if place.kind != PAYLOAD}


def mark_of(contract: TemplateContract, wording: Wording) -> str:
    """Eight letters that change with anything that WhatsApp would review anew; samples do not count."""
    buttons = [[b.kind, b.title, b.target] for b in wording.buttons]
    said = [contract.category, wording.header, wording.media, wording.body, wording.footer, buttons]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:8]


def filled_in(variant: Variant, variables: dict[str, str], payloads: Sequence[str]) -> dict[str, str]:
    """The provider's variables, by number, all of them: a missing one would show its sample.

    Raises Unfit for a value that is missing, or too long where nothing may be cut off.
    """
    values = {}
    for number, place in enumerate(variant.places, 1):
        if place.kind == PAYLOAD:
            n = int(place.name.removeprefix(PAYLOAD))
            values[str(number)] = payloads[n - 1] if n <= len(payloads) else str(n)
        else:
            values[str(number)] = place.fit(variables.get(place.name, ""))
    return values
