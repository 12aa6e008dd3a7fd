"""A turn that fails is tried again with growing pauses; then it is set aside and people have the conversation (P42).

Later messages of the contact wait while it is being retried, so that order is kept, and no longer than that. Whoever
has waited for some time is told that it takes longer. Where there are no agents, set aside means an apology.
"""

import json
from contextlib import suppress
from datetime import timedelta

from bot.clock import Clock
from bot.contacts.queries import SET_WAY_BACK
from bot.handoff.ownership import queue
from bot.handoff.refusals import NoSuchConversation
from bot.handoff.waiting import heard, is_staffed
from bot.inbox import queries
from bot.inbox.events import EventKind
from bot.log import get_log
from bot.outbox.entries import NewEntry
from bot.outbox.queries import add_entries
from bot.storage.columns import dump_json, from_micros, to_micros
from bot.storage.database import Database
from bot.storage.transactions import Tx
from bot.turns.claims import Claim
from bot.turns.handoffs import PREFIX
from bot.turns.holding import NO_CARE, Care
from bot.turns.journeys import is_journeys
from bot.turns.outcome import open_window

log = get_log(__name__)

_LATER = timedelta(hours=1) // timedelta(microseconds=1)
_SOON = timedelta(minutes=1) // timedelta(microseconds=1)

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (1, 4, 15, 60))
HOLD_AFTER = timedelta(seconds=15) // timedelta(microseconds=1)  # a contact waits so long without a word


async def put_off_or_aside(
    database: Database, clock: Clock, claim: Claim, error: BaseException, care: Care = NO_CARE
) -> bool:
    """Write down the failure. After the last pause the event is set aside, listed by `shopclerk events --failed`.

    Answers whether this call has set it aside: the conversation has changed, and its next turn waits.
    """
    why = f"{type(error).__name__}: {error}"[:500].replace("\x00", "")
    if claim.attempts < len(PAUSES):
        await _put_off(database, clock, claim, why, care)
        return False
    return await _set_aside(database, clock, claim, why, care)


async def _put_off(database: Database, clock: Clock, claim: Claim, why: str, care: Care) -> None:
    now = to_micros(clock.now())
    until = clock.now() + PAUSES[claim.attempts]
    log.warning("turn.put_off", event_id=claim.event_id, attempt=claim.attempts + 1, error=why.partition(":")[0])
    async with database.write() as tx:
        if await tx.run(queries.PUT_OFF, claim.event_id, why):
            await tx.run(queries.HOLD, claim.contact_id, to_micros(until))
            if _is_answered(claim) and now - claim.received_at >= HOLD_AFTER:
                await _say_that_it_takes_longer(tx, claim, now, care)


async def _say_that_it_takes_longer(tx: Tx, claim: Claim, now: int, care: Care) -> None:
    """Once for each message, however often its turn fails."""
    content = care.holding(claim)
    if content is None:
        return
    await _note_way_back(tx, claim)
    entry = NewEntry(
        key=f"{claim.key}:holding",
        contact_id=claim.contact_id,
        sender=claim.event_sender,
        to=claim.event_address,
        content=content,
        epoch=claim.epoch,
        kind="reply",
        created_at=from_micros(now),
        event_id=claim.event_id,
    )
    await add_entries(tx, [entry])


async def _set_aside(database: Database, clock: Clock, claim: Claim, why: str, care: Care) -> bool:
    now = to_micros(clock.now())
    async with database.write() as tx:
        if not await tx.run(queries.SET_ASIDE, claim.event_id, why, now):
            return False  # another process has done it meanwhile
        await tx.run(queries.HOLD, claim.contact_id, None)
        if claim.kind == EventKind.MESSAGE:
            await _note_way_back(tx, claim)
            with suppress(NoSuchConversation):  # erased meanwhile
                await heard(tx, claim.contact_id, now)
        if timer := _lasting_timer(claim):
            name, token, wait = timer
            await tx.insert(queries.KEEP_TIMERS, [(claim.contact_id, name, token, now + wait, "{}")])
        elif claim.kind not in (EventKind.SET_ASIDE, EventKind.JOURNEY):
            handed_off = await _hand_off(tx, claim, now, care)
            body = dump_json({"handed_off": True}) if handed_off else "{}"
            key = f"set-aside:{claim.event_id}:{now}"
            apology = queries.event_row(key, EventKind.SET_ASIDE, claim.contact_id, body, now)
            await tx.insert(queries.ADD_EVENTS, [apology])
    log.error("turn.set_aside", event_id=claim.event_id, contact_id=claim.contact_id)
    return True


async def _hand_off(tx: Tx, claim: Claim, now: int, care: Care) -> bool:
    """People see to what the bot could not handle, if there are any and they do not have it already."""
    if not (_is_answered(claim) and care.plan.failed and await is_staffed(tx)):
        return False
    words = str(json.loads(claim.body).get("text", ""))
    return (await queue(tx, claim.contact_id, "failed", words, now)).owner != "bot"


def _is_answered(claim: Claim) -> bool:
    """Whether the bot owes a word: it is a message, and nobody else has the conversation."""
    return claim.kind == EventKind.MESSAGE and claim.owner == "bot"


async def _note_way_back(tx: Tx, claim: Claim) -> None:
    windows = open_window(claim, claim.event_sender)
    await tx.run(SET_WAY_BACK, claim.contact_id, claim.event_sender, claim.event_address, windows)


def _lasting_timer(claim: Claim) -> tuple[str, str, int] | None:
    """A timer that rings again, else its journey or whoever waits for a person would wait for ever: name, token, in
    how many µs. The contact, who has written nothing, gets no apology."""
    body = json.loads(claim.body) if claim.kind == EventKind.TIMER else {}
    name, token = str(body.get("name", "")), str(body.get("token", ""))
    if is_journeys(body):
        return name, token, _LATER
    return (name, token, _SOON) if name.startswith(PREFIX) else None
