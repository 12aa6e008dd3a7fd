"""The loop that tells hooks: one delivery of a conversation at a time, tried again for a day, then given up."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.coordination.loop import work_for_ever
from bot.errors import TryAgain
from bot.hooks import queries
from bot.hooks.bodies import Delivery, read_body
from bot.hooks.post import Refused, post
from bot.hooks.signing import sign
from bot.hooks.tell import BELL
from bot.staff.addresses import plain_address
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.storage.columns import dump_json, to_micros
from bot.storage.database import Database

AT_ONCE = 16
POLL = timedelta(seconds=1)
LEASE = timedelta(seconds=60)
WAITS = (5, 30, 120, 600, 1800, 3600, 7200, 14_400)  # seconds after the first, second … attempt
PATIENCE = timedelta(hours=24)  # from the event; then it is given up, and a hook that failed all that time disabled
KEPT = timedelta(days=7)
TIMES = 1_000_000  # µs in a second
CLERK = Agent(0, "webhooks")
#: Takes a delivery to a service that it speaks to in its own way. Raises TryAgain or Refused.
Bridge = Callable[[Delivery], Awaitable[None]]


class HookClerk:
    """Any number of processes; a delivery whose process dies is made again, so whoever is told must know its id."""

    def __init__(
        self, database: Database, coordinator: Coordinator, clock: Clock, bridges: Mapping[str, Bridge] | None = None
    ) -> None:
        self._database, self._coordinator, self._clock = database, coordinator, clock
        self._bridges = dict(bridges or {})
        self.own_network = False  # tests listen on this machine
        self._purged_at = 0

    async def run(self) -> None:
        """Tell for ever; an error is logged and waited out."""
        await work_for_ever(self._work, self._coordinator, BELL, POLL, failed="hooks.not_told")

    async def _work(self) -> None:
        while await self.work_once():
            pass

    async def work_once(self) -> int:
        """Tell what is due; answers how many deliveries were tried."""
        now = to_micros(self._clock.now())
        async with self._database.read() as tx:
            due = await tx.row(queries.NEXT_DUE)
        if due is None or due[0] is None or due[0] > now:
            return 0
        async with self._database.write() as tx:
            rows = await tx.rows(queries.TAKE, now, now + LEASE // timedelta(microseconds=1), AT_ONCE)
            if now - self._purged_at > PATIENCE // timedelta(microseconds=1) // 24:
                self._purged_at = now
                await tx.run(queries.PURGE, now - KEPT // timedelta(microseconds=1))
        await asyncio.gather(*(self._deliver(Delivery.from_row(row)) for row in rows))
        return len(rows)

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            async with asyncio.timeout(LEASE.total_seconds() / 2):
                answer = await self._send(delivery)
        except (TryAgain, Refused, TimeoutError, OSError) as failed:
            await self._failed(delivery, str(failed) or type(failed).__name__, getattr(failed, "answer", None))
        else:
            await self._settle(delivery, "dropped" if answer is None else "sent", answer)

    async def _send(self, delivery: Delivery) -> int | None:
        """The status of the answer; None when there is nothing to tell any more."""
        async with self._database.read() as tx:
            hook = await tx.row(queries.GET_HOOK, delivery.hook_id)
            body = await read_body(tx, delivery) if hook else None
        if hook is None or body is None:
            return None
        _, url, secret = hook
        if url.startswith("bridge:"):
            bridge = self._bridges.get(url.removeprefix("bridge:"))
            if bridge is None:
                raise TryAgain("this process has no such bridge")
            await bridge(delivery)
            return 200
        text = dump_json(body).encode()
        headers = sign(secret, delivery.message_id, to_micros(self._clock.now()) // TIMES, text)
        return await post(url, text, headers, own_network=self.own_network)

    async def _settle(self, delivery: Delivery, status: str, answer: int | None) -> None:
        now = to_micros(self._clock.now())
        async with self._database.write() as tx:
            await tx.run(queries.SETTLE, delivery.id, delivery.lease, status, answer, "", now, now)
            if status == "sent":
                await tx.run(queries.WENT_WELL, delivery.hook_id)

    async def _failed(self, delivery: Delivery, why: str, answer: int | None) -> None:
        now = to_micros(self._clock.now())
        patience = PATIENCE // timedelta(microseconds=1)
        wait = WAITS[min(delivery.attempts, len(WAITS)) - 1] * TIMES
        is_over = now + wait > delivery.at + patience or answer == 410
        status, done, due = ("failed", now, now) if is_over else ("waiting", None, now + wait)
        async with self._database.write() as tx:
            await tx.run(queries.SETTLE, delivery.id, delivery.lease, status, answer, why[:300], done, due)
            await tx.run(queries.FAILS, delivery.hook_id, now)
            if is_over:
                long_ago = now if answer == 410 else now - patience // 2
                row = await tx.row(queries.DISABLE, delivery.hook_id, now, why[:300], long_ago)
                if row is not None:
                    await note_deed(tx, CLERK, "webhook.disabled", plain_address(row[0]), now, why=why[:300])
