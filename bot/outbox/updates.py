"""What a provider's status callback says about one message that we sent."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """One step of a message's delivery. Updates come early, late, twice and out of order.

    `status` keeps the provider's word (`queued`, `sent`, `delivered`, `undelivered`, `read` …). `reference` is
    our own signed id from the callback's query: it settles a send whose answer was lost.
    """

    provider_id: str
    status: str
    error_code: int | None
    reference: str
    at: datetime
