"""Coordination between processes over Redis. Nothing in here raises: without Redis it is a lonely process.

Three tasks, begun when first needed: one tells (wake-ups and live updates, gathered), one hears wake-ups
(pub/sub; a lost one costs a poll), one reads live updates (a stream, so a short break loses none).
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

from bot.coordination.live import Listeners
from bot.coordination.redis_buckets import SharedBuckets
from bot.coordination.redis_link import CALL_SECONDS, GONE, REST_SECONDS, Presence, connect
from bot.coordination.wakes import Bells

WAKES = "shopclerk:wakes"
LIVE = "shopclerk:live"
LIVE_LENGTH = 10_000  # live updates that the stream remembers, about
PENDING = 1_000  # live updates kept while Redis is away; of more, the newest
BLOCK_SECONDS = 1.0  # how long a read waits for something new

Step = Callable[[Presence], Awaitable[None]]


class RedisCoordinator:
    """`local_share` is the part of a rate that this process allows itself while Redis is gone."""

    def __init__(self, url: str, *, local_share: float = 0.25) -> None:
        self._me = uuid4().hex[:12]
        self._redis = connect(url)
        self._blocking = connect(url, BLOCK_SECONDS)
        self._buckets = SharedBuckets(self._redis, local_share)
        self._bells = Bells()
        self._listeners = Listeners()
        self._topics: set[str] = set()
        self._updates: deque[str] = deque(maxlen=PENDING)
        self._untold = asyncio.Event()
        self._all_told = asyncio.Event()
        self._all_told.set()
        self._seen: str | None = None  # the last live update that was read
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def wake(self, topic: str) -> None:
        self._bells.ring(topic)
        self._topics.add(topic)
        self._tell()

    async def wait(self, topic: str, timeout: timedelta) -> None:
        self._run("wakes", self._hear_wakes)
        await self._bells.wait(topic, timeout)

    async def take(self, bucket: str, wanted: int, rate: float, burst: int) -> tuple[int, float]:
        return await self._buckets.take(bucket, wanted, rate, burst)

    def publish(self, channel: str, data: dict[str, Any]) -> None:
        self._listeners.tell(channel, data)
        self._updates.append(json.dumps([self._me, channel, data], separators=(",", ":")))
        self._tell()

    def listen(self, channel: str) -> AsyncIterator[dict[str, Any]]:
        self._run("live", self._read_live)
        return self._listeners.add(channel)

    async def close(self) -> None:
        """What was said just before still goes out, if Redis is there."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._all_told.wait(), CALL_SECONDS)
        running = set(self._tasks.values())
        while running:  # the driver may turn a cancellation into a time-out: ask until it is heard
            for task in running:
                task.cancel()
            _, running = await asyncio.wait(running, timeout=0.1)
        self._tasks.clear()
        await self._redis.aclose()
        await self._blocking.aclose()

    def _run(self, name: str, work: Step) -> None:
        if name not in self._tasks:
            self._tasks[name] = asyncio.create_task(self._keep_at(name, work), name=f"redis {name}")

    async def _keep_at(self, name: str, work: Step) -> None:
        presence = Presence(name)
        while True:
            try:
                await work(presence)
            except GONE as error:
                presence.lost(error)
                await asyncio.sleep(REST_SECONDS)

    def _tell(self) -> None:
        self._untold.set()
        self._all_told.clear()
        self._run("tell", self._tell_others)

    async def _tell_others(self, presence: Presence) -> None:
        """Everything said in one pass of the event loop leaves in one round trip."""
        await self._untold.wait()
        self._untold.clear()
        topics, self._topics = self._topics, set()
        updates, self._updates = list(self._updates), deque(maxlen=PENDING)
        try:
            await self._send(topics, updates)
        except GONE:
            self._topics |= topics
            self._updates = deque([*updates, *self._updates], maxlen=PENDING)
            self._untold.set()
            raise
        presence.found()
        if not self._untold.is_set():
            self._all_told.set()

    async def _send(self, topics: set[str], updates: list[str]) -> None:
        async with self._redis.pipeline(transaction=False) as pipeline:
            if topics:
                pipeline.publish(WAKES, " ".join([self._me, *sorted(topics)]))
            for update in updates:
                pipeline.xadd(LIVE, {"u": update}, maxlen=LIVE_LENGTH, approximate=True)
            await pipeline.execute()

    async def _hear_wakes(self, presence: Presence) -> None:
        async with self._blocking.pubsub(ignore_subscribe_messages=True) as hearing:
            await hearing.subscribe(WAKES)
            presence.found()
            self._bells.ring_all()  # whatever was said meanwhile was not heard
            while True:
                message = await hearing.get_message(timeout=BLOCK_SECONDS)
                if message:
                    who, *topics = message["data"].split(" ")
                    for topic in topics if who != self._me else ():
                        self._bells.ring(topic)

    async def _read_live(self, presence: Presence) -> None:
        await self._find_place()
        presence.found()
        while True:
            answer: Any = await self._blocking.xread(
                {LIVE: self._seen or "0-0"}, count=500, block=int(BLOCK_SECONDS * 1000)
            )
            for _, entries in answer or ():
                for self._seen, fields in entries:
                    self._hand_on(fields["u"])

    def _hand_on(self, update: str) -> None:
        who, channel, data = json.loads(update)
        if who != self._me:
            self._listeners.tell(channel, data)

    async def _find_place(self) -> None:
        """Begin at the end of the stream; go on where we were; or afresh when the server has lost it."""
        last = await self._blocking.xrevrange(LIVE, count=1)
        end = str(last[0][0]) if last else "0-0"
        if self._seen is None:
            self._seen = end
        elif _order(end) < _order(self._seen):
            self._seen = "0-0"
            self._listeners.resync()


def _order(entry_id: str) -> tuple[int, ...]:
    return tuple(map(int, entry_id.split("-")))
