"""An event whose turn has come, with everything that was read for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.storage.transactions import Row


@dataclass(frozen=True, slots=True)
class Claim:
    """One event and its contact's conversation as they were read. `version` and `epoch` guard the commit."""

    event_id: int
    key: str
    kind: str
    contact_id: int
    event_sender: str
    event_address: str
    body: str
    received_at: int  # µs
    attempts: int
    version: int
    epoch: int
    owner: str
    state: str
    sender: str
    address: str
    windows: str
    name: str
    language: str
    country: str
    opted_out_at: int | None
    given_name: str = ""
    language_pinned: int = 0
    erased_at: int | None = None  # µs; the event came for somebody who is no more
    journeys: int = 0  # how many are under way

    @classmethod
    def from_row(cls, row: Row) -> "Claim":
        """From the columns of `inbox.queries.READ_CLAIMS`, in their order."""
        return cls(*row)


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn came to, ready to be committed: all of it or nothing."""

    claim: Claim
    state: str
    sender: str
    address: str
    windows: str
    flow: str = ""  # in which the conversation stands now
    entries: Sequence[Any] = ()  # outbox NewEntry
    timers: Sequence[tuple[int, str, str, int, str]] = ()
    performs: Sequence[tuple[str, dict[str, Any]]] = ()
