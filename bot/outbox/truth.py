"""The truth gate of journeys' messages: rules and facts as they are in the claim, and what follows from a no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.doors.wishes import give_back, set_told
from bot.inbox.events import EventKind
from bot.inbox.queries import ADD_EVENTS, event_row
from bot.outbox.facts import find_untrue
from bot.outbox.gate import HEED, Candidate, Refusal
from bot.outbox.outcomes import PATIENCE
from bot.outbox.policy import COUNT_UNHEARD, READ_SPOKEN, Attention, Runs, Spoken, note_of
from bot.outbox.untrue import How, Stated, Untrue, id_of
from bot.storage.columns import dump_json, from_micros, to_micros
from bot.storage.statements import update_many
from bot.storage.transactions import Tx
from flows.engine.journeys.journey import Policy

AGAIN = "send.again_anew"  #: the event that lets a message be written with the values of now
MOST_AGAIN = 3  # times; a price that changes oftener is not announced
MOMENT = timedelta(seconds=1)
ELSEWHERE = timedelta(seconds=10)  # until a message is looked at again whose journey is unknown here
KIND = "journey"
UNHEARD = "something has just happened that is not yet handled"
OFF = "its journey is switched off"
BUSY = "the conversation is being changed at this moment"
SWITCHED_OFF = "select journey from journey_switch where is_on = 0"
NOTE = update_many("outbox", {"id": "bigint"}, {"note": "text"})

_MICROSECOND = timedelta(microseconds=1)


@dataclass
class Truth:
    """What became of a batch: who may not go and why, and what is to be done about it."""

    refused: dict[int, Refusal] = field(default_factory=dict)
    spoken: dict[int, Spoken] = field(default_factory=dict)
    anew: dict[int, Untrue] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)  # entries whose facts failed for good

    def settle(self, entry_id: int, untrue: Untrue, now: int) -> None:
        """A fact has failed: wait, write it anew, or leave it."""
        if untrue.how is How.WAIT:
            self.refused[entry_id] = Refusal(untrue.reason, until=now + MOMENT // _MICROSECOND)
            return
        again = int(self.spoken[entry_id].policy.get("again", 0))
        if untrue.how is How.ANEW and again < MOST_AGAIN and "of" in self.spoken[entry_id].policy:
            self.anew[entry_id] = untrue
        else:
            self.gone.append(entry_id)
        self.refused[entry_id] = Refusal(untrue.reason)


async def look(tx: Tx, candidates: Sequence[Candidate], now: int, journeys: Runs | None = None) -> Truth:
    """Read rules and facts of those that journeys have written (`now` in µs); the others are none of its business.

    `journeys` are those that are switched on; None: all.
    """
    truth = Truth()
    asked = [each.entry_id for each in candidates if each.kind == KIND]
    if not asked:
        return truth
    truth.spoken = {row[0]: Spoken.from_row(row) for row in await tx.rows(READ_SPOKEN, asked)}
    soon = now + MOMENT // _MICROSECOND
    truth.refused = {entry_id: Refusal(BUSY, until=soon) for entry_id in asked if entry_id not in truth.spoken}
    if journeys is not None:
        await _leave_out(tx, truth, [each for each in truth.spoken.values() if _is_off(each, journeys)], now)
    await _weigh(tx, truth, now, journeys)
    open_ones = [each for each in truth.spoken.values() if each.entry_id not in truth.refused]
    stated = [Stated(each.entry_id, fact) for each in open_ones for fact in each.facts]
    for entry_id, untrue in (await find_untrue(tx, stated, now)).items():
        truth.settle(entry_id, untrue, now)
    return truth


async def _leave_out(tx: Tx, truth: Truth, absent: Sequence[Spoken], now: int) -> None:
    """Of journeys that this process does not run: for good when somebody switched them off, or it lasts too long.

    Otherwise another process, which has newer flows, may send it.
    """
    if not absent:
        return
    off = {row[0] for row in await tx.rows(SWITCHED_OFF)}
    for each in absent:
        is_over = each.policy["of"][0] in off or now - each.created_at > PATIENCE // _MICROSECOND
        truth.refused[each.entry_id] = Refusal(OFF, None if is_over else now + ELSEWHERE // _MICROSECOND)
        if is_over:
            truth.gone.append(each.entry_id)


async def _weigh(tx: Tx, truth: Truth, now: int, journeys: Runs | None) -> None:
    weighed = [each for each in truth.spoken.values() if each.entry_id not in truth.refused]
    contacts = sorted({each.contact_id for each in weighed})
    if not contacts:
        return
    unheard = {row[0] for row in await tx.rows(COUNT_UNHEARD, contacts)}
    attention, moment = await Attention.read(tx, contacts, now), from_micros(now)
    for each in weighed:
        if each.contact_id in unheard:
            truth.refused[each.entry_id] = Refusal(UNHEARD, until=now + HEED // _MICROSECOND)
        elif (held := attention.weigh(each, moment, _newest(each, journeys))) is not None:
            until = None if held.until is None else to_micros(held.until)
            truth.refused[each.entry_id] = Refusal(held.reason, until)
        else:
            attention.count(each, moment)


def _newest(entry: Spoken, journeys: Runs | None) -> Policy | None:
    """The rules of its step now: what the shop has changed since it was written counts."""
    of: Any = entry.policy.get("of")
    return journeys.policy_at(of[0], of[3]) if of and journeys is not None else None


def _is_off(entry: Spoken, journeys: Runs) -> bool:
    of: Any = entry.policy.get("of")
    return bool(of) and of[0] not in journeys


async def follow_up(tx: Tx, truth: Truth, taken: Sequence[int], now: int) -> None:
    """What follows, in the claim's transaction: notes, wishes told or given back, messages to be written anew."""
    going = [truth.spoken[entry_id] for entry_id in taken if entry_id in truth.spoken]
    if notes := [(each.entry_id, note) for each in going if (note := note_of(each))]:
        await tx.update(NOTE, notes)
    if told := [wish for each in going for wish in _wishes(each)]:
        await set_told(tx, told, now)
    if back := [wish for entry_id in truth.gone for wish in _wishes(truth.spoken[entry_id])]:
        await give_back(tx, back)
    events = [_again(truth.spoken[entry_id], untrue, now) for entry_id, untrue in truth.anew.items()]
    await tx.insert(ADD_EVENTS, events)


def _wishes(entry: Spoken) -> list[int]:
    return [id_of(fact) for fact in entry.facts if fact.get("kind") == "wish"]


def _again(entry: Spoken, untrue: Untrue, now: int) -> tuple[object, ...]:
    """An event of the contact, once for each entry: the step is written anew and its journey does not move."""
    again = int(entry.policy.get("again", 0)) + 1
    data: Mapping[str, object] = {"of": entry.policy["of"], "again": again, "reason": untrue.reason}
    body = dump_json({"name": AGAIN, "data": data})
    return event_row(f"again:{entry.entry_id}", EventKind.JOURNEY, entry.contact_id, body, now)
