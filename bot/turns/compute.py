"""One turn, computed with no transaction open: what was heard → commands → `advance()` → what is to be done."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.doors.arrivals import Arrival
from bot.inbox.events import EventKind
from bot.inbox.messages import InboundMessage, MessageKind
from bot.journeys.hearing import Doings
from bot.outbox.entries import NewEntry
from bot.storage.columns import dump_json, to_micros
from bot.turns.asked import about_product
from bot.turns.bubbles import to_contents
from bot.turns.claims import Claim, Turn
from bot.turns.happenings import FLOW_OF, settle
from bot.turns.journeys import MESSAGE_IN, TurnOfJourneys, happening_of, is_journeys, is_not_understood
from bot.turns.notes import note
from bot.turns.parts import TurnParts
from bot.turns.people import NOTICES, with_evidence
from bot.turns.rhythm import Rhythm
from bot.turns.unanswered import unanswered
from bot.understanding.heard import Heard
from bot.understanding.language import guess_language
from bot.understanding.references import read
from flows.engine.advance import advance
from flows.engine.commands import CannotHandle, OptIn, OptOut, SetSlot, StartFlow
from flows.engine.effects import CancelTimer, Effect, HandOff, Note, Perform, RunAction, Say, SetTimer
from flows.engine.events import ActionFailed, Event, HandoffClosed, Happened, TimerFired, TurnFailed, Understood
from flows.engine.journeys.enrollment import Happening
from flows.engine.journeys.hear import OPTED_OUT, takes_up
from flows.engine.state import ConversationState
from flows.engine.statejson import dump_state, load_state

MAX_ACTIONS = 20  # in one turn


@dataclass(frozen=True, slots=True)
class Memory:
    """What the conversation's row holds as JSON: the engine's state and the contact's rhythm."""

    state: ConversationState
    rhythm: Rhythm

    @classmethod
    def of(cls, claim: Claim) -> "Memory":
        data = json.loads(claim.state)
        return cls(load_state(data.get("engine", {})), Rhythm.from_json(data.get("rhythm")))

    def to_json(self) -> str:
        return dump_json({"engine": dump_state(self.state), "rhythm": self.rhythm.to_json()})


async def compute(claim: Claim, parts: TurnParts) -> Turn:
    """What this event comes to. Reads through `parts`, writes nothing. Raises what the flows or actions raise."""
    memory = Memory.of(claim)
    state = replace(memory.state, paused=claim.owner != "bot")
    if claim.kind != EventKind.MESSAGE:
        return await _inner_turn(claim, Memory(state, memory.rhythm), parts)
    message = InboundMessage.from_json(json.loads(claim.body))
    rhythm = memory.rhythm.beat(claim.received_at) if message.kind is MessageKind.TEXT else memory.rhythm
    state = _with_facts(state, claim, message, parts)
    arrival = await parts.arrivals.find(message, is_first=state.turn == 0) if parts.arrivals else None
    touched: list[Effect] = [Perform("record_touch", arrival.touch)] if arrival else []
    if message.product_id and message.kind is MessageKind.TEXT:
        state, arrival = await about_product(message, state, parts)
    understood = _understand(message, state, rhythm, parts, arrival)
    if understood is None:
        return _turn(claim, Memory(state, rhythm), touched, parts, message)
    journeys = _journeys(claim, parts, message.text)
    state, effects = await _answer(state, understood, message, journeys, claim, parts)
    effects += unanswered(understood.commands, message, memory.state)
    return _turn(claim, Memory(state, rhythm), [*touched, *effects], parts, message, journeys.close())


async def _inner_turn(claim: Claim, memory: Memory, parts: TurnParts) -> Turn:
    """The turn of an event that is no message: of the conversation, of its journeys, or of both."""
    state = memory.state
    if claim.kind == EventKind.BEGIN and (state.paused or claim.opted_out_at is not None):
        return _turn(claim, memory, [], parts)
    journeys, happening = _journeys(claim, parts), happening_of(claim)
    effects: list[Effect] = []
    if (event := _inner_event(claim, state, parts)) is not None:
        state, effects = await _advance(state, event, "", claim, parts)
    state, effects = await journeys.after(state, effects, *([happening] if happening else []))
    return _turn(claim, Memory(state, memory.rhythm), effects, parts, doings=journeys.close())


def _journeys(claim: Claim, parts: TurnParts, text: str = "") -> TurnOfJourneys:
    return TurnOfJourneys(claim, parts.journeys, lambda state, event: _advance(state, event, text, claim, parts))


