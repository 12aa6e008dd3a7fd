"""Whose Twilio this is, and how fast its messages travel."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """The one account and its WhatsApp numbers."""

    sid: str
    auth_token: str
    senders: tuple[str, ...]  # E.164


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds from queued to sent and from sent to delivered."""

    sent: float = 0.1
    delivered: float = 0.3


AT_ONCE = Pace(0, 0)
