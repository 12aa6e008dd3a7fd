"""What turns know of people: when rules hand over, what messages mean while they have it, what timers bring."""

import json
from dataclasses import replace
from typing import Any

from bot.actions.moments import render_moment
from bot.actions.shopfile.handoff import Handoff
from bot.handoff.plan import answer_due, idle_due, is_open, opens_at, read_plan
from bot.handoff.rules import Said, find_reason
from bot.handoff.standing import IDLE, SNOOZED
from bot.handoff.waiting import ASKED, OWED, Wait, find_wait, may_say_hours
from bot.inbox.events import EventKind
from bot.outbox.unsaid import UNSAID
from bot.storage.columns import from_micros, to_micros
from bot.turns.claims import Claim
from bot.turns.journeys import is_not_understood
from bot.turns.parts import TurnParts
from flows.engine.commands import BackToBot, CannotHandle, ChitChat, Command, HumanHandoff, KeepWaiting, OptIn, OptOut
from flows.engine.effects import Effect, Perform
from flows.engine.events import Event, HandoffNews, Understood
from flows.engine.state import ConversationState

PREFIX = "handoff:"
_SURE = (OptOut, OptIn, HumanHandoff)  # no rule is needed


def is_handoffs(claim: Claim) -> bool:
    """Whether the event is a timer of this."""
    if claim.kind != EventKind.TIMER:
        return False
    return str(json.loads(claim.body).get("name", "")).startswith(PREFIX)


async def weigh(understood: Understood, state: ConversationState, claim: Claim, parts: TurnParts) -> Understood:
    """The same, unless a rule of the shop's hands this contact to people now, or people have the conversation."""
    if claim.owner != "bot":
        return await _while_people_have_it(understood, claim, parts)
    if any(isinstance(command, _SURE) for command in understood.commands):
        return understood
    topics = [command.topic for command in understood.commands if isinstance(command, ChitChat)]
    misses = _misses(understood.commands, state)
    said = Said(understood.text, topics, misses, is_free=state.question is None)
    reason = await find_reason(parts.database, parts.handoff, claim.contact_id, said)
    return Understood((HumanHandoff(reason),), understood.text) if reason else understood


def heard(claim: Claim) -> list[Effect]:
    """People who have the conversation owe an answer to every message."""
    return [] if claim.owner == "bot" else [Perform("handoff_heard")]


async def ring(claim: Claim, parts: TurnParts) -> tuple[Event | None, list[Effect]]:
    """What is said and done when a timer of the handoff has come due. A stale one brings nothing."""
    told, now = json.loads(claim.body), to_micros(parts.clock.now())
    name = told["name"]
    if name == SNOOZED:
        return None, [Perform("handoff_wake_up", {"until": int(told["token"])})]
    if name == UNSAID:
        return None, [Perform("handoff_unsaid")]
    async with parts.database.read() as tx:
        wait = await find_wait(tx, claim.contact_id)
        plan = await read_plan(tx)
    if wait is None:
        return None, []
    return (None, _idle(wait, plan, now)) if name == IDLE else _late(wait, plan, now)


async def may_apologise(claim: Claim, parts: TurnParts) -> bool:
    """Whether the bot may say that something went wrong: no agent has taken the conversation."""
    if claim.owner in ("bot", "queue"):
        return True
    async with parts.database.read() as tx:
        wait = await find_wait(tx, claim.contact_id)
    return wait is not None and wait.may_be_told


def resumes(claim: Claim) -> str:
    """What becomes of the flow after a hand-back: only the newest one says a word, and not to who has opted out."""
    body = json.loads(claim.body)
    resume = str(body.get("resume", "resume"))
    is_outdated = body.get("epoch", claim.epoch) != claim.epoch
    return "quiet" if resume != "skip" and (is_outdated or claim.opted_out_at is not None) else resume


def with_hours(state: ConversationState, parts: TurnParts) -> ConversationState:
    """With the slot that says from when on people are there again."""
    told = person_from(parts, to_micros(parts.clock.now()), state.language)
    return replace(state, slots={**state.slots, "person_from": told})


def person_from(parts: TurnParts, now: int, language: str) -> str | None:
    """`Mon 9:00 AM` on the shop's clock; None while they are there (`now` in µs)."""
    opens = opens_at(parts.handoff, now)
    if opens is None:
        return None
    return render_moment(from_micros(opens), from_micros(now), parts.handoff.zone, language)


async def _while_people_have_it(understood: Understood, claim: Claim, parts: TurnParts) -> Understood:
    """A tap on “I'll wait” or “back to the bot” counts only while they wait and nobody has taken it."""
    if not any(isinstance(command, KeepWaiting | BackToBot) for command in understood.commands):
        return understood
    async with parts.database.read() as tx:
        wait = await find_wait(tx, claim.contact_id)
    if wait is not None and wait.may_be_told:
        return understood
    return Understood((), understood.text)


def _misses(commands: tuple[Command, ...], state: ConversationState) -> int:
    """How many messages in a row have meant nothing, with this one."""
    if not commands or not is_not_understood(commands):
        return 0
    first = commands[0]
    if isinstance(first, CannotHandle) and first.reason in ("which", "too_fast"):
        return 0
    return 1 + (state.question.misses if state.question else state.misses)


def _idle(wait: Wait, plan: Handoff, now: int) -> list[Effect]:
    """Nobody has said anything for hours, and nobody waits: the bot has it again, and says nothing."""
    if wait.idles or wait.waiting_since is not None:
        return []
    due = idle_due(plan, wait.touched_at or 0)
    if due > now:
        return [Perform("handoff_idle_later", {"due": due})]
    return [Perform("handoff_back", {"outcome": "idle", "since": None, "touched": wait.touched_at})]


def _late(wait: Wait, plan: Handoff, now: int) -> tuple[Event | None, list[Effect]]:
    """Nobody has answered in time."""
    since = wait.waiting_since
    if since is None or wait.rings:
        return None, []
    told: dict[str, Any] = {"since": since}
    question = HandoffNews("pattern_handoff_waiting") if wait.may_be_told else None
    if not is_open(plan, now):
        is_first = wait.escalated == OWED and wait.due_at == answer_due(plan, since)
        tells = is_first and may_say_hours(plan, since, now)
        return question if tells else None, [Perform("handoff_put_off", {**told, "stage": wait.escalated})]
    if wait.escalated == OWED:
        return None, [Perform("handoff_escalate", told)]
    if wait.escalated < ASKED:
        return question, [Perform("handoff_asked", told)]
    return HandoffNews("pattern_handoff_missed"), [Perform("handoff_back", {**told, "outcome": "idle"})]
