"""Flows and what understands them, compiled once for all lives of a mortal shop."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import bot.talking
from bot.understanding.understand import LexicalUnderstanding
from flows.engine.flowset import FlowSet

_flows: dict[str, FlowSet] = {}
_compile_shop = bot.talking.compile_shop
_understanding: dict[int, LexicalUnderstanding] = {}


def _understand(flows: FlowSet, **knows: Any) -> LexicalUnderstanding:
    if id(flows) not in _understanding:  # they are kept for good, just above
        _understanding[id(flows)] = LexicalUnderstanding(flows, **knows)
    return _understanding[id(flows)]


def _compile(*given: Any) -> FlowSet:
    if (key := repr(given)) not in _flows:
        _flows[key] = _compile_shop(*given)
    return _flows[key]


@contextmanager
def compiled_once() -> Iterator[None]:
    """Flows and what understands them never change: many lives may share them. Nothing else is shared."""
    before = bot.talking.compile_shop, bot.talking.LexicalUnderstanding
    bot.talking.compile_shop = _compile
    bot.talking.LexicalUnderstanding = _understand  # type: ignore[assignment,misc]
    try:
        yield
    finally:
        bot.talking.compile_shop, bot.talking.LexicalUnderstanding = before  # type: ignore[misc]
