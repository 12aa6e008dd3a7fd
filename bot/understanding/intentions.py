"""What intents and keywords want, as commands; tapped payloads are read by `flows/engine/payloads.py`."""

from flows.engine.commands import (
    CancelFlow,
    ChitChat,
    Command,
    GoBack,
    HumanHandoff,
    KnowledgeAnswer,
    OptIn,
    OptOut,
    Repeat,
    ShowMenu,
    SkipQuestion,
    StartFlow,
    Tap,
)
from flows.engine.flowset import FlowSet

_BUILT_IN: dict[str, tuple[Command, ...]] = {
    "human": (HumanHandoff(),),
    "menu": (ShowMenu(),),
    "help": (ShowMenu(),),
    "greeting": (ShowMenu(greeting=True),),
    "cancel": (CancelFlow(),),
    "skip": (SkipQuestion(),),
    "back": (GoBack(),),
    "repeat": (Repeat(),),
    "restart": (CancelFlow(), ShowMenu()),
    "stop": (OptOut(),),
    "start": (OptIn(),),
}
_WORDS = {"agent": "human"}


def commands_of_word(word: str | None) -> tuple[Command, ...]:
    """What a global keyword wants."""
    return _BUILT_IN.get(_WORDS.get(word or "", word or ""), ())


def commands_of_intent(flows: FlowSet, intent: str) -> tuple[Command, ...]:
    """What an intent that was recognised in words wants; nothing when nobody knows it."""
    kind, _, topic = intent.partition("/")
    flow = next((trigger.flow for trigger in flows.triggers if trigger.intent == intent), None)
    if topic and kind == "faq" and flow is None:
        return (KnowledgeAnswer(topic),)
    if topic and kind == "chitchat":
        return (ChitChat(topic),)
    if topic and kind in flows.slots:
        return _tap(flows, kind, topic)
    if flow is None and intent in _BUILT_IN and intent not in {"stop", "start"}:
        return _BUILT_IN[intent]
    flow = flow or (intent if intent in flows.flows else None)
    return (StartFlow(flow),) if flow else ()


def _tap(flows: FlowSet, slot: str, value: str) -> tuple[Command, ...]:
    """`slot/value` is the same as tapping the button for it, wherever that question is asked."""
    places = (
        (flow.id, step.id) for flow in flows.flows.values() for step in flow.steps.values() if _asks(step, slot)
    )
    place = next(places, None)
    return (Tap(*place, ((slot, value),)),) if place else ()


def _asks(step: object, slot: str) -> bool:
    return getattr(step, "slot", "") == slot
