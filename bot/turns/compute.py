"""One turn, computed with no transaction open: what was heard → commands → `advance()` → what is to be done."""

import json
import zlib
from dataclasses import replace

from bot.doors.arrivals import Arrival
from bot.inbox.events import EventKind
from bot.inbox.messages import InboundMessage, MessageKind
from bot.storage.columns import dump_json, to_micros
from bot.turns.asked import about_product
from bot.turns.claims import Claim, Turn
from bot.turns.handoffs import heard, is_handoffs, may_apologise, person_from, resumes, ring, weigh, with_hours
from bot.turns.happenings import FLOW_OF, settle
from bot.turns.journeys import MESSAGE_IN, TurnOfJourneys, happening_of, is_journeys, is_not_understood
from bot.turns.language import in_offered, spoken
from bot.turns.memory import Memory
from bot.turns.outcome import to_turn
from bot.turns.parts import TurnParts
from bot.turns.rhythm import Rhythm
from bot.turns.unanswered import unanswered
from bot.understanding.heard import Heard
from bot.understanding.language import guess_language
from bot.understanding.references import read
from flows.engine.advance import advance
from flows.engine.commands import CannotHandle, OptIn, OptOut, SetSlot, StartFlow
from flows.engine.effects import Effect, Perform, RunAction
from flows.engine.events import (
    ActionFailed,
    Event,
    HandoffClosed,
    HandoffNews,
    Happened,
    TimerFired,
    TurnFailed,
    Understood,
)
from flows.engine.journeys.enrollment import Happening
from flows.engine.journeys.hear import OPTED_OUT, takes_up
from flows.engine.state import ConversationState

MAX_ACTIONS = 20  # in one turn


async def compute(claim: Claim, parts: TurnParts) -> Turn:
    """What this event comes to. Reads through `parts`, writes nothing. Raises what the flows or actions raise."""
    claim, memory = in_offered(claim, parts.languages), Memory.of(claim)
    state = replace(spoken(memory.state, claim, parts.languages), paused=claim.owner != "bot")
    if claim.kind != EventKind.MESSAGE:
        return await _inner_turn(claim, Memory(state, memory.rhythm), parts)
    message = InboundMessage.from_json(json.loads(claim.body))
    rhythm = memory.rhythm.beat(claim.received_at) if message.kind is MessageKind.TEXT else memory.rhythm
    state = _with_facts(state, claim, message, parts)
    arrival = await parts.arrivals.find(message, is_first=state.turn == 0) if parts.arrivals else None
    touched: list[Effect] = [*heard(claim), *([Perform("record_touch", arrival.touch)] if arrival else [])]
    if message.product_id and message.kind is MessageKind.TEXT:
        state, arrival = await about_product(message, state, parts)
    understood = _understand(message, state, rhythm, parts, arrival)
    if understood is None:
        return to_turn(claim, Memory(state, rhythm), touched, parts, message)
    understood = await weigh(understood, state, claim, parts)
    journeys = _journeys(claim, parts, message.text)
    state, effects = await _answer(state, understood, message, journeys, claim, parts)
    effects += unanswered(understood.commands, message, memory.state)
    return to_turn(claim, Memory(state, rhythm), [*touched, *effects], parts, message, journeys.close())


async def _inner_turn(claim: Claim, memory: Memory, parts: TurnParts) -> Turn:
    """The turn of an event that is no message: of the conversation, of its journeys, or of both."""
    state = memory.state
    if claim.kind == EventKind.BEGIN and (state.paused or claim.opted_out_at is not None):
        return to_turn(claim, memory, [], parts)
    journeys, happening = _journeys(claim, parts), happening_of(claim)
    event: Event | None = None
    effects: list[Effect] = []
    if is_handoffs(claim):
        state = with_hours(state, parts)
        event, effects = await ring(claim, parts)
    elif claim.kind != EventKind.SET_ASIDE or await may_apologise(claim, parts):
        event = _inner_event(claim, state, parts)
    if event is not None:
        state, said = await _advance(state, event, "", claim, parts)
        effects = [*effects, *said]
    state, effects = await journeys.after(state, effects, *([happening] if happening else []))
    return to_turn(claim, Memory(state, memory.rhythm), effects, parts, doings=journeys.close())


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
            told = HandoffClosed(resumes(claim), tuple(body.get("meanwhile", ())))
            return None if state.paused else told  # people have taken it over again
        case EventKind.BEGIN:
            given = (SetSlot(name, value) for name, value in body["slots"].items())
            return Understood((StartFlow(body["flow"]), *given))
        case _:
            return HandoffNews("pattern_handoff_failed") if body.get("handed_off") else TurnFailed()


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
        "person_from": person_from(parts, to_micros(parts.clock.now()), language),
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
