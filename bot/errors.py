"""The errors of the service. An error's type says what to do next; its docstring says why.

BotError
├── SettingsWrong        a setting is missing or malformed: refuse to start, name it
├── Forged               a request was not signed by who it claims to come from: 403
├── Unreadable           a request cannot be understood at all: 4xx, no work
├── Stale                what a turn had read has changed: compute it again
├── TryAgain             the other side is busy: keep the message and send it later
├── Unsettled            a call ended without an answer: reconcile before anything else
└── GiveUp               it will never work: mark the message failed and say why
    └── WindowClosed     more than 24 hours of silence: only a template may be sent
"""

from datetime import timedelta


class BotError(Exception):
    """Any error that this service raises itself."""


class SettingsWrong(BotError):
    """A setting is missing or malformed; the message names it and says what it should be."""


class Forged(BotError):
    """The request was not signed by who it claims to come from."""


class Unreadable(BotError):
    """The request cannot be understood at all (encoding, size, shape)."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


class Stale(BotError):
    """What a turn had read is no longer so: compute it again."""


class TryAgain(BotError):
    """The other side is busy: keep the message and send it later."""

    def __init__(self, reason: str, retry_after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Unsettled(BotError):
    """The call ended without an answer: it may or may not have been carried out."""


class GiveUp(BotError):
    """It will never work: mark the message failed and say why."""

    def __init__(self, reason: str, code: int | None = None) -> None:
        super().__init__(reason)
        self.code = code


class WindowClosed(GiveUp):
    """More than 24 hours of silence: only a template may be sent."""
