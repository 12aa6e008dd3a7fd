"""Reading what stores send of orders and people, leniently: moments, amounts, who it is."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from babel.numbers import get_currency_precision

from catalog.errors import CatalogError
from catalog.feeds.amounts import currencies
from catalog.feeds.loose import Record, record, records, text
from catalog.feeds.moments import MomentWrong, parse_moment
from catalog.feeds.values import RowWrong

REF, ANONYMOUS = "wa_ref", "wa_anonymous"  # what our links and our script give a cart


class NotAnEvent(CatalogError):
    """A body that tells nothing that anybody here wants to know."""


def moment(told: Any) -> datetime | None:
    """A moment in any zone, UTC where it names none; None when it says nothing that can be read."""
    try:
        return parse_moment(text(told), "UTC")
    except MomentWrong:
        return None


def minor(told: Any, currency: str) -> int:
    """An amount in minor units, rounded half up; what is missing or no number is 0. Its sign is left out."""
    try:
        amount = Decimal(text(told) or "0")
    except InvalidOperation:
        return 0
    if not amount.is_finite() or abs(amount) > 10**13:
        return 0
    return int(abs(amount).scaleb(get_currency_precision(currency)).quantize(Decimal(1), ROUND_HALF_UP))


def currency_of(told: Any, otherwise: str) -> str:
    """An ISO 4217 code. Raises RowWrong for one that does not exist."""
    code = text(told).upper() or otherwise
    if code not in currencies():
        raise RowWrong(f"there is no currency {code[:10]}")
    return code


def needed(body: Record, *names: str) -> str:
    """The first of these fields that says anything. Raises RowWrong."""
    told = next((found for name in names if (found := text(body.get(name)))), "")
    if not told:
        raise RowWrong(f"it has no {names[0]}")
    return told[:200]


def some(*told: Any) -> str:
    """The first text that is not empty."""
    return next((found for each in told if (found := text(each))), "")


def named(told: Any, *, name: str = "name") -> dict[str, str]:
    """`[{name, value}]`, or an object, as names and texts."""
    if isinstance(told, dict):
        return {key: text(value) for key, value in told.items() if text(value)}
    pairs = ((text(each.get(name)), text(each.get("value"))) for each in records(told))
    return {key: value for key, value in pairs if key and value}


def boxes_of(answers: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """What a checkout's own questions were answered with, shortened."""
    return tuple((name[:200], value[:200]) for name, value in sorted(answers.items())[:50])


def is_same_person(one: Record, other: Record) -> bool:
    """Whether two addresses (or a customer) may be of one person: not when both have a name and they differ."""
    mine, theirs = _name_of(one), _name_of(other)
    return not mine or not theirs or mine == theirs


def language_of(told: Any) -> str:
    """`pt-BR` → `pt`."""
    code = text(told).replace("_", "-").partition("-")[0].lower()
    return code if 2 <= len(code) <= 3 and code.isalpha() and code.isascii() else ""


def first_address(*told: Any) -> Record:
    """The first that holds anything: some stores send an empty list for none."""
    return next((found for each in told if (found := record(each))), {})


def _name_of(person: Record) -> str:
    whole = some(person.get("name"), f"{text(person.get('first_name'))} {text(person.get('last_name'))}".strip())
    return " ".join(whole.casefold().split())
