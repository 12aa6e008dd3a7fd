"""Buttons of the latest message that asked nothing: typing their title, number or “yes” is the same as tapping."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flows.engine.state import ConversationState, Option, Question


def as_question(state: ConversationState) -> ConversationState:
    """The state as if the buttons that were offered last were an open question; unchanged where one is open."""
    if state.question is not None:
        return state
    last: list[Mapping[str, Any]] = state.extra.get("last") or []
    offering = next((reply for reply in reversed(last) if reply.get("buttons")), None)
    if offering is None:
        return state
    options = tuple(Option(*button) for button in offering["buttons"])
    return replace(state, question=Question(offering.get("flow", ""), offering.get("step", ""), "", "", options))
