"""Taking entries to send: the oldest of each conversation, within the rates, past the truth gate, under a lease."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.live.touch import BELL, touch
from bot.log import get_log
from bot.outbox.choosing import choose_wordings
from bot.outbox.entries import NewEntry
from bot.outbox.gate import Candidate, Refusal, check
from bot.outbox.parts import OutboxParts
from bot.outbox.queries import DROP, PUT_OFF, READ_CANDIDATES, TAKE, find_first, is_any_due, peek
from bot.outbox.rates import Allowance
from bot.outbox.truth import follow_up, look
from bot.outbox.unsaid import tell_unsaid
from bot.storage.columns import to_micros
from bot.storage.transactions import Row, Tx

log = get_log(__name__)

MOST = 100  # entries at a time
NARROW, WIDE = 500, 1_000_000  # how many due entries are looked at
TOO_FAST = "WhatsApp lets only so many messages a minute through to one contact"

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Claim:
    """An entry that is ours to send until `until` (seconds of the event loop's clock)."""

    entry: Candidate
    until: float


class Claims:
    """Takes entries for one dispatcher."""

    def __init__(self, parts: OutboxParts, allowance: Allowance) -> None:
        self._database = parts.database
        self._clock = parts.clock
        self._templates = parts.templates
        self._journeys = parts.journeys
        self._lease = parts.lease // _MICROSECOND
        self._call_seconds = parts.call_limit.total_seconds()
        self._allowance = allowance
        self._coordinator = parts.coordinator
        self._dropped = 0  # messages that this dispatcher has taken out of a conversation
        self.anew = 0  # messages that this dispatcher has sent back to be written anew
        self.token_wait = 0.0  # seconds until the next token, if the last claim lacked one

    async def take(self, room: int, resting: Sequence[str]) -> tuple[list[Claim], bool]:
        """Up to `room` entries; and whether anything was due at all. Senders in `resting` are left alone."""
        self.token_wait = 0.0
        due = await self._peek(min(room, MOST), resting)
        if not due:
            return [], False
        allowed, too_fast = await self._within_rates(due)
        if not allowed and not too_fast:
            return [], False
        return await self._past_the_gate(allowed, too_fast), True

    async def _peek(self, limit: int, resting: Sequence[str]) -> Sequence[Row]:
        """A narrow look at first; a wide one when long queues of few conversations hide the others."""
        async with self._database.read() as tx:
            due = await peek(tx, self._clock.now(), resting, limit, NARROW)
            may_hide = len(due) < limit and due[0][3] >= NARROW if due else await is_any_due(tx, self._clock.now())
            if may_hide:
                due = await peek(tx, self._clock.now(), resting, limit, WIDE)
        return due

    async def _within_rates(self, due: Sequence[Row]) -> tuple[list[int], dict[int, Refusal]]:
        by_sender: defaultdict[str, list[Row]] = defaultdict(list)
        for row in due:
            by_sender[row[1]].append(row)
        allowed: list[int] = []
        too_fast: dict[int, Refusal] = {}
        for sender, rows in by_sender.items():
            granted, wait = await self._allowance.for_sender(sender, len(rows))
            self.token_wait = max(self.token_wait, wait)
            pauses = await asyncio.gather(*(self._allowance.for_pair(sender, row[2]) for row in rows[:granted]))
            for (entry_id, *_), pause in zip(rows[:granted], pauses, strict=True):
                if pause:
                    self._allowance.give_back(sender, 1)
                    until = to_micros(self._clock.now() + timedelta(seconds=pause))
                    too_fast[entry_id] = Refusal(TOO_FAST, until)
                else:
                    allowed.append(entry_id)
        return allowed, too_fast

    async def allow(self, entries: Sequence[NewEntry], room: int, resting: Sequence[str]) -> list[NewEntry]:
        """Those of a turn's entries that could go as soon as they are written: the first of each conversation."""
        first = {(entry.sender, entry.contact_id): entry for entry in reversed(entries) if entry.due_at is None}
        allowed: list[NewEntry] = []
        for (sender, contact_id), entry in first.items():
            if len(allowed) >= room or sender in resting or not (await self._allowance.for_sender(sender, 1))[0]:
                continue
            if await self._allowance.for_pair(sender, contact_id):
                self._allowance.give_back(sender, 1)
            else:
                allowed.append(entry)
        return allowed

    async def take_new(self, tx: Tx, allowed: Sequence[NewEntry]) -> list[Claim]:
        """Take entries in the very transaction that writes them: one flush to disk less on the way to the contact."""
        now = to_micros(self._clock.now())
        return await self._take(tx, await find_first(tx, [entry.key for entry in allowed], now), {}, now)

    async def _past_the_gate(self, entry_ids: list[int], refused: dict[int, Refusal]) -> list[Claim]:
        now = to_micros(self._clock.now())
        before, dropped = self.anew, self._dropped
        async with self._database.write() as tx:
            claims = await self._take(tx, entry_ids, refused, now)
        if self.anew > before:
            self._coordinator.wake("turns")
        if self._dropped > dropped:
            self._coordinator.wake(BELL)
        return claims

    async def _take(self, tx: Tx, entry_ids: list[int], refused: dict[int, Refusal], now: int) -> list[Claim]:
        until = asyncio.get_running_loop().time() + self._call_seconds
        rows = await tx.rows(READ_CANDIDATES, entry_ids, now) if entry_ids else ()
        candidates = [Candidate.from_row(row) for row in rows]
        refused |= {c.entry_id: refusal for c in candidates if (refusal := check(c, now))}
        truth = await look(tx, [c for c in candidates if c.entry_id not in refused], now, self._journeys)
        refused |= truth.refused
        self.anew += len(truth.anew)
        chosen = await choose_wordings(tx, [c for c in candidates if c.entry_id not in refused], self._templates, now)
        refused |= chosen.refused
        taken = chosen.taken
        await follow_up(tx, truth, [c.entry_id for c in taken], now)
        if taken:
            await tx.run(TAKE, [c.entry_id for c in taken], now, now + self._lease)
        await _write_refusals(tx, refused, now)
        await tell_unsaid(tx, [c.entry_id for c in candidates if c.kind == "agent" and c.entry_id in refused], now)
        dropped = [c.contact_id for c in candidates if c.entry_id in refused and refused[c.entry_id].until is None]
        await touch(tx, dropped, "status", now)
        self._dropped += len(dropped)
        for candidate in candidates:
            if candidate.entry_id in refused:
                self._allowance.give_back(candidate.sender, 1)
        return [Claim(candidate.taken(now), until) for candidate in taken]


async def _write_refusals(tx: Tx, refused: dict[int, Refusal], now: int) -> None:
    for_good = [(entry_id, r.reason, now) for entry_id, r in refused.items() if r.until is None]
    for_now = [(entry_id, r.until, r.reason) for entry_id, r in refused.items() if r.until is not None]
    if for_good:
        await tx.update(DROP, for_good)
    if for_now:
        await tx.update(PUT_OFF, for_now)
    for entry_id, reason, _ in for_good:
        log.info("message.dropped", entry_id=entry_id, reason=reason)
