"""The dispatcher: sends what is due, with bounded calls in flight, and writes down what came of each attempt.

If this process dies, its leases end and reconciliation finds out what became of its entries (`reconcile.py`).
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.errors import GiveUp, TryAgain, Unsettled
from bot.log import get_log
from bot.outbox import outcomes
from bot.outbox.channel import Send
from bot.outbox.claims import Claim, Claims
from bot.outbox.entries import NewEntry
from bot.outbox.gate import Candidate
from bot.outbox.marks import Marks
from bot.outbox.outcomes import Mark
from bot.outbox.parts import OutboxParts
from bot.outbox.queries import find_next_due
from bot.outbox.rates import Allowance, parse_pair_rate
from bot.outbox.reference import sign_entry
from bot.outbox.status import Status
from bot.outbox.statuses import Statuses
from bot.storage.columns import from_micros, to_micros
from bot.storage.transactions import Tx
from bot.templates.doubts import BELL

log = get_log(__name__)

IN_FLIGHT = 64
POLL = timedelta(seconds=1)  # a wake-up may be lost
FINISH = 10.0  # seconds for what is under way when the process stops
LONGEST_REST = timedelta(seconds=5)  # of a sender whose provider is busy
_SECOND = timedelta(seconds=1)


class Dispatcher:
    """One per process; any number of processes. Raises SettingsWrong for a malformed rate."""

    def __init__(self, parts: OutboxParts, statuses: Statuses) -> None:
        self._parts = parts
        self._clock = parts.clock
        allowance = Allowance(parts.coordinator, parts.send_rate, parse_pair_rate(parts.pair_rate))
        self._again = asyncio.Event()
        self._claims = Claims(parts, allowance)
        self._marks = Marks(parts, statuses, self._again.set, lambda: parts.coordinator.wake(BELL))
        self._under_way: set[asyncio.Task[None]] = set()
        self._resting: dict[str, datetime] = {}  # sender → not before

    async def run(self) -> None:
        """Send whatever is due, for ever; when cancelled, finish what is under way."""
        try:
            while True:
                try:
                    if not await self._start_due():
                        await self._rest()
                except Exception as error:  # noqa: BLE001 - the loop outlives a database that is away
                    log.error("outbox.pass_failed", error=type(error).__name__)
                    await asyncio.sleep(POLL.total_seconds())
        finally:
            await self.finish()

    async def finish(self) -> None:
        """Let what is under way end."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=FINISH)

    async def send_due(self) -> int:
        """Send everything that is due now and wait for it; answers how many attempts were made.

        What was sent back to be written anew counts, too.
        """
        total, before = 0, self._claims.anew
        while await self._start_due() or self._under_way:
            total += len(self._under_way)
            await asyncio.gather(*self._under_way)
            await asyncio.sleep(0)  # from Python 3.12 on, gather does not wait for the callbacks of what has ended
        return total + self._claims.anew - before

    async def allow(self, entries: Sequence[NewEntry]) -> list[NewEntry]:
        """Those of these entries, not yet written, that this dispatcher could send at once."""
        self._forget_rests()
        return await self._claims.allow(entries, IN_FLIGHT - len(self._under_way), list(self._resting))

    async def take_new(self, tx: Tx, allowed: Sequence[NewEntry]) -> list[Claim]:
        """Take them in the transaction that has just written them; `start` the claims once it has committed."""
        return await self._claims.take_new(tx, allowed) if allowed else []

    def start(self, claims: Sequence[Claim]) -> None:
        """Send what was taken."""
        for claim in claims:
            task = asyncio.create_task(self._send(claim))
            self._under_way.add(task)
            task.add_done_callback(self._done)

    async def _start_due(self) -> bool:
        """Whether anything was due; if so there may be more."""
        room = IN_FLIGHT - len(self._under_way)
        if room <= 0:
            return False
        self._again.clear()
        self._forget_rests()
        claims, was_due = await self._claims.take(room, list(self._resting))
        self.start(claims)
        return was_due

    def _forget_rests(self) -> None:
        now = self._clock.now()
        self._resting = {sender: until for sender, until in self._resting.items() if until > now}

    def _done(self, task: "asyncio.Task[None]") -> None:
        if len(self._under_way) >= IN_FLIGHT:
            self._again.set()
        self._under_way.discard(task)

    async def _send(self, claim: Claim) -> None:
        """One attempt and its mark. If that cannot be written, the lease ends and reconciliation takes over."""
        entry = claim.entry
        mark = await self._attempt(claim)
        if mark is None:
            log.warning("message.lease_ended", entry_id=entry.entry_id)
            return
        try:
            await self._marks.add(mark)
        except Exception as error:  # noqa: BLE001 - whatever the database says, the message must not go twice
            log.error("message.not_marked", entry_id=entry.entry_id, error=type(error).__name__)
            return
        say = log.debug if mark.status is Status.ACCEPTED else log.info
        say("message.attempted", entry_id=entry.entry_id, attempts=entry.attempts, status=mark.status.value)

    async def _attempt(self, claim: Claim) -> Mark | None:
        """None when this process slept so long that the entry is no longer its own."""
        entry = claim.entry
        if asyncio.get_running_loop().time() >= claim.until:
            return None
        try:
            async with asyncio.timeout_at(claim.until):
                answer = await self._parts.channel.send(self._message(entry))
        except TryAgain as error:
            self._slow_down(entry.sender, error)
            return outcomes.put_off(entry, error, self._now())
        except GiveUp as error:
            return outcomes.given_up(entry, error, self._now())
        except (Unsettled, TimeoutError) as error:
            return self._unsettled(entry, str(error) or "the call took too long")
        except Exception as error:  # noqa: BLE001 - a fault of ours, and it may have been sent before it
            log.error("message.broke", entry_id=entry.entry_id, error=type(error).__name__)
            return self._unsettled(entry, f"an error of ours: {type(error).__name__}")
        return outcomes.accepted(entry, answer, self._now())

    def _unsettled(self, entry: Candidate, reason: str) -> Mark:
        return outcomes.unsettled(entry, reason, self._now(), self._parts.lease)

    def _message(self, entry: Candidate) -> Send:
        assert entry.content is not None  # noqa: S101 - the gate refuses what cannot be read
        reference = sign_entry(entry.entry_id, self._parts.keys[0])
        return Send(entry.entry_id, reference, entry.sender, entry.to, entry.content)

    def _now(self) -> int:
        return to_micros(self._clock.now())

    def _slow_down(self, sender: str, error: TryAgain) -> None:
        """A busy provider is not asked at once for other messages of the sender either."""
        until = self._clock.now() + min(error.retry_after or _SECOND, LONGEST_REST)
        self._resting[sender] = max(self._resting.get(sender, until), until)

    async def _rest(self) -> None:
        """Until something is due, woken, done, or may be sent again."""
        timeout = await self._until_next()
        waits = {
            asyncio.ensure_future(self._parts.coordinator.wait("sends", timeout)),
            asyncio.ensure_future(self._again.wait()),
        }
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _until_next(self) -> timedelta:
        now = self._clock.now()
        async with self._parts.database.read() as tx:
            due = await find_next_due(tx, now)
        waits = [until - now for until in self._resting.values()]
        if due is not None:
            waits.append(from_micros(due) - now)
        if self._claims.token_wait:
            waits.append(timedelta(seconds=self._claims.token_wait))
        return max(timedelta(milliseconds=5), min([POLL, *waits]))
