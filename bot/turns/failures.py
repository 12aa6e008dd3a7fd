"""A turn that fails is tried again with growing pauses; then it is set aside and the contact hears an apology.

Later messages of the contact wait while it is being retried, so that order is kept, and no longer than that.
"""

import json
from datetime import timedelta

from bot.clock import Clock
from bot.contacts.queries import SET_WAY_BACK
from bot.inbox import queries
from bot.inbox.events import EventKind
from bot.log import get_log
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.turns.claims import Claim
from bot.turns.compute import open_window
from bot.turns.journeys import is_journeys

log = get_log(__name__)

_LATER = timedelta(hours=1) // timedelta(microseconds=1)

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (1, 4, 15, 60))


async def put_off_or_aside(database: Database, clock: Clock, claim: Claim, error: BaseException) -> None:
    """Write down the failure. After the last pause the event is set aside, listed by `shopclerk events --failed`."""
    why = f"{type(error).__name__}: {error}"[:500].replace("\x00", "")
    if claim.attempts < len(PAUSES):
        await _put_off(database, clock, claim, why)
    else:
        await _set_aside(database, clock, claim, why)


async def _put_off(database: Database, clock: Clock, claim: Claim, why: str) -> None:
    until = clock.now() + PAUSES[claim.attempts]
    log.warning("turn.put_off", event_id=claim.event_id, attempt=claim.attempts + 1, error=why.partition(":")[0])
    async with database.write() as tx:
        if await tx.run(queries.PUT_OFF, claim.event_id, why):
            await tx.run(queries.HOLD, claim.contact_id, to_micros(until))


async def _set_aside(database: Database, clock: Clock, claim: Claim, why: str) -> None:
    now = to_micros(clock.now())
    key = f"set-aside:{claim.event_id}:{now}"
    apology = (key, EventKind.SET_ASIDE.value, claim.contact_id, "", "", "{}", now, 0, 0, "")
    async with database.write() as tx:
        if not await tx.run(queries.SET_ASIDE, claim.event_id, why, now):
            return  # another process has done it meanwhile
        await tx.run(queries.HOLD, claim.contact_id, None)
        if claim.kind == EventKind.MESSAGE:
            windows = open_window(claim, claim.event_sender)
            await tx.run(SET_WAY_BACK, claim.contact_id, claim.event_sender, claim.event_address, windows)
        if timer := _journeys_timer(claim):
            await tx.insert(queries.SET_TIMERS, [(claim.contact_id, *timer, now + _LATER, "{}")])
        elif claim.kind not in (EventKind.SET_ASIDE, EventKind.JOURNEY):
            await tx.insert(queries.ADD_EVENTS, [apology])
    log.error("turn.set_aside", event_id=claim.event_id, contact_id=claim.contact_id)


def _journeys_timer(claim: Claim) -> tuple[str, str] | None:
    """Name and token of a journey's timer: it rings again later, else the journey would wait for ever.

    The contact, who has written nothing, gets no apology.
    """
    body = json.loads(claim.body) if claim.kind == EventKind.TIMER else {}
    return (str(body["name"]), str(body["token"])) if is_journeys(body) else None
