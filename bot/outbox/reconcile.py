"""What became of attempts that ended without an answer (G2): found out, never guessed.

The first evidence is the callback with our reference (`statuses.py`). The second is the provider's list: a message
of ours in it was sent; a list without it, well after the attempt, confirms that it was not, and it may go again. What
cannot be settled in time stays unknown, is reported, and holds up nobody.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import TryAgain
from bot.log import get_log
from bot.outbox.channel import Sighting
from bot.outbox.content import Content
from bot.outbox.outcomes import BLOCKS_FOR, Mark
from bot.outbox.parts import OutboxParts
from bot.outbox.queries import EXPIRE_LEASES, KNOWN_PROVIDER_IDS, MARK, NEVER, TAKE_UNKNOWN
from bot.outbox.status import Status, from_provider
from bot.outbox.statuses import Statuses
from bot.storage.columns import from_micros, to_micros
from bot.templates.rates import SERVICE

log = get_log(__name__)

SKEW = timedelta(seconds=10)  # between the provider's clock and ours
AT_ONCE = 20
POLL = timedelta(seconds=5)  # at most

_MICROSECOND = timedelta(microseconds=1)
_BLOCKS_FOR = BLOCKS_FOR // _MICROSECOND


@dataclass(frozen=True, slots=True)
class Doubt:
    """An attempt of which nobody knows whether it was carried out. The columns of `queries.TAKE_UNKNOWN`."""

    entry_id: int
    contact_id: int
    sender: str
    to: str
    content: str
    attempts: int
    attempted_at: int
    provider_id: str
    billed_as: str = ""

    @property
    def words(self) -> str:
        """What the provider's list would show; empty for a template, whose words are WhatsApp's copy."""
        content = Content.from_json(json.loads(self.content))
        return "" if content.template and self.billed_as != SERVICE else _words(content.text)

    @property
    def attempted(self) -> datetime:
        """When the attempt was made."""
        return from_micros(self.attempted_at)


class Reconciler:
    """One per process is fine; any number of processes."""

    def __init__(self, parts: OutboxParts, statuses: Statuses) -> None:
        self._parts = parts
        self._statuses = statuses
        self._look_again = parts.lease
        self._poll = min(POLL, parts.lease).total_seconds()

    async def run(self) -> None:
        """Settle what is in doubt, for ever."""
        while True:
            try:
                await self.settle_due()
            except Exception as error:  # noqa: BLE001 - the loop outlives a database that is away
                log.error("outbox.not_reconciled", error=type(error).__name__)
            await asyncio.sleep(self._poll)

    async def settle_due(self) -> int:
        """Settle what is due now; answers how many entries were looked at."""
        now = to_micros(self._parts.clock.now())
        async with self._parts.database.write() as tx:
            expired = await tx.rows(EXPIRE_LEASES, now, now, _BLOCKS_FOR)
        if expired:
            log.warning("outbox.leases_ended", count=len(expired))
        await self._statuses.settle_strays()
        return await self._settle_unknown(now)

    async def _settle_unknown(self, now: int) -> int:
        async with self._parts.database.write() as tx:
            again = now + self._look_again // _MICROSECOND
            doubts = [Doubt(*row) for row in await tx.rows(TAKE_UNKNOWN, now, again, AT_ONCE)]
        by_contact: defaultdict[tuple[str, str], list[Doubt]] = defaultdict(list)
        for doubt in sorted(doubts, key=lambda doubt: doubt.entry_id):
            by_contact[doubt.sender, doubt.to].append(doubt)
        await asyncio.gather(*map(self._settle_in_order, by_contact.values()))
        if doubts:
            self._parts.coordinator.wake("sends")
        return len(doubts)

    async def _settle_in_order(self, doubts: Sequence[Doubt]) -> None:
        """Those of one contact, one after the other: a message in the list settles one entry only."""
        for doubt in doubts:
            await self._settle(doubt)

    async def _settle(self, doubt: Doubt) -> None:
        now = self._parts.clock.now()
        first_look = doubt.attempted + self._parts.lease
        if now < first_look:
            mark = _look_again(doubt, first_look, "the call ended without an answer")
        else:
            mark = await self._ask(doubt, now)
        async with self._parts.database.write() as tx:
            marked = await tx.update(MARK, [mark.row(to_micros(now))])
            if marked and mark.provider_id:
                await self._statuses.settle_parked(tx, [mark.provider_id])
        if marked:
            _report(doubt, mark)

    async def _ask(self, doubt: Doubt, now: datetime) -> Mark:
        """What the provider's list says."""
        since = doubt.attempted - SKEW
        try:
            sightings = await self._parts.channel.list_sent(doubt.sender, doubt.to, since)
        except TryAgain as error:
            return self._unanswered(doubt, now, str(error))
        seen = await self._find(doubt, sightings)
        if seen is not None:
            return _found(doubt, seen, now)
        absent_after = doubt.attempted + self._parts.grace
        if now < absent_after:
            return _look_again(doubt, absent_after, "not in the provider's list yet")
        return Mark(*_whose(doubt), Status.WAITING, to_micros(now), reason="the provider never had it")

    async def _find(self, doubt: Doubt, sightings: Sequence[Sighting]) -> Sighting | None:
        """The oldest message that says what we said and that no entry of ours is known to be."""
        async with self._parts.database.read() as tx:
            rows = await tx.rows(KNOWN_PROVIDER_IDS, [seen.provider_id for seen in sightings])
        known = {row[0] for row in rows}
        told = doubt.words
        since = (doubt.attempted - SKEW).replace(microsecond=0)
        return min(
            (
                seen
                for seen in sightings
                if seen.provider_id not in known and seen.created_at >= since and _says(seen.body, told)
            ),
            key=lambda seen: seen.created_at,
            default=None,
        )

    def _unanswered(self, doubt: Doubt, now: datetime, why: str) -> Mark:
        if now < doubt.attempted + BLOCKS_FOR:
            return _look_again(doubt, now + self._look_again, f"the provider cannot be asked: {why}")
        reason = "it may have been sent: the provider could not be asked in time"
        return Mark(*_whose(doubt), Status.UNKNOWN, NEVER, reason=reason, lease_until=to_micros(now))


