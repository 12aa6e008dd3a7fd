"""Flows and what understands them, compiled once for all lives of a mortal shop."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import bot.talking
from bot.understanding.understand import LexicalUnderstanding
from flows.engine.flowset import FlowSet

_flows: dict[str, FlowSet] = {}
_read_flows = bot.talking.read_flows
_understanding: dict[int, LexicalUnderstanding] = {}


def _understand(flows: FlowSet, **knows: Any) -> LexicalUnderstanding:
    if id(flows) not in _understanding:  # they are kept for good, just above
        _understanding[id(flows)] = LexicalUnderstanding(flows, **knows)
    return _understanding[id(flows)]


def _read(*given: Any) -> FlowSet:
    if (key := repr(given)) not in _flows:
        _flows[key] = _read_flows(*given)
    return _flows[key]


@contextmanager
def compiled_once() -> Iterator[None]:
    """Flows and what understands them never change: many lives may share them. Nothing else is shared."""
    before = bot.talking.read_flows, bot.talking.LexicalUnderstanding
    bot.talking.read_flows = _read
    bot.talking.LexicalUnderstanding = _understand  # type: ignore[assignment,misc]
    try:
        yield
    finally:
        bot.talking.read_flows, bot.talking.LexicalUnderstanding = before  # type: ignore[misc]
