"""Slot values: checked by type, cut to size, and always able to survive JSON."""

import math
from collections.abc import Mapping
from typing import Any

from flows.engine.commands import SlotValue
from flows.engine.flowset import Slot

MAX_TEXT = 4096  # characters of one text value
MAX_ALL = 64 * 1024  # characters of all slots together
MAX_WHOLE = 2**63  # a whole number beyond is kept nowhere: no database takes it, JSON not always
MAX_LEVELS = 20  # of lists and mappings in each other; deeper ones are dropped
TYPES = ("text", "bool", "categorical", "float", "any", "list")

_WORDS = {"true": True, "false": False}


class WrongValue(ValueError):
    """The value does not fit the slot's type."""


def fit(slot: Slot, value: Any) -> SlotValue:
    """The value as the slot keeps it; null empties a slot of any type. Raises WrongValue."""
    if value is None:
        return None
    if slot.type == "categorical":
        return _category(slot, value)
    if slot.type in _FITS:
        fitted: SlotValue = _FITS[slot.type](value)
        return fitted
    kept: SlotValue = plain(value)
    return kept


def from_text(slot: Slot, text: str) -> SlotValue:
    """The value that a payload's text stands for. Raises WrongValue."""
    return None if text.lower() in ("null", "") else fit(slot, text)


def plain(value: Any, levels: int = MAX_LEVELS) -> Any:
    """Anything as JSON would bring it back; what JSON cannot carry becomes null."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return whole_text(value[:MAX_TEXT])
    if isinstance(value, int | float):
        return value if _is_bounded(value) else None
    if isinstance(value, Mapping):
        return {str(plain(key, 0)): plain(item, levels - 1) for key, item in value.items()} if levels else None
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item, levels - 1) for item in value] if levels else None
    return whole_text(str(value)[:MAX_TEXT])


def whole_text(text: str) -> str:
    """Without NUL and halves of characters, which no database and no message carries."""
    return text if text.isascii() and "\0" not in text else text.replace("\0", "").encode(errors="replace").decode()


def size_of(value: Any) -> int:
    """Roughly how many characters a value takes."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(len(str(key)) + size_of(item) for key, item in value.items())
    return sum(size_of(item) for item in value) if isinstance(value, list | tuple) else 8


def _is_bounded(number: float) -> bool:
    return abs(number) < MAX_WHOLE if isinstance(number, int) else math.isfinite(number)


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise WrongValue("words are expected")
    if not isinstance(value, str) and not _is_bounded(value):
        raise WrongValue("such a number has no end")
    return str(value)[:MAX_TEXT]


def _bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in _WORDS:
        return _WORDS[value.lower()]
    raise WrongValue("yes or no is expected")


def _number(value: Any) -> float | int:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            raise WrongValue("a number is expected") from None
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_bounded(value):
        raise WrongValue("a number is expected")
    return value


def _list(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value[:MAX_TEXT]]
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise WrongValue("a list is expected")


def _category(slot: Slot, value: Any) -> str:
    wanted = str(value).lower() if isinstance(value, bool) else str(plain(value))
    if wanted in slot.values:
        return wanted
    folded = wanted.casefold()
    for known in slot.values:
        if known.casefold() == folded:
            return known
    raise WrongValue(f"one of {', '.join(slot.values)} is expected")


_FITS: Any = {"text": _text, "bool": _bool, "float": _number, "list": _list}
