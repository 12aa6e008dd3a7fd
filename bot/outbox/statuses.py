"""What the provider reports about messages, in bulk: a status only ever moves a message forward.

An update finds its entry by our signed reference, else by the provider's id. One that comes before either is known
is parked in the log and taken up when the id is (P14).
"""

import json
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.hooks.events import FAILED, SENT
from bot.hooks.tell import BELL as HOOKS
from bot.hooks.tell import Told
from bot.live.touch import BELL as LIVE
from bot.live.touch import touch
from bot.outbox.content import Content
from bot.outbox.outcomes import backoff
from bot.outbox.parts import OutboxParts
from bot.outbox.queries import (
    LOG_STATUSES,
    PARKED,
    PARKED_KNOWN,
    READ_CONTENTS,
    READ_FOR_STATUS,
    READ_LOGGED,
    SET_CONTENT,
    SET_STATUS,
    UNPARK,
)
from bot.outbox.reason import Retry
from bot.outbox.reference import read_entry
from bot.outbox.status import Status, from_provider, is_further
from bot.outbox.unsaid import tell_unsaid
from bot.outbox.updates import StatusUpdate
from bot.storage.columns import dump_json, from_micros, to_micros
from bot.storage.groups import Groups
from bot.storage.transactions import Tx
from bot.templates.doubts import BELL, CODES, WAIT, doubt, is_about_template

ATTEMPTS = {Retry.NEVER: 0, Retry.ONCE: 2, Retry.LATER: 4, Retry.THROTTLE: 4}  # how often it is sent at most
FIRST_WAIT = timedelta(seconds=30)  # after the provider reported a failure that may pass
_MICROSECOND = timedelta(microseconds=1)


@dataclass(slots=True)
class Entry:
    """An outbox entry while updates are applied to it."""

    entry_id: int
    provider_id: str
    status: Status
    attempts: int
    contact_id: int
    template: str = ""
    reason: str = ""
    error_code: int | None = None
    due_at: int = 0
    changed: bool = False
    has_left: bool = False  # the provider has it, and we learn so from this
    of_products: bool = False  # failed for a reason that products of the channel's catalog may have


Pair = tuple[StatusUpdate, Entry | None]


