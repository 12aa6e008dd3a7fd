"""Answers that a question or a slot refuses, as they are written."""

from collections.abc import Iterator
from dataclasses import dataclass

from flows.engine.conditions.compile import Condition
from flows.engine.faults import Place
from flows.engine.reading.book import Book
from flows.engine.yamltext import Items, Map


@dataclass(frozen=True, slots=True)
class Rejection:
    """An answer that is refused, and what is said then."""

    condition: Condition
    utter: str
    place: Place


@dataclass(frozen=True, slots=True)
class Validation:
    """What a slot refuses wherever it is asked, and what asks again then."""

    rejections: tuple[Rejection, ...] = ()
    refill_utter: str = ""


def read_rejections(book: Book, body: Map) -> tuple[Rejection, ...]:
    """The `rejections:` of a collect step or of a slot's validation."""
    listed = body.get("rejections")
    if listed is None:
        return ()
    if not isinstance(listed, Items):
        book.faults.error(body.at("rejections"), "`rejections` is a list of `{if, utter}`")
        return ()
    return tuple(_rejections(book, listed))


def validation_of(book: Book, slot: str) -> Validation:
    """The `validation:` of a slot, if it has one."""
    entry = book.slots.get(slot)
    body = entry.value.get("validation") if entry and isinstance(entry.value, Map) else None
    if not isinstance(body, Map):
        return Validation()
    book.known_keys(body, {"rejections", "refill_utter"}, f"the validation of {slot}")
    refill = str(body.get("refill_utter") or "")
    if refill and not book.says(refill):
        book.faults.error(body.at("refill_utter"), f"there is no response `{refill}`")
    return Validation(read_rejections(book, body), refill)


def _rejections(book: Book, listed: Items) -> Iterator[Rejection]:
    for number, item in enumerate(listed):
        if not isinstance(item, Map) or "if" not in item or "utter" not in item:
            book.faults.error(listed.at(number), "a rejection has `if:` and `utter:`")
            continue
        book.known_keys(item, {"if", "utter"}, "a rejection")
        utter = str(item["utter"])
        if not book.says(utter):
            book.faults.error(item.at("utter"), f"there is no response `{utter}`")
        yield Rejection(book.condition(item["if"], item.at("if")), utter, item.place)
