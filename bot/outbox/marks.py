"""Outcomes of attempts, written in groups: one commit serves many sends."""

from collections.abc import Callable, Container, Sequence

from bot.hooks.events import FAILED, SENT
from bot.hooks.tell import BELL as HOOKS
from bot.hooks.tell import Told
from bot.live.touch import BELL, touch
from bot.outbox.outcomes import Mark
from bot.outbox.parts import OutboxParts
from bot.outbox.queries import COUNT_NEXT, MARK, SET_CONTENT
from bot.outbox.status import Status
from bot.outbox.statuses import Statuses
from bot.outbox.unsaid import tell_unsaid
from bot.storage.columns import to_micros
from bot.storage.groups import Groups
from bot.templates.doubts import CODES, doubt


class Marks:
    """`on_next` is called when a contact of the group has another message waiting, `on_doubt` when a template was
    refused."""

    def __init__(
        self, parts: OutboxParts, statuses: Statuses, on_next: Callable[[], None], on_doubt: Callable[[], None]
    ) -> None:
        self._database = parts.database
        self._coordinator = parts.coordinator
        self._clock = parts.clock
        self._statuses = statuses
        self._hooks = parts.hooks
        self._becomings = parts.becomings
        self._on_doubt = on_doubt
        self._on_next = on_next
        self._groups: Groups[Mark, bool] = Groups(self._write, linger=parts.database.linger)

    async def add(self, mark: Mark) -> bool:
        """Returns when the outcome is on disk; False when the attempt was no longer ours or is further already."""
        return await self._groups.add(mark)

    async def _write(self, marks: Sequence[Mark]) -> Sequence[bool]:
        now = to_micros(self._clock.now())
        async with self._database.write() as tx:
            marked = await tx.update(MARK, [mark.row(now) for mark in marks])
            sent = [m.provider_id for m in marks if m.status is Status.ACCEPTED and m.entry_id in marked]
            if others := [(mark.entry_id, mark.attempts, mark.content) for mark in marks if mark.content]:
                await tx.update(SET_CONTENT, others)
            if sent:
                await self._statuses.settle_parked(tx, sent)
            refused = [(m.entry_id, m.error_code) for m in marks if m.error_code in CODES and m.entry_id in marked]
            await tell_unsaid(tx, [m.entry_id for m in marks if m.status is Status.FAILED], now)
            doubted = await doubt(tx, refused, now) if refused else False
            await touch(tx, [mark.contact_id for mark in marks if mark.entry_id in marked], "status", now)
            told = await self._hooks.tell(tx, [_told(mark, now) for mark in marks if _is_told(mark, marked)])
            failed = [(m.entry_id, m.status) for m in marks if m.status is Status.FAILED and m.entry_id in marked]
            heard = await self._becomings.tell(tx, failed, now)
            waiting = await tx.row(COUNT_NEXT, [mark.contact_id for mark in marks])
        if waiting and waiting[0]:
            self._on_next()
        if told:
            self._coordinator.wake(HOOKS)
        if heard:
            self._coordinator.wake("turns")
        if doubted:
            self._on_doubt()
        if marked:
            self._coordinator.wake(BELL)
        return [mark.entry_id in marked for mark in marks]


def _is_told(mark: Mark, marked: Container[int]) -> bool:
    return mark.entry_id in marked and mark.status in (Status.ACCEPTED, Status.FAILED)


def _told(mark: Mark, now: int) -> Told:
    event = SENT if mark.status is Status.ACCEPTED else FAILED
    return (event, mark.contact_id, str(mark.entry_id), "{}", now)