def _found(doubt: Doubt, seen: Sighting, now: datetime) -> Mark:
    """As far as the list says; callbacks take it on from there. A failure is left to them."""
    status = from_provider(seen.status) or Status.ACCEPTED
    return Mark(
        *_whose(doubt),
        Status.ACCEPTED if status is Status.FAILED else status,
        to_micros(now),
        provider_id=seen.provider_id,
        accepted_at=to_micros(now),
    )


def _look_again(doubt: Doubt, at: datetime, reason: str) -> Mark:
    blocks_until = doubt.attempted_at + _BLOCKS_FOR
    return Mark(*_whose(doubt), Status.UNKNOWN, to_micros(at), reason=reason, lease_until=blocks_until)


def _whose(doubt: Doubt) -> tuple[int, int, int]:
    return doubt.entry_id, doubt.attempts, doubt.contact_id


def _report(doubt: Doubt, mark: Mark) -> None:
    given_up = mark.due_at == NEVER
    say = log.error if given_up else log.info
    say(
        "message.unknown" if mark.status is Status.UNKNOWN else "message.reconciled",
        entry_id=doubt.entry_id,
        attempts=doubt.attempts,
        status=mark.status.value,
        for_good=given_up,
    )


def _words(text: str) -> str:
    return " ".join(text.split())


def _says(body: str, told: str) -> bool:
    """Whether a listed body may be ours: lists show templates and choices in different ways, or not at all."""
    seen = _words(body)
    return not seen or not told or seen.startswith(told) or told.startswith(seen)
