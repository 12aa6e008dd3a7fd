"""Conditions that can be read but do not mean what they seem to."""

import re
from collections.abc import Iterator, Mapping

from flows.engine.conditions.grammar import (
    Both,
    Compare,
    Expression,
    Literal,
    Name,
    Not,
    OneOf,
    parse_condition,
)
from flows.engine.faults import Place
from flows.engine.flowset import Slot
from flows.engine.reading.book import Book

#: A repeated group that is itself repeated, or whose alternatives are: may take for ever on a long text.
_RISKY = re.compile(r"\([^()]*(?:[*+}]|\|)[^()]*\)\s*(?:[*+]|\{\d+,\d*\})")
NAMESPACES = {"flow": ("context",), "journey": ("event", "contact", "context")}
_PYTHON = {"float": (int, float), "bool": (bool,), "text": (str,), "categorical": (str,)}


def check_conditions(book: Book, slots: Mapping[str, Slot]) -> None:
    """Add a fault for every trap."""
    for text, place, of in book.conditions:
        tree = parse_condition(text)
        for trap in sorted({trap for node in _nodes(tree) for trap in _traps(node, slots, of)}):
            _report(book, place, text, trap)


def _report(book: Book, place: Place, text: str, trap: str) -> None:
    book.faults.error(place, f"{trap} (in `{' '.join(text.split())}`)")


def _nodes(node: Expression) -> Iterator[Expression]:
    yield node
    match node:
        case Both(_, left, right) | Compare(_, left, right):
            yield from _nodes(left)
            yield from _nodes(right)
        case Not(inner):
            yield from _nodes(inner)
        case OneOf(items):
            for item in items:
                yield from _nodes(item)


def _traps(node: Expression, slots: Mapping[str, Slot], of: str) -> Iterator[str]:
    match node:
        case Both() if isinstance(node.right, Both) and _mixes(node, node.right):
            yield "`and` and `or` are mixed: add parentheses"
        case Name(path):
            yield from _name_traps(path, slots, of)
        case Compare("matches", _, Literal(str(pattern))) if _RISKY.search(pattern):
            yield f"the pattern {pattern!r} repeats what is repeated already and may take for ever"
        case Compare("contains", OneOf(items), Name(path)):
            for item in items:
                yield from _pair_traps("=", path, item, slots)
        case Compare(operator, Name(path), other) | Compare(operator, other, Name(path)):
            yield from _pair_traps(operator, path, other, slots)


def _mixes(outer: Both, inner: Both) -> bool:
    return outer.operator != inner.operator and not inner.parenthesised


def _name_traps(path: str, slots: Mapping[str, Slot], of: str) -> Iterator[str]:
    namespace, _, name = path.partition(".")
    if name and namespace in NAMESPACES[of]:
        return
    if of == "journey":
        yield f"`{path}` means nothing to a journey: write `event.`, `contact.` or `context.` before a name"
    elif namespace != "slots" or not name:
        yield f"`{path}` is a bare word: write 'quotes' around a text, `slots.` before a slot"
    elif not name.startswith("{{") and name.split(".")[0] not in slots:
        yield f"there is no slot `{name}`"


def _pair_traps(operator: str, path: str, other: Expression, slots: Mapping[str, Slot]) -> Iterator[str]:
    slot = slots.get(path.removeprefix("slots.")) if path.startswith("slots.") else None
    if slot is None or not isinstance(other, Literal) or other.value is None:
        return
    fits = _PYTHON.get(slot.type)
    if fits is None or operator in ("contains", "matches"):
        return
    right_type = isinstance(other.value, fits) and not (slot.type == "float" and isinstance(other.value, bool))
    if not right_type:
        yield f"slot `{slot.name}` is {slot.type} and is compared with {other.value!r}"
    elif operator in ("<", "<=", ">", ">=") and slot.type != "float":
        yield f"slot `{slot.name}` is {slot.type}: `{operator}` compares numbers"
    elif slot.type == "categorical" and other.value not in slot.values:
        yield f"{other.value!r} is no value of slot `{slot.name}`"
