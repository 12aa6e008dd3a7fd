"""What a message is about, looked up when it is written: words for its text, and facts that must stay true."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.errors import BotError
from bot.storage.transactions import Tx


class NotTrue(BotError):
    """There is nothing to say any more: the order was cancelled, the shelf is empty. The message says which.

    `wants` are done because of it, in the turn's transaction.
    """

    def __init__(self, reason: str, *wants: tuple[str, dict[str, Any]]) -> None:
        super().__init__(reason)
        self.wants = wants


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be looked up: for whom, in which language, by what the journey knows (`event.…`)."""

    contact_id: int
    language: str
    event: Mapping[str, Any]
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """`words` fill the text; `facts` are read again when the message is about to go out (`bot/outbox/facts.py`).

    `wants` are done in the same transaction (`bot/turns/performs.py`): the coupon that the text names is issued.
    """

    words: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[Mapping[str, Any], ...] = ()
    wants: tuple[tuple[str, dict[str, Any]], ...] = ()


#: Reads within the turn's read transaction. Raises NotTrue.
Reader = Callable[[Tx, Asked], Awaitable[Reading]]
