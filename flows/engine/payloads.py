"""What a button's payload says, in CALM's syntax, and the commands that it stands for.

`/SetSlots(a=1, b=x)` fills at most 10 slots, `/intent{"entity": "value"}` names an intent, anything else is
text. Reserved intents: human, menu, stop, stop_offers, start, cancel, skip, back, repeat, continue,
keep_waiting, back_to_bot, start_over, page (`{"n": "1"}`); `faq/<topic>` and `chitchat/<topic>`; the intent of a
flow's trigger, or a flow's own id.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from flows.engine.commands import (
    BackToBot,
    CancelFlow,
    ChitChat,
    Command,
    GoBack,
    HumanHandoff,
    KeepWaiting,
    KnowledgeAnswer,
    OptIn,
    OptOut,
    Repeat,
    SetSlot,
    ShowMenu,
    ShowPage,
    SkipQuestion,
    StartFlow,
    StartOver,
    Tap,
)
from flows.engine.flowset import FlowSet

MAX_PAIRS = 10
SIGNATURE_BYTES = 13  # of a signed reference: the mac and its dot
MAX_REFERENCE_BYTES = 128

_SET_SLOTS = re.compile(r"/SetSlots\((.*)\)", re.DOTALL)
_INTENT = re.compile(r"/([\w./-]+)\s*(\{.*\})?", re.DOTALL)
_PAIR = re.compile(r"\s*([^=,()\s]+)\s*=\s*([^,()]*?)\s*")


@dataclass(frozen=True, slots=True)
class SetSlots:
    """`/SetSlots(…)`: names and values as text, in order."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Intent:
    """`/name{"entity": "value"}`."""

    name: str
    entities: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FreeText:
    """Neither: to be read as if it had been typed."""

    text: str


def parse_payload(text: str) -> SetSlots | Intent | FreeText:
    """What a payload says; whatever is malformed is free text."""
    if found := _SET_SLOTS.fullmatch(text):
        pairs = _pairs(found[1])
        return SetSlots(pairs) if pairs is not None else FreeText(text)
    if (found := _INTENT.fullmatch(text)) and (entities := _entities(found[2])) is not None:
        return Intent(found[1], entities)
    return FreeText(text)


def fill_payload(slot: str, value: str) -> str | None:
    """The payload that fills one slot; None when the value cannot be written in one."""
    return None if re.search(r"[,()\n]", value) or not value.strip() else f"/SetSlots({slot}={value})"


@lru_cache(maxsize=4096)
def reference_bytes(flow: str, step: str, payload: str) -> int:
    """How long the signed reference of a button will be; WhatsApp takes MAX_REFERENCE_BYTES."""
    return len(f"{flow}|{step}|{payload}".encode()) + SIGNATURE_BYTES


def commands_for(flow: str, step: str, payload: str, flows: FlowSet) -> tuple[Command, ...] | None:
    """What a tap of ours stands for; None for free text, which is to be read like a typed answer."""
    match parse_payload(payload):
        case SetSlots(pairs):
            return (Tap(flow, step, pairs),)
        case Intent("page", {"n": number}):
            return (ShowPage(flow, step, int(number[:4]) if number.isdecimal() else 0),)
        case Intent("skip"):
            return (SkipQuestion(flow, step),)
        case Intent("continue"):
            return (Tap(flow, step, ()),)
        case Intent() as intent:
            return _commands_of(intent, flows) or (Tap(flow, step, ()),)
        case _:
            return None


def _commands_of(intent: Intent, flows: FlowSet) -> tuple[Command, ...]:
    if intent.name in _RESERVED:
        return (_RESERVED[intent.name](),)
    kind, _, topic = intent.name.partition("/")
    flow = next((t.flow for t in flows.triggers if t.intent == intent.name), None)
    if flow is None and kind in _TOPICS and topic:
        return (_TOPICS[kind](topic),)
    flow = flow or intent.name
    if flow not in flows.flows or flow.startswith("pattern_"):
        return ()
    filled = tuple(SetSlot(name, value) for name, value in intent.entities.items() if name in flows.slots)
    return (StartFlow(flow, guarded=False), *filled)


def _pairs(inside: str) -> tuple[tuple[str, str], ...] | None:
    if not inside.strip():
        return ()
    found = [_PAIR.fullmatch(part) for part in inside.split(",")]
    if len(found) > MAX_PAIRS or not all(found):
        return None
    return tuple((pair[1], pair[2]) for pair in found if pair)


def _entities(text: str | None) -> dict[str, str] | None:
    if not text:
        return {}
    try:
        entities = json.loads(text)
    except ValueError:
        return None
    return {str(name): str(value) for name, value in entities.items()} if isinstance(entities, dict) else None


_RESERVED: dict[str, Callable[[], Command]] = {
    "human": HumanHandoff,
    "menu": ShowMenu,
    "stop": OptOut,
    "stop_offers": lambda: OptOut(offers=True),
    "start": OptIn,
    "cancel": CancelFlow,
    "skip": SkipQuestion,
    "back": GoBack,
    "repeat": Repeat,
    "keep_waiting": KeepWaiting,
    "back_to_bot": BackToBot,
    "start_over": StartOver,
}
_TOPICS: dict[str, Callable[[str], Command]] = {"faq": KnowledgeAnswer, "chitchat": ChitChat}
RESERVED_INTENTS = frozenset(_RESERVED) | {"page", "continue"}
