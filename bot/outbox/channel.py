"""What the outbox needs of a channel. WhatsApp through Twilio is the one that there is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.outbox.content import Content


@dataclass(frozen=True, slots=True)
class Send:
    """One attempt to send one entry.

    `reference` is the entry's signed id: it travels in the status callback's query, so that the callback itself
    proves what became of a call whose answer was lost.
    """

    entry_id: int
    reference: str
    sender: str  # our number, E.164
    to: str  # a contact's phone (E.164) or BSUID, without any channel prefix
    content: Content


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has taken the message over; `refused` says why not as products of the channel's catalog."""

    provider_id: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One outbound message as the provider's list shows it."""

    provider_id: str
    created_at: datetime
    status: str
    body: str
    error_code: int | None = None


class Channel(Protocol):
    """Sends one bubble and answers what became of earlier ones."""

    async def send(self, message: Send) -> Accepted:
        """Hand one message over. Raises TryAgain (nothing was sent; `retry_after` if the provider said so),
        GiveUp (it never will be, with the provider's code and the reason in words) or Unsettled (the call ended
        without an answer: it may have been sent)."""

    async def list_sent(self, sender: str, to: str, since: datetime) -> list[Sighting]:
        """Messages that the provider has from `sender` to this contact since then. Raises TryAgain."""

    async def show_typing(self, inbound_id: str) -> None:
        """Show “typing…” in answer to this inbound message. Best effort: never raises."""
