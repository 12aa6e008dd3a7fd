"""Buttons of the latest message that asked nothing: typing their title, number or “yes” is the same as tapping."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flows.engine.commands import CannotHandle, Command, SetSlot
from flows.engine.flowset import FlowSet
from flows.engine.payloads import SetSlots, commands_for, parse_payload
from flows.engine.state import ConversationState, Option, Question
from flows.engine.statejson import load_reply

_FEW = 3  #: as many as WhatsApp shows as buttons; more are a list to choose from


def as_question(state: ConversationState) -> ConversationState:
    """The state as if the buttons that were offered last were an open question; unchanged where one is open."""
    if state.question is not None:
        return state
    return _as_if_asked(state, _last_offer(state))


def beside(state: ConversationState) -> ConversationState | None:
    """The same for what was offered while the open question kept silent; None when nothing was."""
    offer, question = _last_offer(state), state.question
    if offer is None or question is None or question.forced:
        return None
    if (offer.get("flow"), offer.get("step")) == (question.flow, question.step):
        return None
    return _as_if_asked(state, offer)


def agreed(flows: FlowSet, state: ConversationState, *, eager: bool) -> tuple[Command, ...]:
    """What a yes to the last offer means: its first button, unless several are equals; then it is asked which.

    A response whose buttons are equals although it asks a question says so: `metadata: {equals: true}`.
    Where nothing was asked, only the `eager` agree: an “ok” may just have taken notice.
    """
    offer = _last_offer(state)
    if offer is None:
        return ()
    reply = load_reply(dict(offer))
    if not eager and not reply.asks:
        return ()
    several = len(reply.buttons) > 1
    if several and (len(reply.buttons) > _FEW or not reply.asks or reply.metadata.get("equals")):
        return (CannotHandle("which"),)
    return commands_for(reply.flow, reply.step, reply.buttons[0].payload, flows) or ()


def is_on_a_button(answer: Sequence[Command], state: ConversationState) -> bool:
    """Whether an answer to the open question is what one of its few buttons stands for; true where it has none."""
    question = state.question
    if question is None or not question.options:
        return True
    told = [each for each in answer if isinstance(each, SetSlot) and not isinstance(each.value, bool)]
    wanted = {(each.slot, str(each.value)) for each in told}
    parsed = [parse_payload(option.payload) for option in question.options]
    return not wanted or any(wanted & set(each.pairs) for each in parsed if isinstance(each, SetSlots))


def asks_something(state: ConversationState) -> bool:
    """Whether the last message with buttons ended with a question mark; true where none is known."""
    offer = _last_offer(state)
    return offer is None or load_reply(dict(offer)).asks


def _last_offer(state: ConversationState) -> Mapping[str, Any] | None:
    last: list[Mapping[str, Any]] = state.extra.get("last") or []
    return next((reply for reply in reversed(last) if reply.get("buttons")), None)


def _as_if_asked(state: ConversationState, offer: Mapping[str, Any] | None) -> ConversationState:
    if offer is None:
        return state
    options = tuple(Option(*button) for button in offer["buttons"])
    return replace(state, question=Question(offer.get("flow", ""), offer.get("step", ""), "", "", options))
