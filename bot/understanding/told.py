"""What is said in a form of its own, wherever it stands: a birthday, an order's number.

A slot says so in its metadata: `told: birthday` takes a message that names a day; `names: order_status` is a number
that by itself begins that flow.
"""

import re
from datetime import date

from bot.understanding.birthdays import parse_birthday
from bot.understanding.message import Message
from bot.understanding.normal import plain
from bot.understanding.vocabulary import Vocabulary
from flows.engine.commands import Command, SetSlot, StartFlow
from flows.engine.flowset import FlowSet, Slot
from flows.engine.state import ConversationState

_NUMBER = re.compile(
    r"(?P<before>[^\d#]*?)[\s:.]*(?P<sign>#?)\s?(?P<number>\d{4,9})\s?(?:번|번이요|이요|요|입니다)?[.!?]*"
)


def told_in(slot: Slot, message: Message, state: ConversationState, today: date) -> str | None:
    """The message itself, where it holds a value of the slot's own form."""
    if slot.metadata.get("told") != "birthday":
        return None
    country = str(state.slots.get("country") or "")
    return message.text if parse_birthday(message.text, message.language, country, today) else None


class Numbers:
    """Numbers of orders that are typed alone: `#1042`, `1042`, `주문번호 1042`."""

    def __init__(self, flows: FlowSet, words: Vocabulary) -> None:
        self._flows = flows
        self._slot = next((slot for slot in flows.slots.values() if slot.metadata.get("names") in flows.flows), None)
        self._before = frozenset(phrase.replace(" ", "") for phrase in words.map_of("order_number"))

    def read(self, message: Message, state: ConversationState, *, free: bool) -> tuple[Command, ...]:
        """Where numbers or any words answer the open question (`free`), only one that says what it is."""
        found = _NUMBER.fullmatch(plain(message.text))
        if found is None or self._slot is None:
            return ()
        before = "".join(filter(str.isalnum, found["before"]))
        asked = self._flows.slots.get(state.question.slot) if state.question else None
        open_to_numbers = free or (asked is not None and (asked.type == "float" or "format" in asked.metadata))
        if (before and before not in self._before) or (open_to_numbers and not before):
            return ()
        return (StartFlow(str(self._slot.metadata["names"])), SetSlot(self._slot.name, found["number"]))
