"""What a turn came to: the engine's effects become entries, timers and business to be committed."""

import json
from collections.abc import Sequence
from typing import Any

from bot.inbox.messages import InboundMessage
from bot.journeys.hearing import Doings
from bot.outbox.entries import NewEntry
from bot.storage.columns import dump_json, to_micros
from bot.turns.bubbles import to_contents
from bot.turns.claims import Claim, Turn
from bot.turns.memory import Memory
from bot.turns.notes import note
from bot.turns.parts import TurnParts
from bot.turns.people import NOTICES, with_evidence
from flows.engine.effects import CancelTimer, Effect, HandOff, Note, Perform, Say, SetTimer
from flows.engine.state import ConversationState


def to_turn(
    claim: Claim,
    memory: Memory,
    effects: Sequence[Effect],
    parts: TurnParts,
    message: InboundMessage | None = None,
    doings: Doings | None = None,
) -> Turn:
    doings = doings or Doings()
    sender = claim.event_sender or claim.sender
    address = claim.event_address or claim.address
    performs = [(e.name, {**e.data}) for e in effects if isinstance(e, Perform)]
    words = message.text if message else ""
    performs += [("hand_off", {"reason": e.reason, "words": words}) for e in effects if isinstance(e, HandOff)]
    performs += [("cancel_timer", {"name": e.name}) for e in effects if isinstance(e, CancelTimer)]
    performs += _what_is_new(claim, memory.state, message)
    performs = with_evidence(performs, message)
    for effect in effects:
        if isinstance(effect, Note):
            note(effect)
    return Turn(
        claim,
        memory.to_json(),
        sender,
        address,
        open_window(claim, sender) if message else claim.windows,
        memory.state.standing_in,
        entries=[*_entries(claim, effects, performs, parts, (sender, address)), *doings.entries],
        timers=[*(_timer(claim, e) for e in effects if isinstance(e, SetTimer)), *doings.timers],
        performs=[*performs, *doings.performs],
    )


def _what_is_new(
    claim: Claim, state: ConversationState, message: InboundMessage | None
) -> list[tuple[str, dict[str, Any]]]:
    """What this message told about its contact: the language, a new profile name."""
    told: list[tuple[str, dict[str, Any]]] = []
    if state.language != claim.language and "language" in state.slots:
        told.append(("set_language", {"language": state.language}))
    if message and message.profile_name and message.profile_name != claim.name:
        told.append(("set_name", {"name": message.profile_name}))
    return told


def open_window(claim: Claim, sender: str) -> str:
    """The 24 h window of this number opens anew; an older message that comes late does not shorten it."""
    windows = json.loads(claim.windows)
    windows[sender] = max(claim.received_at, windows.get(sender, 0))
    return dump_json(windows)


def _entries(
    claim: Claim,
    effects: Sequence[Effect],
    performs: Sequence[tuple[str, dict[str, Any]]],
    parts: TurnParts,
    way: tuple[str, str],
) -> list[NewEntry]:
    names = {name for name, _ in performs}
    changes_hands = ("hand_off" if claim.owner == "bot" else "handoff_back") in names
    epoch = claim.epoch + changes_hands
    kind = "notice" if names & NOTICES else "reply"
    contents = to_contents([e.reply for e in effects if isinstance(e, Say)], parts.button_keys[0])
    return [
        NewEntry(
            key=f"{claim.key}:{place}",
            contact_id=claim.contact_id,
            sender=way[0],
            to=way[1],
            content=content,
            epoch=epoch,
            kind=kind,
            created_at=parts.clock.now(),
            event_id=claim.event_id,
        )
        for place, content in enumerate(contents)
    ]


def _timer(claim: Claim, effect: SetTimer) -> tuple[int, str, str, int, str]:
    return (claim.contact_id, effect.name, effect.token, to_micros(effect.due_at), dump_json(effect.data))
