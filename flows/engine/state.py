"""Where a conversation stands: plain values that survive a JSON round trip between any two turns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.engine.commands import SlotValue


@dataclass(frozen=True, slots=True)
class Frame:
    """One flow on the stack. `kind`: regular, interrupt, link, call or pattern."""

    flow: str
    step: str
    frame_id: str
    kind: str = "regular"
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that was offered with the open question, as it was shown."""

    title: str
    payload: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """The question that waits for its answer. All options are kept, also those on other pages."""

    flow: str
    step: str
    slot: str
    frame_id: str
    options: tuple[Option, ...] = ()
    page: int = 0
    misses: int = 0  # wrong answers so far
    forced: bool = False  # `force_slot_filling`: every command but SetSlot is ignored


@dataclass(frozen=True, slots=True)
class ConversationState:
    """Everything the bot remembers of a conversation. Never mutated: each turn makes a new one."""

    stack: tuple[Frame, ...] = ()
    slots: Mapping[str, SlotValue] = field(default_factory=dict)
    question: Question | None = None
    paused: bool = False  # a person has the conversation
    turn: int = 0
    misses: int = 0  # messages in a row that were not understood, outside of a question
    extra: Mapping[str, Any] = field(default_factory=dict)  # the engine's own bookkeeping

    @property
    def standing_in(self) -> str:
        """The flow that is under way: neither a pattern nor a part that another one has called; empty for none."""
        own = (frame.flow for frame in reversed(self.stack) if frame.kind not in {"call", "pattern"})
        return next((flow for flow in own if not flow.startswith("pattern_")), "")

    @property
    def language(self) -> str:
        """The language of the reserved slot `language`; `en` when nothing is known."""
        return str(self.slots.get("language") or "en")
