"""What happened to a contact is heard by the journeys, within the contact's turn; nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.journeys.again import find_send
from bot.journeys.facts import list_enrollments, read_facts
from bot.journeys.parts import JourneyParts, Person
from bot.journeys.readings import NotTrue
from bot.journeys.rows import to_row
from bot.journeys.speak import entry_of, key_of, prefix_of
from bot.outbox.entries import NewEntry
from bot.outbox.truth import AGAIN
from bot.storage.columns import dump_json, to_micros
from bot.storage.transactions import Tx
from flows.engine.journeys.effects import CallFlow, Emit, Exposed, Fetch, JourneyEffect, Outcome, Send
from flows.engine.journeys.enrollment import Enrollment, Facts, Happening, Stage
from flows.engine.journeys.hear import hear

MOST_HEARD = 20  # events in one turn, those that journeys emit included
_LEFT = (Stage.EXITED, Stage.REPLACED, Stage.LOST)  # what is still to be sent is not wanted any more
TIMER = "journey:"  # what the names of their timers begin with

Timer = tuple[int, str, str, int, str]


@dataclass
class Doings:
    """What the turn has to do for its journeys."""

    entries: list[NewEntry] = field(default_factory=list)
    timers: list[Timer] = field(default_factory=list)
    performs: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    calls: list[CallFlow] = field(default_factory=list)


class Hearing:
    """One turn's hearing: events may come one after the other, each sees what the one before has moved."""

    def __init__(self, parts: JourneyParts, person: Person, now: datetime) -> None:
        self._parts, self._person, self._now = parts, person, now
        self._known: dict[tuple[str, str, int], Enrollment] = {}
        self._changed: dict[tuple[str, str, int], Enrollment] = {}
        self._facts: Facts | None = None
        self._doings = Doings()

    async def hear(self, *happenings: Happening) -> list[CallFlow]:
        """Let them be heard; answers the conversations that are to begin because of it."""
        waiting, calls = list(happenings), len(self._doings.calls)
        async with self._parts.database.read() as tx:
            if self._facts is None:
                self._facts = await read_facts(tx, self._person, self._now, self._parts.timezone)
                found = await list_enrollments(tx, self._person.contact_id)
                self._known = {_id(each): each for each in found}
            for _ in range(MOST_HEARD):
                if not waiting:
                    break
                waiting += await self._hear_one(tx, self._facts, waiting.pop(0))
        return self._doings.calls[calls:]

    def close(self) -> Doings:
        """All that has to be done; the enrollments as they stand in the end."""
        for enrollment in self._changed.values():
            self._keep(enrollment)
        return self._doings

    async def _hear_one(self, tx: Tx, facts: Facts, happening: Happening) -> list[Happening]:
        if happening.name == AGAIN:
            await self._send_again(tx, happening.data)
            return []
        moved = hear(self._parts.flows.journeys, list(self._known.values()), happening, facts, self._now)
        for enrollment in moved.enrollments:
            self._known[_id(enrollment)] = self._changed[_id(enrollment)] = enrollment
        emitted = []
        for effect in moved.effects:
            if isinstance(effect, Emit):
                emitted.append(Happening(effect.name, effect.data))
            else:
                await self._do(tx, effect)
        return emitted

    async def _do(self, tx: Tx, effect: JourneyEffect) -> None:
        match effect:
            case Send():
                await self._send(tx, effect)
            case Outcome(enrollment, step, visit, outcome, reason, until):
                self._note(enrollment, step, visit, outcome, reason, until=until)
            case CallFlow(enrollment):
                self._note(enrollment, enrollment.step, _visit(enrollment), "called", f"{effect.flow} begins")
                self._doings.calls.append(effect)
            case Exposed(enrollment, split, arm):
                self._add("note_exposure", enrollment, split=split, arm=arm)
            case Fetch(enrollment):
                ends = self._now + effect.timeout + timedelta(seconds=1)
                told = {
                    "url": effect.url,
                    "method": effect.method,
                    "body": dict(effect.body),
                    "name": enrollment.name,
                }
                self._add("journey_fetch", enrollment, token=enrollment.token, ends=to_micros(ends), **told)

    async def _send_again(self, tx: Tx, data: Mapping[str, Any]) -> None:
        """What a message said has changed before it went out: it is written with the values of now."""
        found = find_send(self._parts.flows.journeys, self._known.values(), data)
        if isinstance(found, Send):
            await self._send(tx, found)

    async def _send(self, tx: Tx, send: Send) -> None:
        try:
            entry, wants = await entry_of(tx, send, self._person, self._parts, self._now)
        except NotTrue as gone:
            self._note(send.enrollment, send.step, send.visit, "suppressed", str(gone))
            self._doings.performs += gone.wants
            return
        self._doings.entries.append(entry)
        self._doings.performs += wants
        self._note(send.enrollment, send.step, send.visit, "queued", "", outbox_key=key_of(send, entry.contact_id))

    def _note(  # noqa: PLR0913 - one row of the ledger
        self,
        enrollment: Enrollment,
        step: str,
        visit: int,
        outcome: str,
        reason: str,
        *,
        until: datetime | None = None,
        outbox_key: str = "",
    ) -> None:
        told = {"step": step, "visit": visit, "outcome": outcome, "reason": reason, "outbox_key": outbox_key}
        self._add("note_step", enrollment, **told, until=None if until is None else to_micros(until))

    def _add(self, name: str, enrollment: Enrollment, /, **data: Any) -> None:
        which = {"journey": enrollment.journey, "key": enrollment.key, "entry": enrollment.entry}
        self._doings.performs.append((name, {**which, **data}))

    def _keep(self, enrollment: Enrollment) -> None:
        row = list(to_row(self._person.contact_id, enrollment))
        self._doings.performs.append(("keep_enrollment", {"row": row}))
        if enrollment.stage in _LEFT:
            prefix = prefix_of(self._person.contact_id, enrollment)
            self._doings.performs.append(("withdraw_messages", {"prefix": prefix, "reason": enrollment.reason}))
        if enrollment.wake_at is not None and enrollment.is_live:
            due = to_micros(enrollment.wake_at)
            timer = (self._person.contact_id, enrollment.name, enrollment.token, due, dump_json({}))
            self._doings.timers.append(timer)
        else:
            self._doings.performs.append(("cancel_timer", {"name": enrollment.name}))


def _id(enrollment: Enrollment) -> tuple[str, str, int]:
    return enrollment.journey, enrollment.key, enrollment.entry


def _visit(enrollment: Enrollment) -> int:
    return int(enrollment.context.get("visits", {}).get(enrollment.step, 1))


def happenings_of(name: str, data: Any) -> Sequence[Happening]:
    """An event of the shop as journeys hear it."""
    return [Happening(name, data if isinstance(data, dict) else {})]
