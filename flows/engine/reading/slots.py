"""Slots as the domain declares them."""

from typing import Any

from flows.engine.flowset import Slot
from flows.engine.reading.book import Book, Entry
from flows.engine.values import TYPES, WrongValue, fit, plain
from flows.engine.yamltext import Items, Map

LANGUAGE_SLOT = Slot("language", "text")
_KEYS = {"type", "values", "initial_value", "mappings", "influence_conversation", "validation", "metadata"}
_KEYS |= {"description", "shared_for_coexistence"}


def read_slots(book: Book) -> dict[str, Slot]:
    """All slots by name; the reserved `language` is always among them."""
    slots = {"language": LANGUAGE_SLOT}
    for entry in book.slots.values():
        slots[entry.name] = _slot(book, entry)
    for shipped, own in book.replaced:
        if book.slots.get(own.name) is own and _is_controlled(shipped):
            _check_type(book, shipped, own)
    return slots


def _is_controlled(entry: Entry) -> bool:
    """Whether the shell or an action fills it: they know what they put in, whatever a file says."""
    mappings = entry.value.get("mappings") if isinstance(entry.value, Map) else None
    if not isinstance(mappings, Items):
        return False
    return any(isinstance(mapping, Map) and mapping.get("type") == "controlled" for mapping in mappings)


def _check_type(book: Book, shipped: Entry, own: Entry) -> None:
    kinds = [str(e.value.get("type", "any")) if isinstance(e.value, Map) else "" for e in (shipped, own)]
    if kinds[0] != kinds[1]:
        place = own.value.at("type") if isinstance(own.value, Map) and "type" in own.value else own.place
        book.faults.error(place, f"slot `{own.name}` is filled by the shop itself and stays {kinds[0]}")


def _slot(book: Book, entry: Entry) -> Slot:
    body = entry.value
    if not isinstance(body, Map):
        book.faults.error(entry.place, f"slot {entry.name} needs at least a `type:`")
        return Slot(entry.name)
    book.known_keys(body, _KEYS, f"slot {entry.name}")
    kind = str(body.get("type", "any"))
    if kind not in TYPES:
        book.faults.error(body.at("type"), f"`{kind}` is no type of slot; there are {', '.join(TYPES)}")
        kind = "any"
    slot = Slot(entry.name, kind, _values(book, body, kind), metadata=_metadata(body))
    try:
        return Slot(entry.name, kind, slot.values, fit(slot, plain(body.get("initial_value"))), slot.metadata)
    except WrongValue as wrong:
        book.faults.error(body.at("initial_value"), f"`initial_value` does not fit: {wrong}")
        return slot


def _metadata(body: Map) -> dict[str, Any]:
    found = body.get("metadata")
    return plain(found) if isinstance(found, Map) else {}


def _values(book: Book, body: Map, kind: str) -> tuple[str, ...]:
    values = body.get("values")
    if kind != "categorical":
        if values is not None:
            book.faults.error(body.at("values"), "only a categorical slot has `values`")
        return ()
    if not isinstance(values, Items) or not values:
        book.faults.error(body.at("values"), "a categorical slot lists its `values`")
        return ()
    texts = tuple(str(value).lower() if isinstance(value, bool) else str(value) for value in values)
    if len(set(texts)) < len(texts):
        book.faults.error(body.at("values"), "a value stands here twice")
    return texts
