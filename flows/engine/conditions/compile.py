"""Conditions become Python lambdas: constants travel in cells, no text of an author is ever in the source."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from flows.engine.conditions.grammar import (
    Both,
    Compare,
    ConditionWrong,
    Expression,
    Literal,
    Name,
    Not,
    OneOf,
    Special,
    parse_condition,
)

Condition = Callable[[Mapping[str, Any], Mapping[str, Any]], bool]

MAX_SUBJECT = 1024  # characters that `matches` looks at


class Absent:
    """pypred's `undefined`: equal only to itself and to `empty`."""

    def __bool__(self) -> bool:
        return False

    def __contains__(self, item: object) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Absent | Nothing)

    def __ne__(self, other: object) -> bool:
        return not isinstance(other, Absent)

    def __hash__(self) -> int:
        return hash(None)


class Nothing:
    """pypred's `empty`: equal to everything of no length, and not to null."""

    def __bool__(self) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Absent | Nothing):
            return True
        return hasattr(other, "__len__") and len(other) == 0

    def __hash__(self) -> int:
        return hash(None)


ABSENT = Absent()
NOTHING = Nothing()


def compile_condition(text: str | bool) -> Condition:
    """A function of slots and context; a comparison of things that cannot be compared is false.

    Raises ConditionWrong.
    """
    if isinstance(text, bool):
        return _ALWAYS if text else _NEVER
    cells: list[Any] = []
    source = f"lambda slots, context: not not {_source(parse_condition(text), cells)}"
    room: dict[str, Any] = {"__builtins__": {}, "cells": tuple(cells), **_HELPERS}
    condition: Condition = eval(compile(source, "<condition>", "eval"), room)  # noqa: S307 (cells only)
    return condition


def _ALWAYS(slots: Mapping[str, Any], context: Mapping[str, Any]) -> bool:  # noqa: ARG001
    return True


def _NEVER(slots: Mapping[str, Any], context: Mapping[str, Any]) -> bool:  # noqa: ARG001
    return False


def _source(node: Expression, cells: list[Any]) -> str:
    match node:
        case Name(path):
            return f"look(slots, context, {_cell(tuple(path.split('.')), cells)})"
        case Literal(value):
            return _cell(value, cells)
        case Special(name):
            return _cell(ABSENT if name == "undefined" else NOTHING, cells)
        case OneOf(items):
            return f"gather([{', '.join(_source(item, cells) for item in items)}])"
        case Not(inner):
            return f"(not {_source(inner, cells)})"
        case Both(operator, left, right):
            return f"(not not ({_source(left, cells)} {operator} {_source(right, cells)}))"
        case Compare():
            return _comparison(node, cells)


def _comparison(node: Compare, cells: list[Any]) -> str:
    left = _source(node.left, cells)
    if node.operator == "matches":
        if not isinstance(node.right, Literal) or not isinstance(node.right.value, str):
            raise ConditionWrong("`matches` takes a quoted pattern")
        return f"search({_cell(_pattern(node.right.value), cells)}, {left})"
    right = _source(node.right, cells)
    if node.operator in ("=", "!="):
        return f"({left} {'==' if node.operator == '=' else '!='} {right})"
    if node.operator == "contains":
        if isinstance(node.right, OneOf | Compare | Both | Not | Special):
            raise ConditionWrong("`contains` takes one value on its right")
        return f"holds({left}, {right})"
    return f"order({left}, {_cell(_ORDERS[node.operator], cells)}, {right})"


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise ConditionWrong(f"not a regular expression: {error}") from None


def _cell(value: Any, cells: list[Any]) -> str:
    cells.append(value)
    return f"cells[{len(cells) - 1}]"


def _look(slots: Mapping[str, Any], context: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """A slot that was never filled is null; everything else that is not there is undefined."""
    if path[0] == "slots" and len(path) > 1:
        name = path[1]
        if name.startswith("{{"):  # `slots.{{context.x}}`: the slot that the pattern is about
            name, path = str(context.get(path[2].strip(" }"))), (*path[:2],)
        return _deeper(slots.get(name), path[2:])
    if path[0] in ("event", "contact"):  # of journeys
        return _deeper(context, path)
    return _deeper(context, path[1:]) if path[0] == "context" and len(path) > 1 else ABSENT


def _deeper(value: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if not isinstance(value, Mapping) or name not in value:
            return ABSENT
        value = value[name]
    return value


def _order(left: Any, compare: Callable[[Any, Any], bool], right: Any) -> bool:
    if isinstance(left, Absent | Nothing) or isinstance(right, Absent | Nothing):
        return False
    try:
        return compare(left, right)
    except TypeError:
        return False


def _holds(left: Any, right: Any) -> bool:
    try:
        return right in left
    except TypeError:
        return False


def _gather(items: list[Any]) -> frozenset[Any]:
    return frozenset(item for item in items if isinstance(item, str | float | int | bool | None | Absent | Nothing))


def _search(pattern: re.Pattern[str], subject: Any) -> bool:
    return isinstance(subject, str) and pattern.search(subject[:MAX_SUBJECT]) is not None


_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
_HELPERS = {"look": _look, "order": _order, "holds": _holds, "gather": _gather, "search": _search}
