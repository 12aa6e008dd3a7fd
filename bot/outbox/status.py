"""The stations of a message and their order: a status never goes back.

Ranks are those of Twilio's callbacks (queued < sent < failed < delivered < read): delivery evidence beats an
earlier failure, because a contact may have several devices.
"""

from enum import StrEnum


class Status(StrEnum):
    """Where an entry stands."""

    WAITING = "waiting"  #: written down, not yet taken
    SENDING = "sending"  #: taken by a dispatcher until its lease ends
    UNKNOWN = "unknown"  #: the call ended without an answer; being reconciled, or reported
    ACCEPTED = "accepted"  #: the provider has it
    SENT = "sent"  #: WhatsApp has it
    FAILED = "failed"  #: will not be tried again; `reason` says why
    DROPPED = "dropped"  #: was no longer true or allowed when its time came; `reason` says why
    DELIVERED = "delivered"  #: on the contact's phone
    READ = "read"


RANKS = {
    Status.WAITING: 0,
    Status.SENDING: 0,
    Status.UNKNOWN: 0,
    Status.ACCEPTED: 1,
    Status.SENT: 3,
    Status.FAILED: 4,
    Status.DROPPED: 4,
    Status.DELIVERED: 5,
    Status.READ: 6,
}

_PROVIDER = {
    "accepted": Status.ACCEPTED,
    "scheduled": Status.ACCEPTED,
    "queued": Status.ACCEPTED,
    "sending": Status.ACCEPTED,
    "sent": Status.SENT,
    "partially_delivered": Status.SENT,
    "delivered": Status.DELIVERED,
    "read": Status.READ,
    "failed": Status.FAILED,
    "undelivered": Status.FAILED,
    "canceled": Status.FAILED,
}


def from_provider(word: str) -> Status | None:
    """Our station for a provider's word; None for one that says nothing about a message of ours."""
    return _PROVIDER.get(word)


def is_further(new: Status, old: Status) -> bool:
    """Whether `new` tells more than `old`."""
    return RANKS[new] > RANKS[old]