async def _answer(
    state: ConversationState,
    understood: Understood,
    message: InboundMessage,
    journeys: TurnOfJourneys,
    claim: Claim,
    parts: TurnParts,
) -> tuple[ConversationState, list[Effect]]:
    """The conversation has the word first, unless it would not know what to say and a journey does."""
    if not journeys.may_care:
        return await _advance(state, understood, message.text, claim, parts)
    is_lost = state.question is None and is_not_understood(understood.commands)
    heard = Happening(MESSAGE_IN, {"text": message.text, "understood": not is_lost})
    if is_lost:
        after, effects = await journeys.after(state, [], heard)
        if effects:
            return after, effects
        return await _advance(state, understood, message.text, claim, parts)
    state, effects = await _advance(state, understood, message.text, claim, parts)
    wanted = {effect.name for effect in effects if isinstance(effect, Perform)}
    if "erase" in wanted:
        return state, effects  # no journey has a word to say to that
    return await journeys.after(state, effects, Happening(OPTED_OUT) if "opt_out" in wanted else heard)


def _inner_event(claim: Claim, state: ConversationState, parts: TurnParts) -> Event | None:
    """What it is to the conversation; None for what concerns journeys alone."""
    body = json.loads(claim.body)
    match claim.kind:
        case EventKind.TIMER:
            return None if is_journeys(body) else TimerFired(body["name"], body["token"], body.get("data", {}))
        case EventKind.SHOP:
            flow = FLOW_OF.get(body["name"])
            happening = happening_of(claim)
            if parts.journeys and happening and takes_up(parts.journeys.flows.journeys, happening):
                return settle(body["name"], state)
            is_told_here = flow is not None and "slots" in body  # what stores tell is for journeys alone
            return Happened(flow or "", body["slots"]) if is_told_here else None
        case EventKind.JOURNEY:
            return None
        case EventKind.RELEASED:
            return HandoffClosed()
        case EventKind.BEGIN:
            given = (SetSlot(name, value) for name, value in body["slots"].items())
            return Understood((StartFlow(body["flow"]), *given))
        case _:
            return TurnFailed()


def _with_facts(
    state: ConversationState, claim: Claim, message: InboundMessage, parts: TurnParts
) -> ConversationState:
    """The slots that every flow may read: who this is, and in which language to answer."""
    known = claim.language or str(state.slots.get("language") or "")
    language = (
        guess_language(
            message.text, known, claim.country or None, parts.languages, pinned=bool(claim.language_pinned)
        )
        if message.kind is MessageKind.TEXT or not known
        else known
    )
    facts = {
        **parts.facts,
        **parts.promises(language),
        "contact_name": claim.given_name or message.profile_name or claim.name,
        "country": claim.country,
        "language": language,
    }
    return replace(state, slots={**state.slots, **facts})


def _understand(
    message: InboundMessage, state: ConversationState, rhythm: Rhythm, parts: TurnParts, arrival: Arrival | None
) -> Understood | None:
    """The commands of a message; None when nothing is to be answered."""
    reference = read(message.choice.id, parts.button_keys) if message.choice else None
    text = arrival.said if arrival else message.text
    heard = Heard(text, message.kind.value, reference, message.opt_out_type, _details(message))
    commands = parts.understanding.commands_for(heard, state)
    if arrival:
        commands = arrival.steer(commands, state)
    if message.kind is MessageKind.TEXT and not any(isinstance(c, OptOut | OptIn) for c in commands):
        if rhythm.is_muted:
            return None
        if rhythm.is_first_excess:
            commands = (CannotHandle("too_fast"),)
    return Understood(commands, message.text)


def _details(message: InboundMessage) -> dict[str, str]:
    """Where a shared place is, what was ordered in WhatsApp's catalog, or what a file is."""
    if message.location:
        return {"latitude": str(message.location.latitude), "longitude": str(message.location.longitude)}
    if message.kind is MessageKind.ORDER:
        return {"lines": dump_json([[x.retailer_id, x.quantity, x.item_price, x.currency] for x in message.order])}
    return {"url": message.media.url, "content_type": message.media.content_type} if message.media else {}


async def _advance(
    state: ConversationState, event: Event, text: str, claim: Claim, parts: TurnParts
) -> tuple[ConversationState, list[Effect]]:
    """Run the engine, feeding it the answers of the actions that it asks for."""
    now = parts.clock.now()
    seed = zlib.crc32(claim.key.encode(errors="replace"))
    effects: list[Effect] = []
    for count in range(MAX_ACTIONS + 1):
        outcome = advance(parts.flows, state, event, now, seed + count)
        state = outcome.state
        effects += outcome.effects
        if not effects or not isinstance(effects[-1], RunAction):
            return state, effects
        asked = effects.pop()
        assert isinstance(asked, RunAction)  # noqa: S101 - for the type checker
        event = (
            await parts.actions.run(asked.name, state, text, claim.contact_id)
            if count < MAX_ACTIONS
            else ActionFailed(asked.name, "too many actions in one turn")
        )
    return state, effects


def _turn(
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
    performs += [("hand_off", {"reason": e.reason}) for e in effects if isinstance(e, HandOff)]
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
    epoch = claim.epoch + (1 if "hand_off" in names and claim.owner == "bot" else 0)
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
