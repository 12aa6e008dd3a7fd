"""The loop that gives events their turn: contacts claimed round and round, each one's events in order.

Turns of different contacts are computed side by side and committed in groups; a contact has one turn at a time
(P4). A slow turn holds up its own contact only.
"""

import asyncio
from datetime import timedelta
from typing import Any

from bot.errors import Stale
from bot.hooks.tell import BELL as HOOKS
from bot.inbox.events import EventKind
from bot.inbox.queries import claim_contacts, find_newest_waiting, read_claims
from bot.live.touch import BELL as LIVE
from bot.log import get_log
from bot.outbox.dispatch import Dispatcher
from bot.storage.transactions import Tx
from bot.turns.claims import Claim, Turn
from bot.turns.commits import Commits
from bot.turns.compute import compute
from bot.turns.failures import put_off_or_aside
from bot.turns.forget import send_on
from bot.turns.holding import care_of
from bot.turns.parts import TurnParts
from bot.turns.shards import Shards

log = get_log(__name__)

AT_ONCE = 64
POLL = timedelta(seconds=1)  # when nobody wakes us
FEW = 4  # turns; more are a group, and what comes in meanwhile makes the next one
QUICK = 0.02  # seconds in which an ordinary group of turns is done
TURN_LIMIT = 20.0  # seconds that one turn may take
TYPING_AFTER = 0.5  # seconds of thinking before the contact sees “typing…”


class TurnWorker:
    """Handles waiting events until it is cancelled."""

    def __init__(self, parts: TurnParts, shards: Shards, dispatcher: Dispatcher | None = None) -> None:
        self._parts = parts
        self._shards = shards
        self._commits = Commits(parts.database, parts.coordinator, parts.clock, dispatcher)
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._after = self._last = 0  # where this round is, and with which contact it ends

    def use(self, parts: TurnParts) -> None:
        """Think with these parts from the next turn on."""
        self._parts = parts

    async def run(self) -> None:
        """Work for ever; an error of the database is waited out."""
        while True:
            try:
                if not await self.work_once():
                    await self._parts.coordinator.wait("turns", POLL)
            except Exception:
                log.exception("turns.loop_failed")
                await asyncio.sleep(POLL.total_seconds())

    async def work_once(self) -> bool:
        """Start what may start and wait a moment for it; False when there was nothing to do.

        After a slow turn it is worth another look: its contact's next event could not be claimed meanwhile.
        """
        was_busy = bool(self._busy)
        started = [asyncio.create_task(self._handle(claim)) for claim in await self._claim()]
        if len(started) > FEW:
            await asyncio.wait(started, timeout=QUICK)
        elif started:
            await self._wait_for_news(asyncio.gather(*started))
        elif self._busy:
            await self._wait_for_news(*self._busy.values())
        return bool(started or was_busy or self._after)

    async def _wait_for_news(self, *turns: asyncio.Future[Any]) -> None:
        """Go on when one of these ends or something new comes in: few turns, or slow ones, hold up nobody else."""
        bell = asyncio.create_task(self._parts.coordinator.wait("turns", POLL))
        await asyncio.wait([bell, *turns], return_when=asyncio.FIRST_COMPLETED)
        bell.cancel()

    async def stop(self) -> None:
        """Let the turns under way end."""
        await asyncio.gather(*self._busy.values(), return_exceptions=True)
        await self._shards.close()

    async def _claim(self) -> list[Claim]:
        room = AT_ONCE - len(self._busy)
        if room <= 0:
            return []
        async with self._parts.database.read() as tx:
            rows = await claim_contacts(tx, self._after, AT_ONCE)
            if not rows and self._after:
                rows = await claim_contacts(tx, 0, AT_ONCE)
            free = [row for row in rows if row[0] not in self._busy and await self._shards.holds(row[0])][:room]
            await self._go_round(tx, [row[0] for row in rows])
            if not free:
                return []
            found = await read_claims(tx, [row[1] for row in free], self._parts.clock.now())
        return [Claim.from_row(row) for row in found]

    async def _go_round(self, tx: Tx, contacts: list[int]) -> None:
        """A round ends with the newest contact who waited when it began: else those whom the shop knows would have no
        turn as long as a store tells of ever newer ones."""
        is_last = len(contacts) < AT_ONCE
        if not is_last and not self._after:
            self._last = await find_newest_waiting(tx)
        self._after = 0 if is_last or contacts[-1] >= self._last else contacts[-1]

    async def _handle(self, claim: Claim) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - for the type checker
        self._busy[claim.contact_id] = task
        try:
            if claim.erased_at is not None:
                await send_on(self._parts.database, claim)
                self._parts.coordinator.wake("turns")
            else:
                await self._commits.add(await self._compute(claim))
        except Stale:
            log.info("turn.again", contact_id=claim.contact_id)
        except (Exception, SystemExit, asyncio.CancelledError) as error:
            if task.cancelling():
                raise
            # an action that ends the program ends its turn, like one that was cancelled
            await self._fail(claim, error)
        finally:
            del self._busy[claim.contact_id]

    async def _compute(self, claim: Claim) -> Turn:
        """Think, within a limit; who waits longer than a moment sees “typing…”."""
        typing = self._typing_soon(claim)
        try:
            async with asyncio.timeout(TURN_LIMIT):
                return await compute(claim, self._parts)
        finally:
            if typing:
                typing.cancel()

    async def _fail(self, claim: Claim, error: BaseException) -> None:
        log.warning("turn.failed", event_id=claim.event_id, error=type(error).__name__, exc_info=error)
        try:
            care, coordinator = care_of(self._parts), self._parts.coordinator
            if await put_off_or_aside(self._parts.database, self._parts.clock, claim, error, care):
                for bell in (LIVE, HOOKS, "turns"):
                    coordinator.wake(bell)
        except Exception:
            log.exception("turn.failure_not_kept", event_id=claim.event_id)

    def _typing_soon(self, claim: Claim) -> asyncio.TimerHandle | None:
        if claim.kind != EventKind.MESSAGE or claim.owner != "bot":
            return None
        inbound_id = claim.key.rpartition(":")[2]
        loop = asyncio.get_running_loop()
        return loop.call_later(TYPING_AFTER, lambda: loop.create_task(self._show_typing(inbound_id)))

    async def _show_typing(self, inbound_id: str) -> None:
        await self._parts.show_typing(inbound_id)
