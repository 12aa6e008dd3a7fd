"""Why a contact got something, or nothing, around a time: from the event to the provider's word, also for silence."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.contacts.consents import NEWEST_OF_MANY, purposes_granted
from bot.contacts.queries import list_answers
from bot.contacts.zones import zone_of_phone
from bot.inbox.events import EventKind
from bot.journeys.facts import list_enrollments
from bot.journeys.outcomes import Due, list_due
from bot.outbox.truth import AGAIN
from bot.storage.columns import from_micros, to_micros
from bot.storage.transactions import Row, Tx
from flows.engine.journeys.enrollment import Enrollment, Facts, Happening
from flows.engine.journeys.journey import Journey
from flows.engine.journeys.why import why_not

MOST = 200  # events and messages of the time that is asked about

STANDING = """
select p.name, p.given_name, p.language, p.country, p.opted_out_at,
  case when a.id is null then c.owner else 'agent:' || a.name end, c.address, c.windows
from contact p join conversation c on c.contact_id = p.id
left join agent a on c.owner = 'agent:' || cast(a.id as text) where p.id = $1
"""
EVENTS = """
select kind, body, received_at, state, error, done_at from inbox_event
where contact_id = $1 and received_at >= $2 and received_at <= $3 and kind in ('message', 'shop', 'journey')
order by id limit $4
"""
EXPOSURES = (
    "select journey, key, split, arm, at from exposure where contact_id = $1 and at >= $2 and at <= $3 order by at"
)
MESSAGES = """
select status, reason, error_code, coalesce(accepted_at, created_at), kind from outbox
where contact_id = $1 and kind <> 'journey' and created_at >= $2 and created_at <= $3
and status in ('failed', 'dropped', 'unknown') order by id limit $4
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was so or happened at `at` (µs); `kind` names the sentence that says it with `told`."""

    at: int
    kind: str
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """About whom and when (µs), by which journeys. `timezone` is the shop's."""

    contact_id: int
    since: int
    before: int
    journeys: Mapping[str, Journey]
    timezone: str


async def explain(tx: Tx, asked: Question) -> list[Line]:
    """Everything that bears on it, in the order of time; how the contact stands comes first."""
    row = await tx.row(STANDING, asked.contact_id)
    if row is None:
        return []
    known = await list_enrollments(tx, asked.contact_id)
    facts = Facts(contact=await _contact(tx, asked.contact_id, row))
    span = asked.contact_id, asked.since, asked.before
    events = [line for told in await tx.rows(EVENTS, *span, MOST) for line in _event(told, known, facts, asked)]
    exposures = [
        Line(e[4], "exposure", _named(("journey", "key", "split", "arm"), e)) for e in await tx.rows(EXPOSURES, *span)
    ]
    dues = [_due(due) for due in await list_due(tx, *span)]
    others = [_message(told) for told in await tx.rows(MESSAGES, *span, MOST)]
    moves = [line for each in known for line in _moves(each, asked)]
    happened = sorted([*events, *exposures, *dues, *others, *moves], key=lambda line: line.at)
    standing = [Line(asked.before, "standing", await _standing(tx, row, asked))]
    return [*standing, *(happened or [Line(asked.before, "nothing")])]


async def _contact(tx: Tx, contact_id: int, row: Row) -> dict[str, Any]:
    return {
        **await list_answers(tx, contact_id),
        "id": contact_id,
        "name": row[1] or row[0],
        "language": row[2],
        "country": row[3],
    }


async def _standing(tx: Tx, row: Row, asked: Question) -> dict[str, Any]:
    """Consent, owner, window and clock of the contact, as they are now."""
    consents = {each[1]: bool(each[2]) for each in await tx.rows(NEWEST_OF_MANY, [asked.contact_id])}
    windows = json.loads(row[7] or "{}")
    return {
        "name": row[1] or row[0] or asked.contact_id,
        "opted_out_at": row[4],
        "purposes": sorted(purposes_granted(consents, has_written=bool(windows))),
        "owner": row[5],
        "wrote_at": max(map(int, windows.values()), default=None),
        "zone": zone_of_phone(row[6], asked.timezone),
    }


def _event(row: Row, known: Sequence[Enrollment], facts: Facts, asked: Question) -> Iterator[Line]:
    """An event, and what it began or why it did not."""
    kind, body, at, state, error, done_at = row
    told = json.loads(body)
    if kind == EventKind.MESSAGE:
        yield Line(at, "wrote")
    elif told["name"] != AGAIN:
        yield Line(at, "event", {"event": told["name"]})
    if state != 1:
        yield Line(at, "unhandled" if state == 0 else "set_aside", {"reason": error})
        return
    if kind == EventKind.SHOP:
        happening = Happening(told["name"], told.get("data") or told.get("slots") or {})
        yield from _began(happening, (at, done_at), known, facts, asked)


def _began(
    happening: Happening, span: tuple[int, int], known: Sequence[Enrollment], facts: Facts, asked: Question
) -> Iterator[Line]:
    at, done_at = from_micros(span[0]), from_micros(span[1] or span[0])
    listening = [j for j in asked.journeys.values() if any(on.event == happening.name for on in j.triggers)]
    if not listening:
        yield Line(span[0], "nobody_listens", {"event": happening.name})
    for journey in listening:
        key = journey.key_of(happening.data)
        began = [e for e in known if (e.journey, e.key) == (journey.id, key) and at <= e.began_at <= done_at]
        if began:
            yield Line(span[0], "began", {"journey": journey.id, "key": began[0].key})
        else:
            yield _why(journey, known, happening, facts, at)


def _why(journey: Journey, known: Sequence[Enrollment], happening: Happening, facts: Facts, at: datetime) -> Line:
    why = why_not(journey, known, happening, facts, at)
    told: dict[str, Any] = {"journey": journey.id, "key": journey.key_of(happening.data) or ""}
    if why is None:
        return Line(to_micros(at), "not_begun", told)
    until = None if why.until is None else to_micros(why.until)
    return Line(to_micros(at), f"not_{why.word}", {**told, "value": why.value, "until": until})


def _due(due: Due) -> Line:
    told = {
        "journey": due.journey, "key": due.key, "step": due.step, "outcome": due.outcome, "reason": due.reason,
        "until": due.until, "status": due.status, "error_code": due.error_code, "due_at": due.due_at,
    }  # fmt: skip
    return Line(due.accepted_at or due.at, "due", told)


def _message(row: Row) -> Line:
    status, reason, error_code, at, kind = row
    return Line(at, "message", {"status": status, "reason": reason, "error_code": error_code, "what": kind})


def _moves(enrollment: Enrollment, asked: Question) -> Iterator[Line]:
    """That it ended in this time; or, while it is under way, what it waits for."""
    e = enrollment
    told = {"journey": e.journey, "key": e.key, "step": e.step, "reason": e.reason, "goal": e.goal}
    if e.ended_at is not None and asked.since <= to_micros(e.ended_at) <= asked.before:
        yield Line(to_micros(e.ended_at), "ended", {**told, "stage": e.stage.value})
    if e.is_live and to_micros(e.began_at) <= asked.before:
        until = None if e.wake_at is None else to_micros(e.wake_at)
        yield Line(asked.before, "waits", {**told, "until": until, "events": list(e.until)})


def _named(names: Sequence[str], row: Row) -> dict[str, Any]:
    return dict(zip(names, row, strict=False))
