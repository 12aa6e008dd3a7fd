"""How much somebody wants to spend: an amount in the shop's currency, or one that cannot be used.

Which slots hold money is said by their metadata: `money: true`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, get_currency_precision

from bot.understanding.message import Message
from catalog.amounts import Amount, convert, find_money
from catalog.search.normal import fold
from flows.engine.commands import SetSlot
from flows.engine.flowset import Slot
from flows.engine.state import ConversationState

LEFT_OUT = "price_left_out"  # the slot that tells the flows of an amount without a rate
CURRENCY = "currency"
_MOST = 1e12
_ZEROS = re.compile(r"[.,]00(?!\d)")


@dataclass(frozen=True, slots=True)
class Spending:
    """`value` in the shop's currency; None when it was told in another one without a stated rate: `said`."""

    value: float | None
    said: str = ""


class Money:
    """Reads amounts with the rates that the shop's file states: what one unit is worth in the shop's currency."""

    def __init__(self, rates: Mapping[str, float]) -> None:
        self._rates = dict(rates)

    def read(self, message: Message, state: ConversationState) -> Spending | None:
        """The one amount whose currency is told; of a range its upper end. None when there is none."""
        shop = str(state.slots.get(CURRENCY) or "USD")
        told = [amount for amount in find_money(fold(message.text), shop) if amount.currency]
        if not told or len(told) > 2 or len({amount.currency for amount in told}) > 1:
            return None
        most = max(told, key=lambda amount: amount.value)
        if not 0 < most.value < _MOST:
            return None
        value = convert(most.value, most.currency, shop, self._rates)
        return Spending(None, _render(most, message.language)) if value is None else Spending(_round(value, shop))


def is_money(slot: Slot | None) -> bool:
    """Whether the slot holds an amount of money."""
    return slot is not None and bool(slot.metadata.get("money"))


def left_out(spending: Spending) -> SetSlot:
    """What tells the flows of an amount that cannot be used."""
    return SetSlot(LEFT_OUT, spending.said)


def _round(value: float, currency: str) -> float:
    return float(round(value, get_currency_precision(currency)))


def _render(amount: Amount, language: str) -> str:
    """`30000 KRW` → `₩30,000`."""
    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        locale = Locale("en")
    text = str(format_currency(amount.value, amount.currency, locale=locale))
    return _ZEROS.sub("", text) if amount.value.is_integer() else text