class Statuses:
    """Takes updates from the door."""

    def __init__(self, parts: OutboxParts) -> None:
        self._database = parts.database
        self._coordinator = parts.coordinator
        self._clock = parts.clock
        self._keys = tuple(parts.keys)
        self._explain = parts.explain
        self._hooks = parts.hooks
        self.becomings = parts.becomings
        self._groups: Groups[StatusUpdate, None] = Groups(self._write, linger=parts.database.linger)

    async def take(self, update: StatusUpdate) -> None:
        """Returns once the update is on disk. One that says nothing new changes nothing."""
        if from_provider(update.status) is not None:
            await self._groups.add(update)

    async def take_many(self, updates: Sequence[StatusUpdate]) -> None:
        """As `take`, together: for whoever has been told many at once."""
        if known := [update for update in updates if from_provider(update.status) is not None]:
            await self._write(known)

    async def settle_parked(self, tx: Tx, provider_ids: Sequence[str]) -> None:
        """Apply what was reported about these messages before we knew that they were ours."""
        await self._apply(tx, [_update(row) for row in await tx.rows(PARKED, list(provider_ids))])

    async def settle_strays(self, limit: int = 200) -> int:
        """Apply parked updates whose message has become known since; answers how many there were."""
        async with self._database.write() as tx:
            updates = [_update(row) for row in await tx.rows(PARKED_KNOWN, limit)]
            await self._apply(tx, updates)
        return len(updates)

    async def _write(self, updates: Sequence[StatusUpdate]) -> Sequence[None]:
        async with self._database.write() as tx:
            changed = await self._apply(tx, updates)
        self._tell(changed)
        return [None] * len(updates)

    async def _apply(self, tx: Tx, updates: Sequence[StatusUpdate]) -> list[Entry]:
        if not updates:
            return []
        now = to_micros(self._clock.now())
        pairs = await self._with_entries(tx, updates)
        for update, entry in await self._log(tx, pairs):
            self._move(entry, update, now)
        changed = list({e.entry_id: e for _, e in pairs if e is not None and e.changed}.values())
        await self._as_our_own(tx, [entry for entry in changed if entry.of_products], now)
        if changed:
            await tx.update(SET_STATUS, [_row(entry, now) for entry in changed])
            await touch(tx, [entry.contact_id for entry in changed], "status", now)
            await tell_unsaid(tx, [entry.entry_id for entry in changed if entry.status is Status.FAILED], now)
            if await self._hooks.tell(tx, [_told(each, now) for each in changed if _is_told(each)]):
                self._coordinator.wake(HOOKS)
            if await self.becomings.tell(tx, [(each.entry_id, each.status) for each in changed], now):
                self._coordinator.wake("turns")
        refused = [(e.entry_id, e.error_code) for e in changed if e.template and e.error_code in CODES]
        if refused and await doubt(tx, refused, now):
            self._coordinator.wake(BELL)
        if changed:
            self._coordinator.wake(LIVE)
        return changed

    async def _as_our_own(self, tx: Tx, failed: Sequence[Entry], now: int) -> None:
        """Products of the channel's catalog that were refused go out once more, now as our own bubble."""
        by_id = {entry.entry_id: entry for entry in failed}
        contents = await tx.rows(READ_CONTENTS, list(by_id)) if by_id else ()
        rewritten = []
        for entry_id, text in contents:
            content = Content.from_json(json.loads(text))
            if content.as_native is not None:
                entry = by_id[entry_id]
                rewritten.append((entry_id, entry.attempts, dump_json(content.refused(entry.reason).to_json())))
                entry.status, entry.provider_id, entry.due_at = Status.WAITING, "", now
        if rewritten:
            await tx.update(SET_CONTENT, rewritten)

    async def _with_entries(self, tx: Tx, updates: Sequence[StatusUpdate]) -> list[Pair]:
        """Each update with the entry that it is about: by our reference, else by the provider's id."""
        named = [read_entry(update.reference, self._keys) for update in updates]
        provider_ids = sorted({update.provider_id for update in updates} - {""})
        found: dict[int | str | None, Entry] = {}
        for row in await tx.rows(READ_FOR_STATUS, [n for n in named if n is not None], provider_ids):
            entry = Entry(row[0], row[1], Status(row[2]), *row[3:])
            found[entry.entry_id] = entry
            found[entry.provider_id or None] = entry
        found.pop(None, None)
        return [
            (update, found.get(entry_id) or found.get(update.provider_id))
            for update, entry_id in zip(updates, named, strict=True)
        ]

    async def _log(self, tx: Tx, pairs: Sequence[Pair]) -> list[tuple[StatusUpdate, Entry]]:
        """Keep every update once; answers those that tell something new about an entry of ours."""
        rows = await tx.rows(READ_LOGGED, sorted({update.provider_id for update, _ in pairs}))
        logged = {(row[0], row[1]): row[2] is not None for row in rows}  # whether it has its entry
        failed = {provider_id for provider_id, status in logged if from_provider(status) is Status.FAILED}
        new, unparked, fresh = [], [], []
        for update, entry in pairs:
            key = (update.provider_id, update.status)
            if key not in logged:
                entry_id = None if entry is None else entry.entry_id
                new.append((*key, update.error_code, entry_id, to_micros(update.at)))
            elif entry is not None and not logged[key]:
                unparked.append((*key, entry.entry_id))
            if entry is not None and not logged.get(key) and not _is_overtaken(update, failed):
                fresh.append((update, entry))
            logged[key] = logged.get(key, False) or entry is not None
            if from_provider(update.status) is Status.FAILED:
                failed.add(update.provider_id)
        await tx.insert(LOG_STATUSES, new)
        if unparked:
            await tx.update(UNPARK, unparked)
        return fresh

    def _move(self, entry: Entry, update: StatusUpdate, now: int) -> None:
        status = from_provider(update.status)
        if status is None or not is_further(status, entry.status):
            return
        if status is Status.FAILED:
            self._fail(entry, update, now)
            return
        entry.has_left = entry.has_left or entry.status in (Status.WAITING, Status.SENDING, Status.UNKNOWN)
        entry.status, entry.reason, entry.error_code = status, "", None
        entry.provider_id = update.provider_id
        entry.changed = True

    def _fail(self, entry: Entry, update: StatusUpdate, now: int) -> None:
        """Failed for good, or once more later. What an earlier attempt of the entry came to is no news."""
        if entry.provider_id not in {"", update.provider_id}:
            return
        reason = self._explain(update.error_code or 0)
        entry.reason, entry.error_code = reason.words, update.error_code
        entry.provider_id, entry.changed, entry.of_products = update.provider_id, True, reason.of_products
        rerouted = is_about_template(entry.template, update.error_code, entry.attempts)
        if rerouted or entry.attempts < ATTEMPTS[reason.retry]:
            entry.status, entry.provider_id = Status.WAITING, ""
            wait = WAIT if rerouted else FIRST_WAIT + backoff(entry.attempts + 3, entry.entry_id)
            entry.due_at = now + wait // _MICROSECOND
        else:
            entry.status = Status.FAILED

    def _tell(self, changed: Iterable[Entry]) -> None:
        """Consoles see it at once; the dispatcher may send what waited for this one."""
        for entry in changed:
            self._coordinator.publish(
                "outbox", {"entry": entry.entry_id, "contact": entry.contact_id, "status": entry.status.value}
            )
        self._coordinator.wake("sends")


def _is_overtaken(update: StatusUpdate, failed: Container[str]) -> bool:
    """That an attempt was on its way is no news once it has failed: the entry may be waiting for its next one."""
    return update.provider_id in failed and from_provider(update.status) in {Status.ACCEPTED, Status.SENT}


def _is_told(entry: Entry) -> bool:
    return entry.has_left or entry.status is Status.FAILED


def _told(entry: Entry, now: int) -> Told:
    return (FAILED if entry.status is Status.FAILED else SENT, entry.contact_id, str(entry.entry_id), "{}", now)


def _row(entry: Entry, now: int) -> tuple[object, ...]:
    return (
        entry.entry_id,
        entry.status.value,
        entry.reason,
        entry.error_code,
        entry.provider_id,
        entry.due_at or now,
        now,
    )


def _update(row: Sequence[object]) -> StatusUpdate:
    provider_id, status, error_code, at = row
    return StatusUpdate(
        str(provider_id),
        str(status),
        error_code if isinstance(error_code, int) else None,
        "",
        from_micros(int(str(at))),
    )
