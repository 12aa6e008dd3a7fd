"""Where files come from, as this room sees it: the provider's API, behind its credentials."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from bot.errors import BotError


@dataclass(frozen=True, slots=True)
class Stream:
    """A file on its way. `length` (bytes) is what was announced, if anything; `chunks` may raise TryAgain."""

    length: int | None
    chunks: AsyncIterator[bytes]


class Gone(BotError):
    """The provider does not have the file (any more)."""


class MediaSource(Protocol):
    """Implemented by `bot/whatsapp/downloads.py`."""

    def open(self, url: str) -> AbstractAsyncContextManager[Stream]:
        """Begin to read. Raises TryAgain, GiveUp (this address will never work) or Gone."""
